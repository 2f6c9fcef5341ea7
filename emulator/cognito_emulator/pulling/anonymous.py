"""Invented people of the shape of real ones.

Statuses, verified flags, groups and lengths stay, and so do locale and time zone. Names, addresses,
numbers, subjects and whatever else a text says do not: nothing of it follows from the real value
but its length, and which of its characters are digits, letters or neither.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from cognito_emulator.profiles import profile

_KEPT = frozenset({"email_verified", "phone_number_verified", "locale", "zoneinfo", "updated_at"})
_FLAGS = ("true", "false")
_HOST = "@example.com"
_NAMES = ("given_name", "family_name", "name", "nickname", "middle_name")


class Anonymous:
    """Makes somebody else of each user, the same one in every run.

    Attributes:
        seed: what people follow from, beside their number.

    """

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def user(self, number: int, described: Mapping[str, Any]) -> dict[str, Any]:
        """Return somebody invented in place of a user as a seed describes it.

        Args:
            number: of the user in the pool, which makes the names unlike each other.
            described: the user, with ``Attributes`` by their names.

        """
        real: Mapping[str, str] = described["UserAttributes"]
        invented = {
            name: value if name in _KEPT else self._attribute(number, name, value)
            for name, value in real.items()
            if name not in ("sub", "identities")
        }
        login = str(described["Username"])
        return {
            **described,
            "Username": self._username(number, login, real, invented),
            "UserAttributes": invented,
        }

    def digest(self, sub: str) -> str:
        """Return what stands for a subject, and does not lead back to it without the seed."""
        return blake2b(sub.encode(), key=self.seed.encode()[:64], digest_size=16).hexdigest()

    def _username(
        self, number: int, login: str, real: Mapping[str, str], invented: Mapping[str, str]
    ) -> str:
        """Return a username of the same kind: an address, a provider's, or a handle."""
        for name in ("email", "phone_number", "preferred_username"):
            if real.get(name) == login or (name == "email" and login == real.get("sub")):
                return invented.get(name, self._handle(number, len(login)))
        if "@" in login:
            return self._attribute(number, "email", login)
        provider, underscore, subject = login.partition("_")
        if underscore and "identities" in real:
            return f"{provider}_{self._alike(number, 'subject', subject)}"
        return self._handle(number, len(login))

    def _attribute(self, number: int, name: str, value: str) -> str:
        person = profile(f"{self.seed}/{number}")
        match name:
            case "email":
                return self._handle(number, max(len(value) - len(_HOST), 0)) + _HOST
            case "phone_number":
                return f"+1555{number:0{max(len(value) - 5, 7)}}"
            case "birthdate":
                return person.birthdate
            case "preferred_username":
                return self._handle(number, len(value))
            case _ if name in _NAMES:
                return _fitted(person.attributes.get(name, person.given_name), len(value), " ")
            case _:
                return value if value.lower() in _FLAGS else self._alike(number, name, value)

    def _handle(self, number: int, length: int) -> str:
        """Return a name to sign in with, unlike any other: longer, where it cannot be as short."""
        ending = f"{number}"
        name = profile(f"{self.seed}/{number}").username
        return _fitted(name, max(length - len(ending), 1), "x") + ending

    def _alike(self, number: int, name: str, value: str) -> str:
        """Return a text of the same length, with digits and letters where the value has them."""
        chances = self._chances(number, name)
        return "".join(_like(character, next(chances)) for character in value)

    def _chances(self, number: int, name: str) -> Iterator[int]:
        block = 0
        while True:
            yield from blake2b(f"{self.seed}/{number}/{name}/{block}".encode()).digest()
            block += 1


def _like(character: str, chance: int) -> str:
    """Return a character of the same kind."""
    for kind in (string.digits, string.ascii_lowercase, string.ascii_uppercase):
        if character in kind:
            return kind[chance % len(kind)]
    return string.ascii_lowercase[chance % 26] if character.isalpha() else character


def _fitted(text: str, length: int, filler: str) -> str:
    """Return a text of a length: cut, or filled up with more of itself."""
    while len(text) < length:
        text = f"{text}{filler}{text}"
    cut = text[:length]
    return cut if cut.strip() == cut else cut.strip().ljust(length, "x")
