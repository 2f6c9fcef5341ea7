"""Believable people, the same ones for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from faker.generator import Generator
from faker.providers.person.en_US import Provider as People

# Fixed days: Faker's own date_of_birth depends on today's.
_BORN_FIRST, _BORN_LAST = date(1950, 1, 1).toordinal(), date(2004, 12, 31).toordinal()
_AREA_CODES = ("202", "212", "303", "312", "404", "415", "503", "617", "702", "713")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person who does not exist.

    Attributes:
        subject: what an identity provider knows the person by.

    """

    given_name: str
    family_name: str
    birthdate: str
    phone_number: str
    subject: str

    @property
    def username(self) -> str:
        """Given and family name in lower case, with a dot between them."""
        return f"{self.given_name}.{self.family_name}".lower()

    @property
    def attributes(self) -> dict[str, str]:
        """The person in the standard attributes, without an e-mail address."""
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "name": f"{self.given_name} {self.family_name}",
            "birthdate": self.birthdate,
            "phone_number": self.phone_number,
        }


def profile(seed: str) -> Profile:
    """Return the person of that seed."""
    people = _people()
    people.generator.seed_instance(seed)
    random = people.generator.random
    return Profile(
        given_name=people.first_name(),
        family_name=people.last_name(),
        birthdate=date.fromordinal(random.randint(_BORN_FIRST, _BORN_LAST)).isoformat(),
        # 555-0100 to 555-0199 are set aside for fiction: nobody is ever called.
        phone_number=f"+1{random.choice(_AREA_CODES)}55501{random.randint(0, 99):02}",
        subject=f"{random.randrange(10**20, 10**21)}",  # as Google's: 21 digits
    )


@cache
def _people() -> People:
    """Return one of Faker's two dozen providers: a whole Faker takes 15 ms to make."""
    return People(Generator())
