"""A store that lasts: records in a database, which several processes may share."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from cognito_emulator.store.base import Table
from cognito_emulator.store.codec import Written, decode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.keys import text_of
from cognito_emulator.store.sql.opening import opened
from cognito_emulator.store.sql.rows import Rows, State
from cognito_emulator.store.sql.transaction import SqlTransaction
from cognito_emulator.store.sql.writer import Write, Writer

Record = TypeVar("Record")


class Snapshot(NamedTuple):
    """The rows of all tables at some moment."""

    rows: Mapping[str, list[tuple[Any, ...]]]

    @property
    def records(self) -> Mapping[Table[Any], Mapping[Hashable, Any]]:
        """The records of each table, by their keys."""
        found: dict[Table[Any], dict[Hashable, Any]] = {}
        versions = {name: version for name, version, _size in self.rows["kinds"]}
        for _id, kind, _key, _version, text in self.rows["records"]:
            table, record = decode(Written(kind, versions[kind], text))
            found.setdefault(table, {})[table.key(record)] = record
        return found


class SqlStore:
    """Records in a database; they are kept as soon as a commit says so.

    What other processes commit is noticed: each commit asks, inside of its own change of the
    database, whether what was seen still holds.

    Attributes:
        lasts: whether records outlast the process: those in memory do not.
        name: what it is called where a developer reads it; it has no password.

    """

    def __init__(self, place: str | None = None) -> None:
        """Open a database, or make it.

        Args:
            place: its file, or a URL of PostgreSQL's; without either it is in memory, and goes with
                the store.

        Raises:
            StoreError: this release cannot read it; the sentence says why.

        """
        self._db = opened(place)
        self.lasts = self._db.lasts
        self.name = self._db.name
        self._rows = Rows(self._db)
        self._undone = 0

    @property
    def generation(self) -> int:
        """How often all of it was exchanged, by any process."""
        return self._rows.state().generation

    @property
    def happened(self) -> tuple[State, int]:
        """How much has happened, by any process: while it is the same, every record is."""
        return self._rows.state(), self._undone  # numbers that were undone are given again

    def transaction(self) -> SqlTransaction:
        """Begin a transaction; nothing is seen by others until it is committed."""
        return SqlTransaction(self, self._rows)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Keep all other commits out, those of other processes too."""
        try:
            with self._db.alone():
                yield
        except self._db.failures:  # what was read and written in it has never been
            self._rows.forget()
            self._undone += 1
            raise

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key, as it was committed last."""
        record: Record | None = self._rows.record(table, text_of(key)).record
        return record

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to, as it was committed last."""
        record: Record | None = self._rows.held(table, index, value)[1].record
        return record

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first, as they were committed last."""
        return [row.record for row in self._rows.members(table, index, value).values()]

    def clear(self) -> None:
        """Forget everything."""
        self._exchange({})

    def close(self) -> None:
        """Let go of the database; one in memory is forgotten."""
        if self.lasts:
            self._db.close()
        else:
            self.clear()

    def snapshot(self) -> Snapshot:
        """Copy the state; that takes time and memory, as all rows are read."""
        with self._db.reading():
            return Snapshot({t: self._db.ask(query) for t, query in statements.EVERYTHING.items()})

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot."""
        self._exchange(snapshot.rows)

    def commit(self, transaction: SqlTransaction, writes: list[Write]) -> bool:
        """Apply writes if what the transaction saw still holds; say whether it did."""
        if not writes:
            if transaction.is_first(self._rows.state()):  # one question instead of three
                return True
            with self._db.reading():
                return not transaction.is_stale(self._rows.state())
        with self._db.writing():
            state = self._rows.state()
            if transaction.is_stale(state):
                return False
            rows = Writer(self._db, state.changes).apply(writes)
        for row in rows:
            self._rows.know(row)
        return True

    def _exchange(self, rows: Mapping[str, list[tuple[Any, ...]]]) -> None:
        with self._db.writing():
            for table, empty in statements.EMPTY.items():
                self._db.run(empty)
                self._db.fill(statements.AGAIN[table], rows.get(table, ()))
            self._db.run(statements.EXCHANGE, _past_all(self._rows.state().changes, rows))


def _past_all(changes: int, rows: Mapping[str, list[tuple[Any, ...]]]) -> int:
    """Return a number that nothing has, whichever store the rows are from."""
    cells = (cell for table in rows.values() for row in table for cell in row)
    return 1 + max(changes, max((cell for cell in cells if isinstance(cell, int)), default=0))
