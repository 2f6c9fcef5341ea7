"""The tables in which any table's records lie, and what is said to the database (decision 0037).

It is SQL that SQLite (from 3.24 on) and PostgreSQL read alike, but for the types of columns and the
form of parameters. Every number, of ids, places and versions, comes from one counter, ``changes``:
none ever comes back, not even after all state was exchanged.
"""

from __future__ import annotations

#: Of these tables themselves; the first one. Another has the next number, and a way from this one.
FORMAT = 1

SCHEMA = (
    # What this is, how much has happened, and how often all of it was exchanged.
    """CREATE TABLE state (
        format INTEGER NOT NULL, changes INTEGER NOT NULL, generation INTEGER NOT NULL
    )""",
    # The tables that the emulator declares: the version of their records' shape, and how many.
    """CREATE TABLE kinds (
        name TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, size INTEGER NOT NULL
    )""",
    # Their records, oldest first by id.
    """CREATE TABLE records (
        id INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL,
        version INTEGER NOT NULL, text BLOB NOT NULL, UNIQUE (kind, key)
    )""",
    "CREATE INDEX records_by_age ON records (kind, id)",
    # Unique indexes: the record that a value leads to.
    """CREATE TABLE names (
        path TEXT NOT NULL, value TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (path, value)
    )""",
    "CREATE INDEX names_of_record ON names (record)",
    # Groups, and who is in them, in joining order by place.
    """CREATE TABLE heads (
        id INTEGER NOT NULL PRIMARY KEY, path TEXT NOT NULL, value TEXT NOT NULL,
        version INTEGER NOT NULL, size INTEGER NOT NULL, UNIQUE (path, value)
    )""",
    """CREATE TABLE members (
        head INTEGER NOT NULL, place INTEGER NOT NULL, record INTEGER NOT NULL,
        PRIMARY KEY (head, place)
    )""",
    "CREATE UNIQUE INDEX members_of_record ON members (record, head)",
)

BEGIN_STATE = "INSERT INTO state (format, changes, generation) VALUES (?, 0, 0)"
FORMAT_OF = "SELECT format FROM state"
STATE = "SELECT changes, generation FROM state"
ADVANCE = "UPDATE state SET changes = ?"
EXCHANGE = "UPDATE state SET changes = ?, generation = generation + 1"

KINDS = "SELECT name, version, size FROM kinds ORDER BY name"
GROW = """INSERT INTO kinds (name, version, size) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET size = kinds.size + excluded.size"""
RENEW = "UPDATE kinds SET version = ? WHERE name = ?"
SIZE = "SELECT size FROM kinds WHERE name = ?"

RECORD = "SELECT id, version, text FROM records WHERE kind = ? AND key = ?"
VERSION = "SELECT version FROM records WHERE kind = ? AND key = ?"
OLDEST = "SELECT id FROM records WHERE kind = ? ORDER BY id LIMIT 1"
INSERT = "INSERT INTO records (id, kind, key, version, text) VALUES (?, ?, ?, ?, ?)"
OF_KIND = "SELECT id, text FROM records WHERE kind = ? ORDER BY id"
REWRITE = "UPDATE records SET key = ?, version = ?, text = ? WHERE id = ?"
UPDATE = "UPDATE records SET version = ?, text = ? WHERE id = ?"
DELETE = "DELETE FROM records WHERE id = ?"

HOLDER = "SELECT record FROM names WHERE path = ? AND value = ?"
HELD = """SELECT records.id, records.version, text, records.key
FROM names JOIN records ON records.id = record WHERE path = ? AND value = ?"""
NAME = """INSERT INTO names (path, value, record) VALUES (?, ?, ?)
ON CONFLICT (path, value) DO UPDATE SET record = excluded.record"""
UNNAME = "DELETE FROM names WHERE path = ? AND value = ? AND record = ?"
UNNAME_ALL = "DELETE FROM names WHERE record = ?"

HEAD = "SELECT id, version, size FROM heads WHERE path = ? AND value = ?"
FOUND = "INSERT INTO heads (id, path, value, version, size) VALUES (?, ?, ?, ?, 1)"
RESIZE = "UPDATE heads SET version = ?, size = size + ? WHERE id = ?"
DISSOLVE = "DELETE FROM heads WHERE id = ? AND size = 0"
# The head is looked for first, so that PostgreSQL goes by (head, place) and sorts nothing.
MEMBERS = """SELECT records.id, records.version, text, records.key, place
FROM members JOIN records ON records.id = record
WHERE head = (SELECT id FROM heads WHERE path = ? AND value = ?) AND place >= ? ORDER BY place"""
JOIN = "INSERT INTO members (head, place, record) VALUES (?, ?, ?)"
LEAVE = "DELETE FROM members WHERE record = ? AND head = ?"
HEADS_OF = "SELECT head FROM members WHERE record = ?"
GROUPS_OF = """SELECT head, path, value FROM members JOIN heads ON heads.id = head
WHERE record = ?"""

#: All that is in the tables, and how it comes back, by their names.
EVERYTHING = {
    "kinds": "SELECT name, version, size FROM kinds",
    "records": "SELECT id, kind, key, version, text FROM records ORDER BY id",
    "names": "SELECT path, value, record FROM names",
    "heads": "SELECT id, path, value, version, size FROM heads",
    "members": "SELECT head, place, record FROM members",
}
AGAIN = {
    "kinds": "INSERT INTO kinds (name, version, size) VALUES (?, ?, ?)",
    "records": INSERT,
    "names": "INSERT INTO names (path, value, record) VALUES (?, ?, ?)",
    "heads": "INSERT INTO heads (id, path, value, version, size) VALUES (?, ?, ?, ?, ?)",
    "members": JOIN,
}
EMPTY = {name: f"DELETE FROM {name}" for name in EVERYTHING}  # noqa: S608 - names of our own
