"""Transactions over a database: optimistic, as those of the memory (decision 0003)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from itertools import chain
from typing import Any, Protocol, TypeVar

from cognito_emulator.store import pending
from cognito_emulator.store.base import Reach, Table
from cognito_emulator.store.pending import Pending
from cognito_emulator.store.sql.keys import path_of, text_of
from cognito_emulator.store.sql.known import Known, Place
from cognito_emulator.store.sql.rows import NOTHING, Row, Rows
from cognito_emulator.store.sql.writer import Group, Write

Record = TypeVar("Record")


class Committing(Protocol):
    """Whose transactions they are."""

    def commit(
        self, transaction: SqlTransaction, writes: list[Write], gone: Collection[Group] = ()
    ) -> bool:
        """Apply writes if what the transaction saw still holds; say whether it did."""


class SqlTransaction:
    """An operation's reads and pending writes; see `cognito_emulator.store.base.Transaction`.

    It begins with a question, what others have changed; then it asks for what is not known. It
    remembers the version of each record that it saw, what unique indexes led to, and the versions
    of groups. A record that was seen once is not looked for again.

    Attributes:
        generation: of the store, as it began.

    """

    __slots__ = (
        "_finds",
        "_groups",
        "_guessed",
        "_kept",
        "_named",
        "_pending",
        "_rows",
        "_seen",
        "_since",
        "_store",
        "_writes",
        "generation",
    )

    def __init__(self, store: Committing, rows: Rows) -> None:
        self._store = store
        self._rows = rows
        self._since = rows.known.state
        self.generation = self._since.generation
        self._seen: dict[Place, Row] = {}
        self._finds: dict[Place, int] = {}
        self._groups: dict[Place, int] = {}
        self._guessed: set[Place] = set()  # what is written without a look at what was there
        self._writes: dict[Place, tuple[Table[Any], Any]] = {}
        self._named: dict[Place, Place] = {}  # of what is written, by unique indexes
        self._pending: Pending[str] = Pending()
        self._kept: dict[Place, tuple[Table[Any], Any]] = {}

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key."""
        record: Record | None = self._get(table, text_of(key))
        return record

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to."""
        values = table.unique[index]
        place = (path_of(table, index), text_of(value))
        _table, written = self._writes.get(self._named.get(place, place), (table, None))
        if written is not None and value in values(written):
            return written  # type: ignore[no-any-return]
        holder, row = self._rows.held(table, place)
        self._finds.setdefault(place, holder.id)
        if not holder.id:
            return None
        self._seen.setdefault((table.name, holder.key), row)
        record = self._get(table, holder.key)
        return record if record is not None and value in values(record) else None

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first."""
        place = (path_of(table, index), text_of(value))
        group = self._rows.group(place)
        self._groups.setdefault(place, group.head.version)
        is_gone = (index, value) in self._pending.gone.get(table, ())
        members = {} if is_gone else self._rows.members(table, place, group)
        for key, row in members.items():
            self._seen.setdefault((table.name, key), row)
        written = self._writes
        joined = self._pending.joined(table, index, value, lambda key: written[table.name, key][1])
        keys = (*members, *(key for key in joined if key not in members))
        found = [self._get(table, key) for key in keys]
        values = table.groups[index]
        return [record for record in found if record is not None and value in values(record)]

    def count(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return how many records a group has."""
        if self._pending.touches(table):
            return len(self.all(table, index, value))
        place = (path_of(table, index), text_of(value))
        head = self._rows.group(place).head
        self._groups.setdefault(place, head.version)
        return head.size

    def page(
        self, table: Table[Record], index: str, value: Hashable, reach: Reach[Record]
    ) -> tuple[list[Record], int | None]:
        """Return some records of a group, and the position at which the next of them stands."""
        return self._rows.page(table, index, value, reach)

    def end(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return the position behind all members of a group: who joins later is not before it."""
        return self._rows.end((path_of(table, index), text_of(value)))

    def put(self, table: Table[Record], record: Record) -> Record:
        """Write a record in place of any other of its key; return it."""
        self._write(table, text_of(table.key(record)), record)
        return record

    def keep(self, table: Table[Record], record: Record) -> Record:
        """Write a record that stays even when the operation fails."""
        self.put(table, record)
        self._kept[table.name, text_of(table.key(record))] = table, record
        return record

    def delete(self, table: Table[Any], key: Hashable) -> None:
        """Remove the record of that key, if there is one."""
        self._write(table, text_of(key), None)

    def delete_all(self, table: Table[Any], index: str, value: Hashable) -> None:
        """Remove the records of a group, and those that join it until the commit.

        Those of a large one are not read. The database removes them, and nobody is told which.
        """
        place = (path_of(table, index), text_of(value))
        if self._rows.group(place).head.size <= pending.FEW:
            for record in self.all(table, index, value):
                self.delete(table, table.key(record))
            return
        written = self._writes
        for key in self._pending.joined(
            table, index, value, lambda key: written[table.name, key][1]
        ):
            record = written[table.name, key][1]
            if record is not None and value in table.groups[index](record):
                self._write(table, key, None)
        self._pending.remove(table, index, value)

    def commit(self) -> bool:
        """Make the writes visible; ``False`` says that another transaction came first."""
        gone = [
            Group(table, (path_of(table, index), text_of(value)))
            for table, groups in self._pending.gone.items()
            for index, value in groups
        ]
        return self._store.commit(self, self._described(self._writes, gone), gone)

    def commit_kept(self) -> bool:
        """After a failure: make only the writes visible that were to be kept."""
        return self._store.commit(self, self._described(self._kept))

    def is_untouched(self, known: Known) -> bool:
        """Whether nothing of what it saw has changed since it began, by all that is known."""
        return not known.touched(self._since, self._all_places)

    @property
    def places(self) -> Iterator[Place]:
        """Where something else would make it stale."""
        return chain(*self._all_places)

    def is_stale(self, rows: Rows) -> bool:
        """Whether anything that this transaction saw has changed.

        It is asked inside of the database's transaction, once its state is known.
        """
        if self.is_untouched(rows.known):
            return False
        return (
            rows.known.state.generation != self.generation
            or (bool(self._guessed) and rows.known.touched(self._since, (self._guessed,)))
            or any(rows.version(place) != row.version for place, row in self._seen.items())
            or any(rows.holder(place) != seen for place, seen in self._finds.items())
            or any(rows.group_version(place) != seen for place, seen in self._groups.items())
        )

    @property
    def _all_places(self) -> tuple[Collection[Place], ...]:
        return self._seen, self._finds, self._groups, self._guessed

    def _get(self, table: Table[Any], key: str) -> Any:  # noqa: ANN401 - a record of that table
        place = (table.name, key)
        written = self._writes.get(place)
        if written is not None:
            return written[1]
        record = self._row(table, place).record
        return None if self._is_gone(table, record) else record

    def _is_gone(self, table: Table[Any], record: object) -> bool:
        written = self._pending
        return bool(written.gone) and record is not None and written.is_gone(table, record)

    def _row(self, table: Table[Any], place: Place) -> Row:
        row = self._seen.get(place)
        if row is None:
            row = self._seen[place] = self._rows.record(table, place)
        return row

    def _write(self, table: Table[Any], key: str, record: Any) -> None:  # noqa: ANN401 - any record
        place = (table.name, key)
        if record is None or self._rows.knows(place):
            self._row(table, place)
        elif place not in self._seen:
            self._guessed.add(place)
        self._writes[place] = table, record
        self._pending.note(table, key, record)
        if record is not None:
            for index, values in table.unique.items():
                path = path_of(table, index)
                self._named.update(((path, text_of(value)), place) for value in values(record))

    def _described(
        self, writes: Mapping[Place, tuple[Table[Any], Any]], gone: Collection[Group] = ()
    ) -> list[Write]:
        return [
            Write.of(table, place[1], self._before(table, place, gone), record)
            for place, (table, record) in writes.items()
        ]

    def _before(self, table: Table[Any], place: Place, gone: Collection[Group]) -> Row | None:
        """Return the row in whose place something is written, as far as it is known."""
        row = self._seen.get(place)
        if gone and row is not None and self._is_gone(table, row.record):
            return NOTHING
        return row
