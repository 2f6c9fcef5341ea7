"""Transactions over a database: optimistic, as those of the memory (decision 0003)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from cognito_emulator.store.base import Reach, Table
from cognito_emulator.store.sql.keys import text_of
from cognito_emulator.store.sql.rows import Row, Rows, State
from cognito_emulator.store.sql.writer import Write

if TYPE_CHECKING:
    from cognito_emulator.store.sql.store import SqlStore

Record = TypeVar("Record")
_Place = tuple[Table[Any], str]
_IndexPlace = tuple[Table[Any], str, Hashable]


class SqlTransaction:
    """An operation's reads and pending writes; see `cognito_emulator.store.base.Transaction`.

    It remembers the version of each record that it saw, what unique indexes led to, and the
    versions of groups. A record that was read once is not looked for again.
    """

    __slots__ = (
        "_finds",
        "_groups",
        "_kept",
        "_named",
        "_rows",
        "_seen",
        "_since",
        "_store",
        "_writes",
    )

    def __init__(self, store: SqlStore, rows: Rows) -> None:
        self._store = store
        self._rows = rows
        self._since = rows.state()
        self._seen: dict[_Place, Row] = {}
        self._finds: dict[_IndexPlace, int] = {}
        self._groups: dict[_IndexPlace, int] = {}
        self._writes: dict[_Place, Any] = {}
        self._named: dict[_IndexPlace, str] = {}  # of what is written, by unique indexes
        self._kept: dict[_Place, Any] = {}

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key."""
        record: Record | None = self._get(table, text_of(key))
        return record

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to."""
        values = table.unique[index]
        written = self._writes.get((table, self._named.get((table, index, value), "")))
        if written is not None and value in values(written):
            return written  # type: ignore[no-any-return]
        key, row = self._rows.held(table, index, value)
        self._finds.setdefault((table, index, value), row.id)
        if not row.id:
            return None
        self._seen.setdefault((table, key), row)
        record = self._get(table, key)
        return record if record is not None and value in values(record) else None

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first."""
        self._look_at_group(table, index, value)
        members = self._rows.members(table, index, value)
        for key, row in members.items():
            self._seen.setdefault((table, key), row)
        joined = [key for owner, key in self._writes if owner is table and key not in members]
        found = [self._get(table, key) for key in (*members, *joined)]
        values = table.groups[index]
        return [record for record in found if record is not None and value in values(record)]

    def count(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return how many records a group has."""
        if any(written is table for written, _ in self._writes):
            return len(self.all(table, index, value))
        return self._look_at_group(table, index, value)

    def page(
        self, table: Table[Record], index: str, value: Hashable, reach: Reach[Record]
    ) -> tuple[list[Record], int | None]:
        """Return some records of a group, and the position at which the next of them stands."""
        return self._rows.page(table, index, value, reach)

    def put(self, table: Table[Record], record: Record) -> Record:
        """Write a record in place of any other of its key; return it."""
        self._write(table, text_of(table.key(record)), record)
        return record

    def keep(self, table: Table[Record], record: Record) -> Record:
        """Write a record that stays even when the operation fails."""
        self.put(table, record)
        self._kept[table, text_of(table.key(record))] = record
        return record

    def delete(self, table: Table[Any], key: Hashable) -> None:
        """Remove the record of that key, if there is one."""
        self._write(table, text_of(key), None)

    def commit(self) -> bool:
        """Make the writes visible; ``False`` says that another transaction came first."""
        return self._store.commit(self, self._described(self._writes))

    def commit_kept(self) -> bool:
        """After a failure: make only the writes visible that were to be kept."""
        return self._store.commit(self, self._described(self._kept))

    def is_first(self, state: State) -> bool:
        """Whether nothing at all has changed since it began, if the state is this by now."""
        return state == self._since

    def is_stale(self, state: State) -> bool:
        """Whether anything that this transaction read has changed, if the state is this by now.

        It is asked inside of the database's transaction that the state is from.
        """
        if self.is_first(state):
            return False
        rows = self._rows
        return (
            state.generation != self._since.generation
            or any(rows.version(*place) != row.version for place, row in self._seen.items())
            or any(rows.holder(*place) != seen for place, seen in self._finds.items())
            or any(rows.head(*place).version != seen for place, seen in self._groups.items())
        )

    def _get(self, table: Table[Any], key: str) -> Any:  # noqa: ANN401 - a record of that table
        place = (table, key)
        return self._writes[place] if place in self._writes else self._row(place).record

    def _row(self, place: _Place) -> Row:
        row = self._seen.get(place)
        if row is None:
            row = self._seen[place] = self._rows.record(*place)
        return row

    def _look_at_group(self, table: Table[Any], index: str, value: Hashable) -> int:
        head = self._rows.head(table, index, value)
        self._groups.setdefault((table, index, value), head.version)
        return head.size

    def _write(self, table: Table[Any], key: str, record: Any) -> None:  # noqa: ANN401 - any record
        self._row((table, key))
        self._writes[table, key] = record
        if record is not None:
            for name, values in table.unique.items():
                self._named.update(((table, name, value), key) for value in values(record))

    def _described(self, writes: Mapping[_Place, Any]) -> list[Write]:
        return [
            Write.of(table, key, self._seen[table, key], record)
            for (table, key), record in writes.items()
        ]
