"""Invented people of the shape of real ones.

Statuses, verified flags, groups and lengths stay, and so do locale and time zone. Names, addresses,
numbers, subjects and whatever else a text says do not: nothing of it follows from the real value
but its length, and which of its characters are digits, letters or punctuation.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from cognito_emulator.profiles import Profile, profile

_LOCALE = re.compile(r"[a-z]{2,3}([-_][A-Z]{2})?")
_ZONE = re.compile(r"UTC|GMT|(Africa|America|Asia|Atlantic|Europe|Pacific)/[A-Z][A-Za-z_]+")
# What may stay as it is, if it looks like what it should be: any attribute can hold any text.
_KEPT: Mapping[str, re.Pattern[str]] = {"locale": _LOCALE, "zoneinfo": _ZONE}
_FLAGS = ("true", "false")
_HOST = "@example.com"
_NAMES = ("given_name", "family_name", "name", "nickname", "middle_name")
_NUMBERED = 7  # digits that tell people apart


class Anonymous:
    """Makes somebody else of each user, the same one in every run.

    Attributes:
        seed: what people follow from, beside their number.

    """

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def user(
        self, number: int, described: Mapping[str, Any], addresses: Sequence[str] = ("email",)
    ) -> dict[str, Any]:
        """Return somebody invented in place of a user as a seed describes it.

        Args:
            number: of the user in the pool, which makes the names unlike each other.
            described: the user, with ``UserAttributes`` by their names.
            addresses: the attributes that people sign in with where their usernames are subjects.

        """
        real: Mapping[str, str] = described["UserAttributes"]
        invented = {
            name: self._attribute(number, name, value)
            for name, value in real.items()
            if name not in ("sub", "identities")
        }
        login = str(described["Username"])
        return {
            **described,
            "Username": self._username(number, login, real, invented, addresses),
            "UserAttributes": invented,
        }

    def digest(self, sub: str) -> str:
        """Return what stands for a subject, and does not lead back to it."""
        key = blake2b(self.seed.encode()).digest()
        return blake2b(sub.encode(), key=key, digest_size=16).hexdigest()

    def _username(
        self,
        number: int,
        login: str,
        real: Mapping[str, str],
        invented: Mapping[str, str],
        addresses: Sequence[str],
    ) -> str:
        """Return a username of the same kind: a provider's, an address, or a handle."""
        if provider := _provider(login, real.get("identities")):
            return f"{provider}_{self._subject(number, login[len(provider) + 1 :])}"
        same = addresses if login == real.get("sub") else ()
        alike = [name for name in _LOGINS if real.get(name) == login]
        for name in (*same, *alike):
            if name in invented:
                return invented[name]
        if "@" in login:
            return self._attribute(number, "email", login)
        return self._handle(number, len(login))

    def _attribute(self, number: int, name: str, value: str) -> str:
        if value.lower() in _FLAGS or (name in _KEPT and _KEPT[name].fullmatch(value)):
            return value
        if name in _NAMES:
            person = self._person(number)
            return _fitted(person.attributes.get(name, person.given_name), len(value), " ")
        make = {
            "email": self._email,
            "phone_number": self._phone_number,
            "birthdate": self._birthdate,
            "preferred_username": self._handle,
        }.get(name)
        return make(number, len(value)) if make else self._alike(number, name, value)

    def _email(self, number: int, length: int) -> str:
        return self._handle(number, max(length - len(_HOST), 0)) + _HOST

    def _phone_number(self, number: int, length: int) -> str:
        return f"+1555{number:0{max(length - 5, _NUMBERED)}}"

    def _birthdate(self, number: int, _length: int) -> str:
        return self._person(number).birthdate

    def _person(self, number: int) -> Profile:
        return profile(f"{self.seed}/{number}")

    def _handle(self, number: int, length: int) -> str:
        """Return a name to sign in with, unlike any other: longer, where it cannot be as short."""
        ending = f"{number}"
        name = self._person(number).username
        return _fitted(name, max(length - len(ending), 1), "x") + ending

    def _subject(self, number: int, subject: str) -> str:
        """Return who somebody is at a provider, unlike anybody else there."""
        beginning = self._alike(number, "subject", subject)[: max(len(subject) - _NUMBERED, 0)]
        return f"{beginning}{number:0{_NUMBERED}}"

    def _alike(self, number: int, name: str, value: str) -> str:
        """Return a text of the same length, with digits and letters where the value has them."""
        chances = self._chances(number, name)
        return "".join(_like(character, next(chances)) for character in value)

    def _chances(self, number: int, name: str) -> Iterator[int]:
        block = 0
        while True:
            yield from blake2b(f"{self.seed}/{number}/{name}/{block}".encode()).digest()
            block += 1


_LOGINS = ("email", "phone_number", "preferred_username")


def _provider(login: str, identities: str | None) -> str:
    """Return the provider that a username begins with, if the user comes from there."""
    try:
        listed = json.loads(identities or "[]")
        names = [str(each["providerName"]) for each in listed]
    except (ValueError, TypeError, KeyError):
        return ""
    for name in names:
        if login.lower().startswith(f"{name}_".lower()):
            return login[: len(name)]
    return ""


def _like(character: str, chance: int) -> str:
    """Return a character of the same kind; what is no ASCII becomes a letter or a digit."""
    for kind in (string.digits, string.ascii_lowercase, string.ascii_uppercase):
        if character in kind:
            return kind[chance % len(kind)]
    if character in string.punctuation or character in " \t\n":
        return character
    kind = string.digits if character.isnumeric() else string.ascii_lowercase
    return kind[chance % len(kind)]


def _fitted(text: str, length: int, filler: str) -> str:
    """Return a text of a length: cut, or filled up with more of itself."""
    while len(text) < length:
        text = f"{text}{filler}{text}"
    cut = text[:length]
    return cut if cut.strip() == cut else cut.strip().ljust(length, "x")
