"""The tables in which any table's records lie, and what is said to the database (decision 0037).

It is SQL that SQLite (from 3.24 on) and PostgreSQL (from 11 on) read alike, but for the types of
columns and the form of parameters. Every number, of ids, places and versions, comes from one
counter, ``changes``: none ever comes back, not even after all state was exchanged, for as long as
the database goes on from what it was. Where it does not, another history begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cognito_emulator.ids import Ids
from cognito_emulator.store.base import EXCHANGES_BITS

Index = tuple[str, str, bool]
"""A table, the columns of an index with commas between, and whether it is unique."""

#: Of these tables themselves; the first one. Another has the next number, and a way from this one.
FORMAT = 1

#: What a snapshot has: the columns of these tables, and their types; none may be NULL.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    # The tables that the emulator declares: the version of their records' shape, and how many.
    "kinds": {"name": "TEXT", "version": "INTEGER", "size": "INTEGER"},
    # Their records, oldest first by id.
    "records": {
        "id": "INTEGER",
        "kind": "TEXT",
        "key": "TEXT",
        "version": "INTEGER",
        "text": "BLOB",
    },
    # Unique indexes: the record that a value leads to.
    "names": {"path": "TEXT", "value": "TEXT", "record": "INTEGER"},
    # Groups, and who is in them, in joining order by place.
    "heads": {
        "id": "INTEGER",
        "path": "TEXT",
        "value": "TEXT",
        "version": "INTEGER",
        "size": "INTEGER",
    },
    "members": {"head": "INTEGER", "place": "INTEGER", "record": "INTEGER"},
}
#: The other tables: they are of the database, and never of a snapshot.
OTHER_COLUMNS: Mapping[str, Mapping[str, str]] = {
    # What this is, how much has happened, and how often all of it was exchanged.
    "state": {"format": "INTEGER", "changes": "INTEGER", "generation": "INTEGER"},
    # What the latest commits have changed, for processes that know what was there before.
    "news": {"upto": "INTEGER", "since": "INTEGER", "text": "BLOB"},
}


def typed(table: str) -> str:
    """Return the columns of a table as they are declared."""
    columns = {**COLUMNS, **OTHER_COLUMNS}[table]
    return ", ".join(f"{name} {kind} NOT NULL" for name, kind in columns.items())


def listed(table: str) -> str:
    """Return the names of a table's columns, in their order."""
    return ", ".join(COLUMNS[table])


def _inserting(table: str) -> str:
    values = ", ".join("?" for _ in COLUMNS[table])
    return f"INSERT INTO {table} ({listed(table)}) VALUES ({values})"  # noqa: S608 - names of ours


SCHEMA = (
    f"CREATE TABLE state ({typed('state')})",
    f"CREATE TABLE kinds ({typed('kinds')}, PRIMARY KEY (name))",
    f"CREATE TABLE records ({typed('records')}, PRIMARY KEY (id), UNIQUE (kind, key))",
    "CREATE INDEX records_by_age ON records (kind, id)",
    f"CREATE TABLE names ({typed('names')}, PRIMARY KEY (path, value))",
    "CREATE INDEX names_of_record ON names (record)",
    f"CREATE TABLE heads ({typed('heads')}, PRIMARY KEY (id), UNIQUE (path, value))",
    f"CREATE TABLE members ({typed('members')}, PRIMARY KEY (head, place))",
    "CREATE UNIQUE INDEX members_of_record ON members (record, head)",
    f"CREATE TABLE news ({typed('news')}, PRIMARY KEY (upto))",
)

#: Their names.
TABLES = frozenset({*COLUMNS, *OTHER_COLUMNS})


def _indexes() -> Iterator[Index]:
    for each in SCHEMA:
        head, _, rest = each.partition(" (")
        words = head.split()
        if "INDEX" in words:
            yield words[-1], _columns(rest), "UNIQUE" in words
        for key in ("PRIMARY KEY (", "UNIQUE ("):
            _, found, columns = rest.partition(key)
            if found:
                yield words[-1], _columns(columns), True


def _columns(text: str) -> str:
    return text.partition(")")[0].replace(" ", "")


#: What makes them quick, and what keeps them from having anything twice.
INDEXES: frozenset[Index] = frozenset(_indexes())

_HISTORY_BITS = 42  # at random, so that no other history has the same; a number has 63


def new_history() -> int:
    """Return the first generation of a history that is like no other."""
    return Ids().serial_number(_HISTORY_BITS) << EXCHANGES_BITS


#: How all questions for the state begin: PostgreSQL says besides of which table it is.
ASKING = "SELECT changes, generation"
BEGIN_STATE = "INSERT INTO state (format, changes, generation) VALUES (?, 0, ?)"
STATES = "SELECT format, changes, generation FROM state"
#: How much has happened, and the least and the greatest of the numbers that rows have of it.
NUMBERS = """SELECT changes,
(SELECT MIN(id) FROM records), (SELECT MAX(id) FROM records),
(SELECT MIN(id) FROM heads), (SELECT MAX(id) FROM heads), (SELECT MAX(upto) FROM news)
FROM state"""
TOUCH = "UPDATE state SET changes = changes"
ADVANCE = "UPDATE state SET changes = ?"
EXCHANGE = "UPDATE state SET changes = ?, generation = generation + 1"
EXCHANGED = "UPDATE state SET changes = changes + 1, generation = generation + 1"
LOST = "UPDATE state SET changes = changes + 1, generation = ?"

#: The state, and the news since some number of changes: a row at least.
NEWS = """SELECT changes, generation, since, upto, text
FROM state LEFT JOIN news ON upto > ? ORDER BY upto"""
TELL = "INSERT INTO news (upto, since, text) VALUES (?, ?, ?)"
OLD_NEWS = "DELETE FROM news WHERE upto <= ?"

KINDS = "SELECT name, version, size FROM kinds ORDER BY name"
GROW = """INSERT INTO kinds (name, version, size) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET size = kinds.size + excluded.size"""
RENEW = "UPDATE kinds SET version = ? WHERE name = ?"

# What is kept as a fact comes with the state at which it is one; so there is a row in any case.
SIZE = "SELECT changes, generation, size FROM state LEFT JOIN kinds ON name = ?"
RECORD = """SELECT changes, generation, id, records.version, text
FROM state LEFT JOIN records ON kind = ? AND key = ?"""
HELD = """SELECT changes, generation, record, records.id, records.version, records.text, records.key
FROM state LEFT JOIN names ON path = ? AND value = ? LEFT JOIN records ON records.id = record"""
HEAD = """SELECT changes, generation, id, heads.version, size
FROM state LEFT JOIN heads ON path = ? AND value = ?"""

# The head is looked for first, so that PostgreSQL goes by (head, place) and sorts nothing. A member
# that is no record shows damage.
MEMBERS = """SELECT records.id, text, place
FROM members LEFT JOIN records ON records.id = record
WHERE head = (SELECT id FROM heads WHERE path = ? AND value = ?) AND place >= ?
ORDER BY place LIMIT ?"""
LAST_PLACE = """SELECT MAX(place) FROM members
WHERE head = (SELECT id FROM heads WHERE path = ? AND value = ?)"""
MEMBERS_NOW = """SELECT changes, generation, place, found.id, found.version, found.text, found.key
FROM state LEFT JOIN (
    SELECT records.id, records.version, records.text, records.key, place
    FROM members LEFT JOIN records ON records.id = record
    WHERE head = (SELECT id FROM heads WHERE path = ? AND value = ?)
) AS found ON TRUE ORDER BY place"""

VERSION = "SELECT version FROM records WHERE kind = ? AND key = ?"
HOLDER = "SELECT record FROM names WHERE path = ? AND value = ?"
GROUP_VERSION = "SELECT version FROM heads WHERE path = ? AND value = ?"

OLDEST = "SELECT id, version, text, key FROM records WHERE kind = ? ORDER BY id LIMIT 1"
OF_KIND = "SELECT id, text FROM records WHERE kind = ? ORDER BY id"
INSERT = _inserting("records")
REWRITE = "UPDATE records SET key = ?, version = ?, text = ? WHERE id = ?"
UPDATE = "UPDATE records SET version = ?, text = ? WHERE id = ?"
DELETE = "DELETE FROM records WHERE id = ?"

NAME = """INSERT INTO names (path, value, record) VALUES (?, ?, ?)
ON CONFLICT (path, value) DO UPDATE SET record = excluded.record"""
UNNAME = "DELETE FROM names WHERE path = ? AND value = ? AND record = ?"
UNNAME_ALL = "DELETE FROM names WHERE record = ?"

# A group is founded by its first member, whose place is its id.
JOIN_HEAD = """INSERT INTO heads (id, path, value, version, size) VALUES (?, ?, ?, ?, 1)
ON CONFLICT (path, value) DO UPDATE SET version = excluded.version, size = heads.size + 1"""
JOIN = """INSERT INTO members (head, place, record)
SELECT id, version, ? FROM heads WHERE path = ? AND value = ?"""
JOIN_LATER = """INSERT INTO members (head, place, record)
SELECT id, ?, ? FROM heads WHERE path = ? AND value = ?"""
LEAVE = """DELETE FROM members
WHERE record = ? AND head = (SELECT id FROM heads WHERE path = ? AND value = ?)"""
RESIZE = "UPDATE heads SET version = ?, size = size + ? WHERE path = ? AND value = ?"
DISSOLVE = "DELETE FROM heads WHERE path = ? AND value = ? AND size = 0"
GROUPS_OF = "SELECT path, value FROM members JOIN heads ON heads.id = head WHERE record = ?"

# A group goes with its records, which are in other groups, too. Few of those have members beside;
# these have the number of the change as their version by the time that the others go.
_ALSO = """SELECT other.head FROM members AS gone
JOIN members AS other ON other.record = gone.record WHERE gone.head = ?"""
OUTLASTING = f"""SELECT id, leaving FROM heads JOIN (
    SELECT head, COUNT(*) AS leaving FROM ({_ALSO}) AS others GROUP BY head
) AS counted ON head = id WHERE size > leaving"""  # noqa: S608 - ours
SHRINK = "UPDATE heads SET version = ?, size = size - ? WHERE id = ?"
DISSOLVE_OTHERS = f"DELETE FROM heads WHERE id IN ({_ALSO}) AND version <> ?"  # noqa: S608 - ours
REMOVE = (
    "DELETE FROM names WHERE record IN (SELECT record FROM members WHERE head = ?)",
    "DELETE FROM records WHERE id IN (SELECT record FROM members WHERE head = ?)",
    "DELETE FROM members WHERE record IN (SELECT record FROM members WHERE head = ?)",
)

#: All that is in the tables, and how it comes back, by their names.
EVERYTHING = {name: f"SELECT {listed(name)} FROM {name}" for name in COLUMNS}  # noqa: S608 - names of ours
EVERYTHING["records"] += " ORDER BY id"
AGAIN = {name: _inserting(name) for name in COLUMNS}
EMPTY = {name: f"DELETE FROM {name}" for name in COLUMNS}  # noqa: S608 - names of ours
