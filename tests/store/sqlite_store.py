"""A store in SQLite: proves that there can be another one than memory, and is no product.

Records go through the codec. A transaction remembers what its queries returned; its commit, which
is alone, asks them again, and fails where an answer is another.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from weakref import finalize

from cognito_emulator.store import Reach, Table
from cognito_emulator.store.codec import Written, decode, encode

SCHEMA = """
CREATE TABLE records (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT, key TEXT, version INTEGER, text BLOB, UNIQUE (name, key)
);
CREATE TABLE entries (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT, path TEXT, value TEXT, key TEXT, UNIQUE (name, path, value, key)
);
CREATE INDEX by_key ON entries (name, key);
"""
ALL = "SELECT name, version, text FROM records ORDER BY place"
RECORD = "SELECT name, version, text FROM records WHERE name = ? AND key = ?"
MEMBERS = """
SELECT entries.place, name, version, text FROM entries JOIN records USING (name, key)
WHERE name = ? AND path = ? AND value = ? ORDER BY entries.place
"""
PUT = """
INSERT INTO records (name, version, text, key) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET version = excluded.version, text = excluded.text
"""
DELETE = "DELETE FROM records WHERE name = ? AND key = ?"
SURPLUS = "SELECT key FROM records WHERE name = ? ORDER BY place DESC LIMIT -1 OFFSET ?"
ENTRIES = "SELECT path, value FROM entries WHERE name = ? AND key = ?"
LEAVE = "DELETE FROM entries WHERE name = ? AND path = ? AND value = ? AND key = ?"
MAKE_WAY = "DELETE FROM entries WHERE name = ? AND path = ? AND value = ? AND key != ?"
JOIN = "INSERT OR IGNORE INTO entries (name, path, value, key) VALUES (?, ?, ?, ?)"


class Snapshot(NamedTuple):
    """The database as a file would hold it."""

    image: bytes

    @property
    def records(self) -> Mapping[Table[Any], Mapping[Hashable, Any]]:
        store, found = SqliteStore(), dict[Table[Any], dict[Hashable, Any]]()
        store.restore(self)
        for table, record in (decode(Written(*row)) for row in store.ask(ALL)):
            found.setdefault(table, {})[table.key(record)] = record
        return found


class SqliteStore:
    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.generation = self.commits = 0
        self.db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.db.executescript(SCHEMA)
        finalize(self, self.db.close)

    def ask(self, query: str, *values: object) -> list[Any]:
        with self.lock:
            return self.db.execute(query, values).fetchall()

    def transaction(self) -> SqliteTransaction:
        return SqliteTransaction(self)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        with self.lock:
            yield

    def get(self, table: Table[Any], key: Hashable) -> Any:
        return self.transaction().get(table, key)

    def find(self, table: Table[Any], index: str, value: Hashable) -> Any:
        return self.transaction().find(table, index, value)

    def all(self, table: Table[Any], index: str, value: Hashable) -> list[Any]:
        return self.transaction().all(table, index, value)

    def clear(self) -> None:
        self.restore(SqliteStore().snapshot())

    def snapshot(self) -> Snapshot:
        with self.lock:
            return Snapshot(self.db.serialize())

    def restore(self, snapshot: Snapshot) -> None:
        with self.lock:
            self.db.deserialize(snapshot.image)
            self.generation += 1

    def write(self, table: Table[Any], key: str, record: Any) -> None:
        if record is None:
            self.ask(DELETE, table.name, key)
        else:
            written = encode(table, record)
            assert decode(written) == (table, record)
            self.ask(PUT, *written, key)
        indexes = {**table.unique, **table.groups} if record is not None else {}
        wanted = [(path, repr(value)) for path, of in indexes.items() for value in of(record)]
        for path, value in {*self.ask(ENTRIES, table.name, key)}.difference(wanted):
            self.ask(LEAVE, table.name, path, value, key)
        for path, value in wanted:
            if path in table.unique:
                self.ask(MAKE_WAY, table.name, path, value, key)
            self.ask(JOIN, table.name, path, value, key)
        if table.capacity is not None:
            for (oldest,) in self.ask(SURPLUS, table.name, table.capacity):
                self.write(table, oldest, None)


class SqliteTransaction:
    def __init__(self, store: SqliteStore) -> None:
        self.store, self.generation, self.commits = store, store.generation, store.commits
        self.seen: dict[tuple[object, ...], list[Any]] = {}
        self.writes: dict[tuple[Table[Any], str], Any] = {}
        self.kept: dict[tuple[Table[Any], str], Any] = {}

    def look(self, query: str, table: Table[Any], *values: object) -> list[Any]:
        rows = self.store.ask(query, table.name, *values)
        self.seen.setdefault((query, table.name, *values), rows)
        return rows

    def get(self, table: Table[Any], key: Hashable) -> Any:
        if (table, repr(key)) in self.writes:
            return self.writes[table, repr(key)]
        rows = self.look(RECORD, table, repr(key))
        return decode(Written(*rows[0]))[1] if rows else None

    def find(self, table: Table[Any], index: str, value: Hashable) -> Any:
        return next(iter(self._members(table, table.unique[index], index, value)), None)

    def all(self, table: Table[Any], index: str, value: Hashable) -> list[Any]:
        return self._members(table, table.groups[index], index, value)

    def count(self, table: Table[Any], index: str, value: Hashable) -> int:
        return len(self.all(table, index, value))

    def page(
        self, table: Table[Any], index: str, value: Hashable, reach: Reach[Any]
    ) -> tuple[list[Any], int | None]:
        taken: list[Any] = []
        for place, *row in self.store.ask(MEMBERS, table.name, index, repr(value)):
            record = decode(Written(*row))[1]
            if place >= reach.start and reach.where(record):
                if len(taken) == reach.limit:
                    return taken, place
                taken.append(record)
        return taken, None

    def put(self, table: Table[Any], record: Any) -> Any:
        self._write(table, table.key(record), record)
        return record

    def keep(self, table: Table[Any], record: Any) -> Any:
        self.kept[table, repr(table.key(record))] = self.put(table, record)
        return record

    def delete(self, table: Table[Any], key: Hashable) -> None:
        self._write(table, key, None)

    def commit(self) -> bool:
        return self._commit(self.writes)

    def commit_kept(self) -> bool:
        return self._commit(self.kept)

    def _commit(self, writes: Mapping[tuple[Table[Any], str], Any]) -> bool:
        store = self.store
        with store.lock:
            same = self.commits == store.commits or all(
                store.ask(*asked) == rows  # type: ignore[arg-type]
                for asked, rows in self.seen.items()
            )
            if self.generation != store.generation or not same:
                return False
            for (table, key), record in writes.items():
                store.write(table, key, record)
            store.commits += bool(writes)
            return True

    def _write(self, table: Table[Any], key: Hashable, record: Any) -> None:
        self.look(RECORD, table, repr(key))
        self.writes[table, repr(key)] = record

    def _members(self, table: Table[Any], of: Any, index: str, value: Hashable) -> list[Any]:
        rows = self.look(MEMBERS, table, index, repr(value))
        records = [decode(Written(*row))[1] for _place, *row in rows]
        found = {repr(table.key(record)): record for record in records}
        written = {key: record for (owner, key), record in self.writes.items() if owner is table}
        return [r for r in {**found, **written}.values() if r is not None and value in of(r)]
