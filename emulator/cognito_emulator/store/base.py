"""What a store is: tables declared by their record type, and transactions over them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

Record = TypeVar("Record")
Index = Callable[[Record], Iterable[Hashable]]

Json = Mapping[str, Any]
"""An object of JSON: its values are texts, numbers, truth values, null, lists and objects.

The codec does not look at what a record declares so: a tuple would come back as a list, bytes as a
text.
"""

Migration = Callable[[dict[str, Any]], Json | None]
"""Makes a record of the next version, both as objects of JSON; nothing where it is to go."""

Owner = Literal["pool", "user", "client"]
"""To what records may belong: when it goes, they go with it."""

NOT_TO_BE_COMMITTED = "This transaction is there to read by: it cannot be committed."

#: The fields of a record that name its owners, unless its table says otherwise.
_FIELDS: Mapping[Owner, str] = {
    "pool": "pool_id",
    "user": "sub",
    "client": "client_id",
}

_declared: list[Table[Any]] = []
_by_name: dict[str, Table[Any]] = {}


@dataclass(frozen=True, eq=False)
class Table(Generic[Record]):
    """A kind of record, how it is keyed, and by what else it is found.

    A table that belongs to owners has a group for each of them, under the owner's name.

    Attributes:
        name: an identifier, by which its records travel.
        record: their type: a frozen dataclass of what `cognito_emulator.store.codec` can write.
        key: the primary key of a record.
        belongs_to: whom its records go with: when that pool, user or client is deleted, they are.
        outlives: whom its records stay after although they name them, and why.
        by: the field that names an owner, where it is another than ``pool_id``, ``sub`` or
            ``client_id``; that of a user may be ``username``.
        unique: secondary keys that lead to one record at most; an index yields any number of keys.
        groups: secondary keys that lead to many records, in the order in which they joined.
        capacity: a table of passing things forgets its oldest records beyond this number.
        version: of the shape of its records. It is 0 until the first release with a store that
            lasts; from then on each change of the shape takes the next number.
        migrations: what leads from each version since 1 to the next, by the former one.

    """

    name: str
    record: type[Record]
    key: Callable[[Record], Hashable]
    belongs_to: tuple[Owner, ...] = field(kw_only=True)
    outlives: Mapping[Owner, str] = field(default_factory=dict)
    by: Mapping[Owner, str] = field(default_factory=dict)
    unique: Mapping[str, Index[Record]] = field(default_factory=dict)
    groups: Mapping[str, Index[Record]] = field(default_factory=dict)
    capacity: int | None = None
    version: int = 0
    migrations: Mapping[int, Migration] = field(default_factory=dict)

    def __post_init__(self) -> None:
        owned = {owner: self._owned(owner) for owner in self.belongs_to}
        object.__setattr__(self, "groups", {**owned, **self.groups})
        _declared.append(self)
        _by_name[self.name] = self

    def field_of(self, owner: Owner) -> str:
        """Return the field of a record that names its owner."""
        return self.by.get(owner, _FIELDS[owner])

    def _owned(self, owner: Owner) -> Index[Record]:
        """Return the group index of an owner; users and clients are known within a pool."""
        pool = attrgetter(self.field_of("pool"))
        if owner == "pool":
            return lambda record: (pool(record),)
        member = attrgetter(self.field_of(owner))
        return lambda record: ((pool(record), name),) if (name := member(record)) else ()


def tables() -> tuple[Table[Any], ...]:
    """Return the tables that have been declared, in modules that have been imported."""
    return tuple(_declared)


def table_named(name: str) -> Table[Any] | None:
    """Return the table of that name."""
    return _by_name.get(name)


def belonging_to(owner: Owner) -> list[Table[Any]]:
    """Return the tables whose records go with their owner."""
    return [table for table in _declared if owner in table.belongs_to]


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

    @property
    def generation(self) -> int:
        """That of the store, when it began."""

    def count(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return how many records a group has."""

    def page(
        self, table: Table[Record], index: str, value: Hashable, reach: Reach[Record]
    ) -> tuple[list[Record], int | None]:
        """Return some records of a group, and the position at which the next of them stands.

        For listings: sees the group as last committed, without the transaction's own writes, and
        does not hold a commit to what it saw. Costs no more than the records that it looks at.
        """

    def end(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return the position behind all members of a group: who joins later is not before it.

        As for :meth:`page`, that is of the group as last committed.
        """

    def put(self, table: Table[Record], record: Record) -> Record:
        """Write a record in place of any other of its key; return it."""

    def keep(self, table: Table[Record], record: Record) -> Record:
        """Write a record that stays even when the operation fails: a counted attempt."""

    def delete(self, table: Table[Any], key: Hashable) -> None:
        """Remove the record of that key, if there is one."""

    def delete_all(self, table: Table[Any], index: str, value: Hashable) -> None:
        """Remove the records of a group, however many, and those that join it until the commit."""

    def commit(self) -> bool:
        """Make the writes visible; ``False`` says that another transaction came first.

        What the operation found out, even without a write, is good only if this is ``True``.
        """

    def commit_kept(self) -> bool:
        """After a failure, the same with only the writes that were to be kept."""


class Snapshot(Protocol):
    """The state of a store at some moment, to go back to any number of times."""

    @property
    def records(self) -> Mapping[Table[Any], Mapping[Hashable, Any]]:
        """The records of each table, by their keys."""


class Archived(NamedTuple):
    """A snapshot that an archive has.

    Attributes:
        name: by which it is found.
        named: whether somebody chose the name.
        taken: when, in epoch seconds.
        size: how many records it has.

    """

    name: str
    named: bool
    taken: float
    size: int


class Archive(Protocol):
    """Snapshots by name in a store that lasts: what happens to its records does not touch them.

    `Store.restore` takes what it has, as other snapshots.
    """

    def all(self) -> list[Archived]:
        """Return what there is, oldest first: first what somebody named, then the others."""

    def put(self, name: str, *, named: bool, taken: float) -> None:
        """Keep the records as they are, in place of an earlier snapshot of that name."""

    def delete(self, name: str) -> bool:
        """Delete a snapshot; say whether there was one."""


class StoreError(ValueError):
    """A store cannot be opened; it is left as it is. The message says why."""


class ClosedError(RuntimeError):
    """A store is used after it was closed."""


class UnreachableError(Exception):
    """A store does not answer, or is damaged; what was under way has not been.

    Attributes:
        why: in the words of its driver, without passwords.

    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


EXCHANGES_BITS = 20
"""The lower bits of a generation: they count exchanges, the others are a history's own."""


def history(generation: int) -> int:
    """Return in which history a generation is.

    Another one says that nobody has exchanged the state, and that it is another all the same. What
    was committed last is lost, by a crash of a database's server or as an earlier state was put
    back; or all was made anew.
    """
    return generation >> EXCHANGES_BITS


class Store(Reader, Protocol):
    """Where records are kept; read outside of a transaction, it is as committed last."""

    @property
    def lasts(self) -> bool:
        """Whether records outlast the process."""

    @property
    def name(self) -> str:
        """What it is called where a developer reads it, as ``--store`` takes it."""

    @property
    def archive(self) -> Archive | None:
        """Its snapshots by name; there is none where records do not outlast the process."""

    @property
    def generation(self) -> int:
        """What it goes on from: where all of it was exchanged, what was begun before is void.

        It rises with each exchange, within a history: see :func:`history`. This is as far as this
        process knows, which is told whenever it begins or commits a transaction.
        """

    @property
    def known(self) -> Reader:
        """The records as they were when a transaction was begun or committed last, or later.

        No database is asked what has changed since.
        """

    @property
    def moment(self) -> Hashable:
        """What is the same for as long as :attr:`known` says the same."""

    def transaction(self) -> Transaction:
        """Begin a transaction; nothing is seen by others until it is committed."""

    def still(self) -> AbstractContextManager[Transaction]:
        """Give a transaction to read by, which sees one moment however long that takes.

        Others go on meanwhile; it cannot be committed.
        """

    def exclusively(self) -> AbstractContextManager[None]:
        """Keep all other commits out: for an operation that lost too many races."""

    def undoing(self) -> AbstractContextManager[None]:
        """Keep all other commits out, and undo all that was changed if something raises."""

    def clear(self) -> None:
        """Forget everything."""

    def snapshot(self) -> Snapshot:
        """Remember the state."""

    def restore(self, snapshot: Any) -> None:  # noqa: ANN401 - each store has snapshots of its own
        """Go back to a snapshot that this store made."""

    def close(self) -> None:
        """Let go of everything; what lasts is there when it is opened again."""

    def abandon(self) -> None:
        """Close it, as a start has failed; a file that it has made and left empty goes, too."""
