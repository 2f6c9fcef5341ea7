"""The default store: dictionaries, and optimistic transactions over immutable records.

A transaction takes no lock while it runs, so that signing and SRP arithmetic of several requests
overlap. It remembers the identity of every record it saw; the commit, short and under the lock,
applies its writes only if all of them are still in place. Otherwise the operation runs again, also
one that only reads: what it saw may be half of this and half of that.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Container, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn, TypeVar

from cognito_emulator.store import pending
from cognito_emulator.store.base import NOT_TO_BE_COMMITTED, Reach, Table
from cognito_emulator.store.pending import Pending
from cognito_emulator.store.shelves import (
    NOTHING,
    Copy,
    Group,
    Shelf,
    copied,
    current,
    writable,
)

Record = TypeVar("Record")
_Place = tuple[Table[Any], Hashable]
_IndexPlace = tuple[Table[Any], str, Hashable]
_Gone = Mapping[Table[Any], Collection[tuple[str, Hashable]]]

_NONE: _Gone = {}
_FAR_MORE = 20  # times as many records as a group has, among which its own are removed one by one


class Snapshot(NamedTuple):
    """The state at some moment: a copy of each table."""

    tables: dict[Table[Any], Copy]

    @property
    def records(self) -> dict[Table[Any], dict[Hashable, Any]]:
        """The records of each table, by their keys."""
        return {table: copy.records for table, copy in self.tables.items()}


class MemoryStore:
    """Records in dictionaries of this process."""

    lasts = False
    name = "memory"
    archive = None

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._shelves: dict[Table[Any], Shelf] = {}
        self._changes = 0  # of tables and groups: their versions
        self.ended = 0  # of all groups that have lost their last member: positions never come back
        self.commits = 0  # that are visible as a whole
        self.generation = 0  # how often all of it was exchanged

    def transaction(self) -> MemoryTransaction:
        """Begin a transaction; nothing is seen by others until :meth:`MemoryTransaction.commit`."""
        return MemoryTransaction(self)

    @contextmanager
    def still(self) -> Iterator[MemoryTransaction]:
        """Give a transaction to read by: it sees one moment, however long that takes."""
        with self._lock:
            shelves = list(self._shelves.items())
            copies = {table: current(shelf) for table, shelf in shelves}
            generation = self.generation
        yield MemoryTransaction(_Still(copies, generation))

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Keep all other commits out: for an operation that lost too many races."""
        with self._lock:
            yield

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """Keep all other commits out, and undo all that was changed if something raises."""
        with self._lock:
            before = self.snapshot()
            try:
                yield
            except BaseException:
                self.restore(before)
                raise

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key, as it was committed last."""
        return self.shelf(table).records.get(key)

    @property
    def known(self) -> MemoryStore:
        """The records: all of them are known."""
        return self

    @property
    def moment(self) -> Hashable:
        """What is the same for as long as :attr:`known` says the same."""
        return self.commits, self.generation

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to, as it was committed last."""
        with self._lock:
            shelf = self.shelf(table)
            key = shelf.unique[index].get(value)
            return None if key is None else shelf.records.get(key)

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first, as they were committed last."""
        with self._lock:
            shelf = self.shelf(table)
            group = shelf.groups[index].get(value)
            return [] if group is None else [shelf.records[key] for key in group.keys]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._shelves = {}
            self.generation += 1

    def close(self) -> None:
        """Forget everything: nothing of it lasts."""
        self.clear()

    def abandon(self) -> None:
        """Forget everything: there is no file."""
        self.clear()

    def snapshot(self) -> Snapshot:
        """Copy the state; cheap, as records are shared, and tables that stay as they are too."""
        with self._lock:
            shelves = list(self._shelves.items())  # readers take no lock, and may add an empty one
            return Snapshot({table: copied(shelf) for table, shelf in shelves})

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot; what has not changed since costs nothing."""
        with self._lock:
            for table in {*list(self._shelves), *snapshot.tables}:
                shelf, copy = self.shelf(table), snapshot.tables.get(table, NOTHING)
                if shelf.version != copy.version:
                    self._go_back(table, shelf, copy)
            self.generation += 1

    def _go_back(self, table: Table[Any], shelf: Shelf, copy: Copy) -> None:
        now, then = shelf.records, copy.records
        # From the newest copy on, what has changed is known; else all of it is compared.
        for key in shelf.touched if shelf.copy is copy else {*now, *then}:
            if now.get(key) is not then.get(key):
                self._reindex(table, shelf, key, now.get(key), then.get(key))
        for (index, value), keys in copy.orders.items():
            group = shelf.groups[index][value]
            if tuple(group.keys) != keys:
                group.arrange(keys)
                self._mark(group)
        shelf.records, shelf.version, shelf.copy = writable(table, then), copy.version, copy
        shelf.touched = set()

    # -- for transactions -------------------------------------------------------------------------

    def shelf(self, table: Table[Any]) -> Shelf:
        """Return the table's shelf, an empty one the first time."""
        shelf = self._shelves.get(table)
        return self._shelves.setdefault(table, Shelf(table)) if shelf is None else shelf

    def commit(
        self, transaction: MemoryTransaction, writes: dict[_Place, Any], gone: _Gone = _NONE
    ) -> bool:
        """Apply ``writes`` if what the transaction saw still holds; say whether it did.

        Args:
            transaction: whose they are.
            writes: records by their places.
            gone: the groups that are removed before that.

        """
        with self._lock:
            if transaction.is_stale():
                return False
            for table, groups in gone.items():
                for index, value in groups:
                    self._remove(table, index, value)
            for (table, key), record in writes.items():
                self._write(table, key, record)
            self.commits += bool(writes or gone)
            return True

    def _write(self, table: Table[Any], key: Hashable, record: Any) -> None:  # noqa: ANN401 - any record
        shelf = self.shelf(table)
        self._changes += 1
        shelf.version = self._changes
        shelf.touched.add(key)
        before = shelf.records.get(key)
        if record is None:
            shelf.records.pop(key, None)
        else:
            shelf.records[key] = record
        self._reindex(table, shelf, key, before, record)
        if table.capacity is not None and len(shelf.records) > table.capacity:
            self._write(table, next(iter(shelf.records)), None)

    def _remove(self, table: Table[Any], index: str, value: Hashable) -> None:
        """Remove a group: all that is there is sifted, which is faster than one after the other."""
        shelf = self.shelf(table)
        group = shelf.groups[index].get(value)
        if group is None:
            return
        gone = group.keys
        if len(gone) < len(shelf.records) // _FAR_MORE:
            for key in list(gone):
                self._write(table, key, None)
            return
        self._changes += 1
        shelf.version = self._changes
        shelf.touched.update(gone)
        left = {key: record for key, record in shelf.records.items() if key not in gone}
        shelf.records = writable(table, left)
        for name, keys in shelf.unique.items():
            shelf.unique[name] = {each: key for each, key in keys.items() if key not in gone}
        for name, groups in shelf.groups.items():
            shelf.groups[name] = {
                each: found for each, found in groups.items() if self._is_left(found, gone)
            }

    def _is_left(self, group: Group, gone: Container[Hashable]) -> bool:
        """Have members leave a group; say whether anybody stays."""
        leaving = [key for key in group.keys if key in gone]
        if len(leaving) == len(group.keys):
            self.ended = max(self.ended, group.end)
            return False
        for key in leaving:
            group.leave(key)
        if leaving:
            self._mark(group)
        return True

    def _reindex(
        self,
        table: Table[Any],
        shelf: Shelf,
        key: Hashable,
        before: object | None,
        after: object | None,
    ) -> None:
        for name, values in table.unique.items():
            index = shelf.unique[name]
            old = () if before is None else tuple(values(before))
            new = () if after is None else tuple(values(after))
            if old == new:
                continue
            for value in old:
                if index.get(value) == key:
                    del index[value]
            index.update(dict.fromkeys(new, key))
        for name, values in table.groups.items():
            old = () if before is None else tuple(values(before))
            new = () if after is None else tuple(values(after))
            if old == new:
                continue
            self._move(shelf.groups[name], key, set(old), new)

    def _move(
        self,
        groups: dict[Hashable, Group],
        key: Hashable,
        old: set[Hashable],
        new: tuple[Hashable, ...],
    ) -> None:
        for value in old.difference(new):
            group = groups[value]
            group.leave(key)
            self._mark(group)
            if not group.keys:
                self.ended = max(self.ended, group.end)
                del groups[value]
        for value in new:
            if value not in old:
                group = groups.get(value) or groups.setdefault(value, Group(self.ended))
                group.join(key)
                self._mark(group)

    def _mark(self, group: Group) -> None:
        """Number a change: each member's, as others may look at the group between two of them."""
        self._changes += 1
        group.version = self._changes


class _Still(MemoryStore):
    """What a store held at some moment: it shares all records, and nothing is written to it."""

    def __init__(self, copies: dict[Table[Any], Copy], generation: int) -> None:
        super().__init__()
        self._shelves = {table: Shelf.of(table, copy) for table, copy in copies.items()}
        self.generation = generation

    def commit(
        self, _transaction: MemoryTransaction, _writes: dict[_Place, Any], _gone: _Gone = _NONE
    ) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.

        """
        raise TypeError(NOT_TO_BE_COMMITTED)


class MemoryTransaction:
    """An operation's reads and pending writes; see `cognito_emulator.store.base.Transaction`."""

    __slots__ = (
        "_finds",
        "_groups",
        "_kept",
        "_named",
        "_pending",
        "_reads",
        "_since",
        "_store",
        "_writes",
        "generation",
    )

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._since = store.commits
        self.generation = store.generation
        self._reads: dict[_Place, Any] = {}
        self._finds: dict[_IndexPlace, Hashable | None] = {}
        self._groups: dict[_IndexPlace, int] = {}
        self._writes: dict[_Place, Any] = {}
        self._named: dict[_IndexPlace, Hashable] = {}  # of what is written, by unique indexes
        self._pending: Pending[Hashable] = Pending()
        self._kept: dict[_Place, Any] = {}

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key."""
        place = (table, key)
        if place in self._writes:
            return self._writes[place]  # type: ignore[no-any-return]
        record = self._store.shelf(table).records.get(key)
        self._reads.setdefault(place, record)
        if record is not None and self._pending.gone and self._pending.is_gone(table, record):
            return None
        return record

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to."""
        values = table.unique[index]
        written = self._writes.get((table, self._named.get((table, index, value))))
        if written is not None and value in values(written):
            return written  # type: ignore[no-any-return]
        key = self._store.shelf(table).unique[index].get(value)
        self._finds.setdefault((table, index, value), key)
        if key is None:
            return None
        record = self.get(table, key)
        return record if record is not None and value in values(record) else None

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first."""
        values = table.groups[index]
        group = self._group(table, index, value)
        is_gone = (index, value) in self._pending.gone.get(table, ())
        keys = {} if group is None or is_gone else group.keys.copy()
        members = [record for key in keys if (record := self.get(table, key)) is not None]
        written = self._writes
        joined = self._pending.joined(table, index, value, lambda key: written[table, key])
        members += [written[table, key] for key in joined if key not in keys]
        return [record for record in members if record is not None and value in values(record)]

    def count(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return how many records a group has."""
        if self._pending.touches(table):
            return len(self.all(table, index, value))
        group = self._group(table, index, value)
        return 0 if group is None else len(group.keys)

    def page(
        self, table: Table[Record], index: str, value: Hashable, reach: Reach[Record]
    ) -> tuple[list[Record], int | None]:
        """Return some records of a group, and the position at which the next of them stands."""
        shelf = self._store.shelf(table)
        group = shelf.groups[index].get(value)
        taken: list[Record] = []
        for position, key in group.members_from(reach.start) if group else ():
            record = shelf.records.get(key)
            if record is None or not reach.where(record):
                continue
            if len(taken) == reach.limit:
                return taken, position
            taken.append(record)
        return taken, None

    def end(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return the position behind all members of a group: who joins later is not before it."""
        group = self._store.shelf(table).groups[index].get(value)
        return self._store.ended if group is None else group.end

    def put(self, table: Table[Record], record: Record) -> Record:
        """Write a record in place of any other of its key; return it."""
        self._write(table, table.key(record), record)
        return record

    def keep(self, table: Table[Record], record: Record) -> Record:
        """Write a record that stays even when the operation fails."""
        self.put(table, record)
        self._kept[table, table.key(record)] = record
        return record

    def delete(self, table: Table[Any], key: Hashable) -> None:
        """Remove the record of that key, if there is one."""
        self._write(table, key, None)

    def delete_all(self, table: Table[Any], index: str, value: Hashable) -> None:
        """Remove the records of a group, and those that join it until the commit."""
        group = self._store.shelf(table).groups[index].get(value)
        if group is None or len(group.keys) <= pending.FEW:
            for record in self.all(table, index, value):
                self.delete(table, table.key(record))
            return
        written = self._writes
        for key in self._pending.joined(table, index, value, lambda key: written[table, key]):
            record = written[table, key]
            if record is not None and value in table.groups[index](record):
                self._write(table, key, None)
        self._pending.remove(table, index, value)

    def commit(self) -> bool:
        """Make the writes visible; ``False`` says that another transaction came first."""
        return self._store.commit(self, self._writes, self._pending.gone)

    def commit_kept(self) -> bool:
        """After a failure: make only the writes visible that were to be kept."""
        return self._store.commit(self, self._kept)

    def is_stale(self) -> bool:
        """Whether anything that this transaction read has changed; asked under the store's lock."""
        if self._store.generation != self.generation:
            return True
        if self._store.commits == self._since:
            return False
        shelf = self._store.shelf
        return (
            any(
                shelf(table).records.get(key) is not seen
                for (table, key), seen in self._reads.items()
            )
            or any(shelf(t).unique[i].get(v) != seen for (t, i, v), seen in self._finds.items())
            or any(_version(shelf(t), i, v) != seen for (t, i, v), seen in self._groups.items())
        )

    def _write(self, table: Table[Any], key: Hashable, record: Any) -> None:  # noqa: ANN401 - any record
        place = (table, key)
        if place not in self._writes and place not in self._reads:
            self._reads[place] = self._store.shelf(table).records.get(key)
        self._writes[place] = record
        self._pending.note(table, key, record)
        if record is not None:
            for name, values in table.unique.items():
                self._named.update(((table, name, value), key) for value in values(record))

    def _group(self, table: Table[Any], index: str, value: Hashable) -> Group | None:
        shelf = self._store.shelf(table)
        self._groups.setdefault((table, index, value), _version(shelf, index, value))
        return shelf.groups[index].get(value)


def _version(shelf: Shelf, index: str, value: Hashable) -> int:
    group = shelf.groups[index].get(value)
    return 0 if group is None else group.version
