"""Believable people, the same ones for the same seed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path

# ReadOnly days, so that nobody's birthday depends on today's.
_BORN_FIRST, _BORN_LAST = date(1950, 1, 1).toordinal(), date(2004, 12, 31).toordinal()
_NAMES = Path(__file__).with_suffix(".json")  # by emulator/tools/generate_names.py
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
    chance = _Chance(seed)
    return Profile(
        given_name=chance.one_of(_names()["given"]),
        family_name=chance.one_of(_names()["family"]),
        birthdate=date.fromordinal(
            _BORN_FIRST + chance.below(_BORN_LAST - _BORN_FIRST + 1)
        ).isoformat(),
        # 555-0100 to 555-0199 are set aside for fiction: nobody is ever called.
        phone_number=f"+1{chance.one_of(_AREA_CODES)}55501{chance.below(100):02}",
        subject=f"{10**20 + chance.below(9 * 10**20)}",  # as Google's: 21 digits
    )


class _Chance:
    """Numbers that follow from a seed. To seed a Random costs more than all else of a person."""

    def __init__(self, seed: str) -> None:
        self._left = int.from_bytes(blake2b(seed.encode()).digest())  # 512 bits, of which 120 go

    def below(self, limit: int) -> int:
        """Return a number from 0 on."""
        self._left, number = divmod(self._left, limit)
        return number

    def one_of(self, choice: Sequence[str]) -> str:
        """Return one of several."""
        return choice[self.below(len(choice))]


@cache
def _names() -> dict[str, list[str]]:
    """Return the names that Faker knows. To import Faker itself takes 0.14 s (decision 0009)."""
    names: dict[str, list[str]] = json.loads(_NAMES.read_bytes())
    return names
