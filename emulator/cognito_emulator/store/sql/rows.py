"""What is read of a database: rows, and the records that they hold."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Any, NamedTuple

from cognito_emulator.store.base import Reach, Table
from cognito_emulator.store.codec import Written, decode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.database import Database
from cognito_emulator.store.sql.keys import path_of, text_of

_KEPT = 20_000  # records


class State(NamedTuple):
    """How much has happened: while both are the same, everything is.

    Attributes:
        changes: the last number that was given to anything.
        generation: how often all of it was exchanged.

    """

    changes: int
    generation: int


class Row(NamedTuple):
    """A record where it lies; the version is of this content, and of no other."""

    id: int
    version: int
    record: Any


NOTHING = Row(0, 0, None)


class Head(NamedTuple):
    """A group: the version of who is in it, and how many they are."""

    id: int
    version: int
    size: int


_NOBODY = Head(0, 0, 0)


class Rows:
    """Reads rows. Records that it has read once it knows by their version."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[int, tuple[int, Any]] = {}
        self._lock = threading.Lock()

    def state(self) -> State:
        """Return how much has happened."""
        return State(*self._db.one(statements.STATE))

    def record(self, table: Table[Any], key: str) -> Row:
        """Return the row of that primary key."""
        found = self._db.one(statements.RECORD, table.name, key)
        return self._row(table, *found) if found else NOTHING

    def version(self, table: Table[Any], key: str) -> int:
        """Return the version of the row of that primary key, 0 if there is none."""
        found = self._db.one(statements.VERSION, table.name, key)
        return found[0] if found else 0

    def held(self, table: Table[Any], index: str, value: Hashable) -> tuple[str, Row]:
        """Return what a unique index leads to: a primary key, and its row."""
        found = self._db.one(statements.HELD, path_of(table, index), text_of(value))
        return (found[3], self._row(table, *found[:3])) if found else ("", NOTHING)

    def holder(self, table: Table[Any], index: str, value: Hashable) -> int:
        """Return the id of the row that a unique index leads to, 0 if there is none."""
        found = self._db.one(statements.HOLDER, path_of(table, index), text_of(value))
        return found[0] if found else 0

    def head(self, table: Table[Any], index: str, value: Hashable) -> Head:
        """Return a group without its members."""
        found = self._db.one(statements.HEAD, path_of(table, index), text_of(value))
        return Head(*found) if found else _NOBODY

    def members(self, table: Table[Any], index: str, value: Hashable) -> dict[str, Row]:
        """Return the rows of a group by their primary keys, oldest member first."""
        found = self._db.ask(statements.MEMBERS, path_of(table, index), text_of(value), 0)
        return {key: self._row(table, *row) for *row, key, _place in found}

    def page(
        self, table: Table[Any], index: str, value: Hashable, reach: Reach[Any]
    ) -> tuple[list[Any], int | None]:
        """Return some records of a group, and the place where the next of them stands."""
        path, text = path_of(table, index), text_of(value)
        taken: list[Any] = []
        with self._db.cursor(statements.MEMBERS, path, text, reach.start) as found:
            for *row, _key, place in found:
                record = self._row(table, *row).record
                if not reach.where(record):
                    continue
                if len(taken) == reach.limit:
                    return taken, place
                taken.append(record)
        return taken, None

    def know(self, row: Row) -> None:
        """Keep a record, as it was written."""
        with self._lock:
            if len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[row.id] = (row.version, row.record)

    def forget(self) -> None:
        """Know nothing: what was read has never become real."""
        with self._lock:
            self._known.clear()

    def _row(self, table: Table[Any], row_id: int, version: int, text: bytes) -> Row:
        known = self._known.get(row_id)
        if known and known[0] == version:
            return Row(row_id, version, known[1])
        _table, record = decode(Written(table.name, table.version, text))
        row = Row(row_id, version, record)
        self.know(row)
        return row
