"""What a store is: tables declared by their record type, and transactions over them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

Record = TypeVar("Record")


@dataclass(frozen=True, eq=False)
class Table(Generic[Record]):
    """A kind of record, how it is keyed, and by what else it is found.

    Attributes:
        name: for messages and dumps.
        key: the primary key of a record.
        unique: secondary keys that lead to one record at most; an index yields any number of keys.
        groups: secondary keys that lead to many records, in the order in which they joined.
        capacity: a table of passing things forgets its oldest records beyond this number.

    """

    name: str
    key: Callable[[Record], Hashable]
    unique: Mapping[str, Callable[[Record], Iterable[Hashable]]] = field(default_factory=dict)
    groups: Mapping[str, Callable[[Record], Iterable[Hashable]]] = field(default_factory=dict)
    capacity: int | None = None


@dataclass(frozen=True)
class Reach(Generic[Record]):
    """Which records of a group a page takes.

    Attributes:
        start: the position to begin at: 0, or what an earlier page returned. It counts joinings,
            so it stays good when members leave.
        limit: how many at most.
        where: only those for which this holds.

    """

    start: int
    limit: int
    where: Callable[[Record], bool] = lambda _record: True


class Reader(Protocol):
    """What records are looked up in: a transaction, or the store as committed last."""

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key."""

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to."""

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first."""


class Transaction(Reader, Protocol):
    """One operation's view of the store: reads see its own writes, others see all or nothing."""

    def count(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return how many records a group has."""

    def page(
        self, table: Table[Record], index: str, value: Hashable, reach: Reach[Record]
    ) -> tuple[list[Record], int | None]:
        """Return some records of a group, and the position at which the next of them stands.

        For listings: sees the group as last committed, without the transaction's own writes, and
        does not hold a commit to what it saw. Costs no more than the records that it looks at.
        """

    def put(self, table: Table[Record], record: Record) -> Record:
        """Write a record in place of any other of its key; return it."""

    def keep(self, table: Table[Record], record: Record) -> Record:
        """Write a record that stays even when the operation fails: a counted attempt."""

    def delete(self, table: Table[Any], key: Hashable) -> None:
        """Remove the record of that key, if there is one."""

    def commit(self) -> bool:
        """Make the writes visible; ``False`` says that another transaction came first.

        What the operation found out, even without a write, is good only if this is ``True``.
        """

    def commit_kept(self) -> bool:
        """After a failure, the same with only the writes that were to be kept."""
