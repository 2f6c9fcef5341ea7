"""Places in seeds, and the error that says what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cognito_emulator.api.codec import half_character


class SeedError(ValueError):
    """A seed that is wrong; the message says in which file, where in it, and why."""


class Place(NamedTuple):
    """A place in a seed, as messages name it: ``demo.yaml: Clients[1].ClientName``."""

    source: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.source}: {self.path}" if self.path else self.source

    def member(self, name: str) -> Place:
        """Return the place of a member here."""
        return Place(self.source, f"{self.path}.{name}" if self.path else name)

    def item(self, number: int) -> Place:
        """Return the place of a list's item here, counted from 0."""
        return Place(self.source, f"{self.path}[{number}]")

    def wrong(self, sentence: str) -> SeedError:
        """Return the error that says so of this place."""
        return SeedError(f"{self}: {sentence}")


def mapping(place: Place, value: object) -> dict[str, Any]:
    """Return an object's members.

    Raises:
        SeedError: it is none, or a name in it is no text.

    """
    if not isinstance(value, Mapping):
        raise place.wrong(f"This must be an object with members, not {kind_of(value)}.")
    for name in value:
        if not isinstance(name, str):
            raise place.wrong(f"The name {name!r} must be text.")
    return dict(value)


def refuse_half_characters(place: Place, document: object) -> None:
    """Refuse a text that no request could hold.

    Raises:
        SeedError: there is one; the message shows it, as to print it would fail.

    """
    if (text := half_character(document)) is not None:
        raise place.wrong(f"{text!a} has half of a character (a lone surrogate of UTF-16).")


def items(place: Place, value: object) -> list[tuple[Place, Any]]:
    """Return a list's items with their places.

    Raises:
        SeedError: it is none.

    """
    if not isinstance(value, list | tuple):
        raise place.wrong(f"This must be a list, not {kind_of(value)}.")
    return [(place.item(number), item) for number, item in enumerate(value)]


def kind_of(value: object) -> str:
    """Return what a value is, as messages say it."""
    known: dict[type, str] = {
        type(None): "nothing",
        bool: f"{value}".lower(),
        int: f"the number {value}",
        float: f"the number {value}",
        str: "text",
        list: "a list",
        tuple: "a list",
        dict: "an object",
    }
    return known.get(type(value), f"a {type(value).__name__}")
