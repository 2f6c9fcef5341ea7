"""Believable people, the same ones for the same seed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

# Fixed days, so that nobody's birthday depends on today's.
_BORN_FIRST, _BORN_LAST = date(1950, 1, 1).toordinal(), date(2004, 12, 31).toordinal()
_NAMES = Path(__file__).with_name("names.json")  # by emulator/tools/generate_names.py
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
    random = Random(seed)
    return Profile(
        given_name=random.choice(_names()["given"]),
        family_name=random.choice(_names()["family"]),
        birthdate=date.fromordinal(random.randint(_BORN_FIRST, _BORN_LAST)).isoformat(),
        # 555-0100 to 555-0199 are set aside for fiction: nobody is ever called.
        phone_number=f"+1{random.choice(_AREA_CODES)}55501{random.randint(0, 99):02}",
        subject=f"{random.randrange(10**20, 10**21)}",  # as Google's: 21 digits
    )


@cache
def _names() -> dict[str, list[str]]:
    """Return the names that Faker knows. To import Faker itself takes 0.14 s (decision 0009)."""
    names: dict[str, list[str]] = json.loads(_NAMES.read_bytes())
    return names
