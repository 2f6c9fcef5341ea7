"""Snapshots by name, in tables of the database beside those of the records.

The database copies rows from table to table itself. The tables are made when somebody takes the
first snapshot; whatever happens to the records, these tables stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.store.base import Archived, StoreError, UnreachableError
from cognito_emulator.store.sql.opening import migrate
from cognito_emulator.store.sql.statements import COLUMNS, EMPTY, EXCHANGED, listed, typed

if TYPE_CHECKING:
    from cognito_emulator.store.sql.database import Database

_SCHEMA = (
    # Whether somebody named it, when it was taken in epoch milliseconds, how many records it has.
    """CREATE TABLE snapshots (
        id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, named INTEGER NOT NULL,
        taken INTEGER NOT NULL, records INTEGER NOT NULL
    )""",
    *(
        f"CREATE TABLE snapshot_{table} (snapshot INTEGER NOT NULL, {typed(table)})"
        for table in COLUMNS
    ),
    *(f"CREATE INDEX snapshot_{table}_each ON snapshot_{table} (snapshot)" for table in COLUMNS),
)
_COPY = tuple(
    f"INSERT INTO snapshot_{table} (snapshot, {listed(table)})"  # noqa: S608 - names of ours
    f" SELECT CAST(? AS INTEGER), {listed(table)} FROM {table}"
    for table in COLUMNS
)
_COPY_BACK = tuple(
    f"INSERT INTO {table} ({listed(table)})"  # noqa: S608 - names of ours
    f" SELECT {listed(table)} FROM snapshot_{table} WHERE snapshot = ?"
    for table in COLUMNS
)
_DELETE = tuple(f"DELETE FROM snapshot_{table} WHERE snapshot = ?" for table in COLUMNS)  # noqa: S608 - names of ours

_ALL = "SELECT name, named, taken, records FROM snapshots ORDER BY named DESC, id"
_FIND = "SELECT id FROM snapshots WHERE name = ?"
_NEXT = "SELECT COALESCE(MAX(id), 0) + 1 FROM snapshots"
_ENTER = "INSERT INTO snapshots (id, name, named, taken, records) VALUES (?, ?, ?, ?, ?)"
_REMOVE = "DELETE FROM snapshots WHERE id = ?"
_SIZE = "SELECT COUNT(*) FROM records"
_MOMENTS = range(-62_135_596_800_000, 253_402_300_800_000)  # in milliseconds: the years 1 to 9999


class Archive:
    """The snapshots of a database, which all its processes share."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Archived]:
        """Return what there is, oldest first: first what somebody named, then the others."""
        with self._db.reading():
            if not self._is_there:
                return []
            found = self._db.ask(_ALL)
        for name, _named, taken, _records in found:
            if not (isinstance(taken, int) and taken in _MOMENTS):
                raise UnreachableError(
                    f"{self._db.place} is damaged: it does not say when the snapshot {name} was"
                    " taken"
                )
        return [
            Archived(name, bool(named), taken / 1000, records)
            for name, named, taken, records in found
        ]

    def put(self, name: str, *, named: bool, taken: float) -> None:
        """Copy the records as they are, in place of an earlier snapshot of that name.

        Args:
            name: by which it is found.
            named: whether somebody chose the name.
            taken: when, in epoch seconds.

        """
        with self._db.writing():
            if not self._is_there:
                self._db.make(_SCHEMA)
            self.delete(name)
            (number,) = self._db.one(_NEXT)
            for copy in _COPY:
                self._db.run(copy, number)
            (records,) = self._db.one(_SIZE)
            self._db.run(_ENTER, number, name, int(named), round(taken * 1000), records)

    def delete(self, name: str) -> bool:
        """Delete a snapshot; say whether there was one."""
        with self._db.writing():
            number = self._number(name)
            if number is None:
                return False
            for delete in (*_DELETE, _REMOVE):
                self._db.run(delete, number)
            return True

    def bring_back(self, name: str) -> None:
        """Put a snapshot in place of all records; those of an older shape are migrated.

        Raises:
            StoreError: there is no such snapshot, or this release cannot read it; then nothing
                has changed.

        """
        with self._db.writing():
            number = self._number(name)
            if number is None:
                raise StoreError(f"There is no snapshot {name}.")
            for empty, copy in zip(EMPTY.values(), _COPY_BACK, strict=True):
                self._db.run(empty)
                self._db.run(copy, number)
            self._db.run(EXCHANGED)
            try:
                migrate(self._db)
            except StoreError as error:
                raise StoreError(
                    f"The snapshot {name} is of another release, and this one cannot read it:"
                    f" nothing has changed. DELETE snapshots/{name} deletes it."
                ) from error

    @property
    def _is_there(self) -> bool:
        return "snapshots" in self._db.tables()

    def _number(self, name: str) -> int | None:
        found = self._db.one(_FIND, name) if self._is_there else None
        return found[0] if found else None
