"""Places in seeds, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

from cognito_emulator.api.codec import half_character
from cognito_emulator.printable import line

# What names the item of a list, in the order in which it is looked for.
_NAMED_BY = ("Username", "ClientName", "GroupName", "PoolName", "Name", "ClientId")
_LONGEST_NAME = 40
_LONGEST_LINE = 1000


class Called(str):
    """What an item is called, where it does not say so itself."""

    __slots__ = ()


class Item(NamedTuple):
    """An item of a list, on the way to a place.

    Attributes:
        number: counted from 0.
        value: the item itself, whatever it is, or what it is called.

    """

    number: int
    value: object

    @property
    def name(self) -> str:
        """What the item is called: a Username, a ClientName, ...; empty where nothing says it."""
        return _name_of(self.value) or ""

    def __str__(self) -> str:
        return f"[{self.number}] ({self.name})" if self.name else f"[{self.number}]"


class Place(NamedTuple):
    """A place in a seed, as messages name it: ``demo.yaml: Users[1] (bob).Password``.

    Attributes:
        source: what the seed is called.
        steps: the way from its root, by the names of members and by items of lists.
        file: what it stands in, if in one.

    """

    source: str
    steps: tuple[str | Item, ...] = ()
    file: Path | None = None

    def __str__(self) -> str:
        return f"{self.source}: {self.path}" if self.steps else self.source

    @property
    def path(self) -> str:
        """The way from the root."""
        text = "".join(f".{step}" if isinstance(step, str) else str(step) for step in self.steps)
        return text.removeprefix(".")

    def member(self, name: str) -> Place:
        """Return the place of a member here."""
        return Place(self.source, (*self.steps, name), self.file)

    def item(self, number: int, value: object = None) -> Place:
        """Return the place of a list's item here, counted from 0, or its own if it has one."""
        if isinstance(value, Placed):
            return value.place
        return Place(self.source, (*self.steps, Item(number, value)), self.file)

    def wrong(self, sentence: str) -> SeedError:
        """Return the error that says so of this place."""
        return SeedError.of([Mistake(self, sentence)])


class Placed(dict[str, Any]):
    """An object that was written elsewhere, and maybe otherwise: what is wrong with it is there.

    Attributes:
        place: where it was written.
        origins: where its members were written, as far as they are no members of that place.

    """

    def __init__(
        self, place: Place, members: Mapping[str, Any], origins: Mapping[str, Place] | None = None
    ) -> None:
        super().__init__(members)
        self.place = place
        self.origins = dict(origins or {})

    def origin(self, member: str) -> Place:
        """Return where a member was written."""
        return self.origins.get(member) or self.place.member(member)


class Mistake(NamedTuple):
    """What is wrong at a place.

    Attributes:
        line: in the file, counted from 1; ``None`` where it is not known, or there is no file.

    """

    place: Place
    sentence: str
    line: int | None = None

    def __str__(self) -> str:
        source = self.place.source if self.line is None else f"{self.place.source}:{self.line}"
        parts = (source, self.place.path, self.sentence)
        return line(": ".join(part for part in parts if part), _LONGEST_LINE)


class SeedError(ValueError):
    """A seed that is wrong; the message says in which file, where in it, and why.

    Attributes:
        mistakes: all that were found, each with its place; up to `Mistakes.MOST` of a seed.

    """

    def __init__(self, message: str, mistakes: Iterable[Mistake] = ()) -> None:
        super().__init__(message)
        self.mistakes = tuple(mistakes)

    @classmethod
    def of(cls, mistakes: Iterable[Mistake]) -> SeedError:
        """Return the error that tells these mistakes, one or more."""
        listed = tuple(mistakes)
        if len(listed) == 1:
            return cls(str(listed[0]), listed)
        many = f"{len(listed)} mistakes" + (" or more" if len(listed) >= Mistakes.MOST else "")
        return cls("\n  ".join([f"{many}:", *map(str, listed)]), listed)


class Mistakes:
    """Gathers mistakes, so that all of a seed are told at once.

    As a context manager it keeps the SeedError of a block, and goes on behind it.
    """

    MOST = 10
    """After so many nobody reads on."""

    def __init__(self) -> None:
        self._found: list[Mistake] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        if not isinstance(error, SeedError):
            return False
        self.add(error)
        return True

    def add(self, error: SeedError) -> None:
        """Remember what is wrong.

        Raises:
            SeedError: these are enough.

        """
        self._found += (each for each in error.mistakes if each not in self._found)
        if len(self._found) >= self.MOST:
            self.settle()

    def settle(self) -> None:
        """Tell what was found.

        Raises:
            SeedError: it was something.

        """
        if self._found:
            raise SeedError.of(self._found[: self.MOST])


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
    return [(place.item(number, item), item) for number, item in enumerate(value)]


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


def _name_of(value: object) -> str | None:
    """Return what an item is called, also inside of the wrapper that answers have."""
    if isinstance(value, Called):
        return value
    if not isinstance(value, Mapping):
        return None
    found = next((value[member] for member in _NAMED_BY if member in value), None)
    if found is None and len(value) == 1:
        return _name_of(next(iter(value.values())))
    if not isinstance(found, str) or not found.isprintable():
        return None
    return found if len(found) <= _LONGEST_NAME else f"{found[:_LONGEST_NAME]}..."
