"""What the memory keeps of a table: its records, what leads to them, and copies of both."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cognito_emulator.store.base import Table

_FEW = 100


class Group:
    """The primary keys of one group, in joining order, and the number of its last change.

    Each key has its position: how many joined before it. The journal has them in order, those that
    left included until they are the larger part, so that a page begins anywhere by bisection.
    """

    __slots__ = ("first", "journal", "keys", "version")

    def __init__(self, first: int = 0) -> None:
        """Begin without members.

        Args:
            first: the position of who joins first.

        """
        self.first = first
        self.keys: dict[Hashable, int] = {}
        self.journal: list[tuple[int, Hashable]] = []
        self.version = 0

    @property
    def end(self) -> int:
        """The position of who joins next."""
        return self.journal[-1][0] + 1 if self.journal else self.first

    def join(self, key: Hashable) -> None:
        """Take a member in, behind all others."""
        position = self.end
        self.keys[key] = position
        self.journal.append((position, key))

    def leave(self, key: Hashable) -> None:
        """Let a member go."""
        self.keys.pop(key, None)
        if len(self.journal) > 2 * len(self.keys) + _FEW:
            last = self.journal[-1]  # stays, so that positions never come back
            living = [(position, key) for key, position in self.keys.items()]
            self.journal = living if living and living[-1] == last else [*living, last]

    def arrange(self, keys: Iterable[Hashable]) -> None:
        """Put the members into another order."""
        self.keys = {key: position for position, key in enumerate(keys)}
        self.journal = [(position, key) for key, position in self.keys.items()]

    def members_from(self, start: int) -> Iterator[tuple[int, Hashable]]:
        """Go through the members from a position on, with theirs."""
        journal = self.journal
        for place in range(bisect_left(journal, start, key=itemgetter(0)), len(journal)):
            position, key = journal[place]
            if self.keys.get(key) == position:
                yield position, key


class Copy(NamedTuple):
    """What a table held at some time; the records are immutable, so it shares them.

    Attributes:
        version: the number of the table's last change by then.
        records: by their keys.
        orders: the members of each group of several, in joining order: that of the records is
            another one.

    """

    version: int
    records: dict[Hashable, Any]
    orders: dict[tuple[str, Hashable], tuple[Hashable, ...]]


NOTHING = Copy(0, {}, {})


class Shelf:
    """One table's records and indexes; the newest copy of them, and what was written since."""

    __slots__ = ("copy", "groups", "records", "touched", "unique", "version")

    def __init__(self, table: Table[Any]) -> None:
        self.version = 0
        self.copy = NOTHING
        self.touched: set[Hashable] = set()
        self.records: dict[Hashable, Any] = writable(table, {})
        self.unique: dict[str, dict[Hashable, Hashable]] = {name: {} for name in table.unique}
        self.groups: dict[str, dict[Hashable, Group]] = {name: {} for name in table.groups}

    @classmethod
    def of(cls, table: Table[Any], copy: Copy) -> Shelf:
        """Return a shelf to read a copy by; an index is made when it is needed."""
        shelf = cls(table)
        shelf.version, shelf.copy, shelf.records = copy.version, copy, copy.records
        shelf.unique = _Made(lambda name: _unique(table, name, copy))
        shelf.groups = _Made(lambda name: _groups(table, name, copy))
        return shelf


class _Made(dict[str, Any]):
    """Indexes of a table that stays as it is, by their names; each is made when it is needed."""

    def __init__(self, make: Callable[[str], Mapping[Hashable, Any]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Mapping[Hashable, Any]:
        made = self[name] = self._make(name)
        return made


def _unique(table: Table[Any], name: str, copy: Copy) -> dict[Hashable, Hashable]:
    values = table.unique[name]
    return {value: key for key, record in copy.records.items() for value in values(record)}


def _groups(table: Table[Any], name: str, copy: Copy) -> dict[Hashable, Group]:
    """Make groups anew: those of several have their members in their own order."""
    values, made = table.groups[name], {}
    for (index, value), keys in copy.orders.items():
        if index == name:
            made[value] = Group()
            made[value].arrange(keys)
    of_several = frozenset(made)
    for key, record in copy.records.items():
        for value in values(record):
            if value not in of_several:
                made[value] = Group()
                made[value].join(key)
    return made


def copied(shelf: Shelf) -> Copy:
    """Return a copy of what a table holds; it is the newest from now on."""
    if shelf.copy.version != shelf.version:
        shelf.copy = current(shelf)
        shelf.touched = set()
    return shelf.copy


def current(shelf: Shelf) -> Copy:
    """Return a copy of what a table holds: the newest there is, if nothing has changed since."""
    if shelf.copy.version == shelf.version:
        return shelf.copy
    orders = {
        (index, value): tuple(group.keys)
        for index, groups in shelf.groups.items()
        for value, group in groups.items()
        if len(group.keys) > 1
    }
    return Copy(shelf.version, shelf.records.copy(), orders)


def writable(table: Table[Any], records: dict[Hashable, Any]) -> dict[Hashable, Any]:
    """Return a copy of records to write to; its first one is found at once where it has to go.

    A plain dictionary looks at the places of all that went before.
    """
    return records.copy() if table.capacity is None else OrderedDict(records)
