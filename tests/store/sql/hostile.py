"""What somebody may do to the tables of a store, by SQL: for both databases."""
# ruff: noqa: S608 - the names are ours

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cognito_emulator.store.sql import statements

TABLES = {**statements.COLUMNS, **statements.OTHER_COLUMNS}
LARGEST = 2**63 - 1
NUMBERS = ("-1", "0", str(LARGEST), str(-LARGEST - 1), str(2**62))
TEXTS = ("''", "'x'", "'sha256:'")
BYTES = (
    b"",
    b"{",
    b"\xff",
    b"\0",
    b"null",
    b"5",
    b"[]",
    b'["x"]',
    b'[["a"],{"a":"b"}]',
    b'{"id": {}}',
    b'{"id": "stranger"}',
    b"[" * 100_000,
    b'{"id":' * 100_000,
    b"1" * 100_000,
)
LIES = (b"[[],{}]", b'[["\\u0000"],{}]', b'[["things x"],{"things":9223372036854775807}]')
"""What can be read as news."""
_DAMAGED_TYPES = {
    "INTEGER": ("'x'", "x'00'", "1.5"),
    "TEXT": ("5", "x'ff'", "CAST(x'ff' AS TEXT)"),
    "BLOB": ("5", "'x'", "1.5"),
}
"""Values of other types, which SQLite takes in any column."""

Damage = str
"""Statements with semicolons between."""


class Dialect(NamedTuple):
    """How a database says it.

    Attributes:
        row: what identifies a row.
        bytes_: how bytes are written, around their hexadecimal form.
        others: values of other types, for each type of column.

    """

    row: str
    bytes_: tuple[str, str]
    others: Mapping[str, tuple[str, ...]]

    def values(self, kind: str) -> Iterator[str]:
        if kind == "INTEGER":
            yield from NUMBERS
        elif kind == "TEXT":
            yield from TEXTS
        else:
            before, after = self.bytes_
            yield from (f"{before}{each.hex()}{after}" for each in (*BYTES, *LIES))
        yield from self.others.get(kind, ())


SQLITE = Dialect("rowid", ("x'", "'"), _DAMAGED_TYPES)
POSTGRESQL = Dialect("ctid", ("'\\x", "'::bytea"), {})


def changed_rows(dialect: Dialect) -> Iterator[Damage]:
    """Absurd values in each column, of one row and of all."""
    for table, columns in TABLES.items():
        one = f"{dialect.row} = (SELECT {dialect.row} FROM {table} LIMIT 1)"
        for column, kind in columns.items():
            for value in dialect.values(kind):
                for which in (one, "TRUE"):
                    yield f"UPDATE {table} SET {column} = {value} WHERE {which}"


def missing_rows() -> Iterator[Damage]:
    for table in TABLES:
        yield f"DELETE FROM {table}"
    yield "INSERT INTO state SELECT * FROM state"
    yield "INSERT INTO state VALUES (1, 0, 0)"
    yield f"INSERT INTO state VALUES (1, {2**40}, 0)"
    yield "INSERT INTO kinds VALUES ('strangers', 0, 0)"
    yield "INSERT INTO kinds VALUES ('strangers', 0, 1)"
    yield "INSERT INTO kinds VALUES ('', 0, 0)"
    yield "UPDATE records SET kind = 'strangers'"
    yield "UPDATE records SET key = '\"moved\"' WHERE key = '\"a1\"'"
    yield "UPDATE names SET record = 404"
    yield "UPDATE names SET record = (SELECT MIN(record) FROM names)"
    yield "UPDATE members SET head = head + 1"
    yield "UPDATE state SET changes = 1"
    yield "UPDATE state SET changes = changes + 1"
    yield "UPDATE state SET generation = generation + 1"


def changed_tables() -> Iterator[Damage]:
    """What both databases take."""
    for table, columns in TABLES.items():
        yield f"DROP TABLE {table}"
        yield f"ALTER TABLE {table} RENAME TO old_{table}"
        taken_over = f"ALTER TABLE {table} RENAME TO old_{table}"
        yield f"{taken_over}; CREATE VIEW {table} AS SELECT * FROM old_{table}"
        rebuilt = f"{taken_over}; CREATE TABLE {table} AS SELECT * FROM old_{table}"
        yield rebuilt
        yield f"{rebuilt}; INSERT INTO {table} SELECT * FROM old_{table}"
        for column in columns:
            yield f"ALTER TABLE {table} RENAME COLUMN {column} TO other"
            yield f"ALTER TABLE {table} DROP COLUMN {column}"
            yield f"{rebuilt}; UPDATE {table} SET {column} = NULL"
        yield f"ALTER TABLE {table} ADD COLUMN more INTEGER"
        yield f"ALTER TABLE {table} ADD COLUMN more INTEGER NOT NULL DEFAULT 5"
    for index in ("records_by_age", "names_of_record", "members_of_record"):
        yield f"DROP INDEX {index}"
    yield "DROP INDEX members_of_record; CREATE INDEX members_of_record ON members (record, head)"


def triggers_of_sqlite() -> Iterator[Damage]:
    for table in TABLES:
        for what in ("INSERT", "UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER meddler BEFORE {what} ON {table} BEGIN SELECT RAISE(IGNORE) @ END"
            )
            yield (
                f"CREATE TRIGGER meddler AFTER {what} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'no') @ END"
            )


_FUNCTION = (
    "CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN %s @ END'"
)


def changed_by_postgresql() -> Iterator[Damage]:
    """Triggers, rules, types and rights, as PostgreSQL has them."""
    for table, columns in TABLES.items():
        for said, when in (
            ("RETURN NULL", "BEFORE"),
            ("RAISE EXCEPTION ''no''", "AFTER"),
        ):
            for what in ("INSERT", "UPDATE", "DELETE"):
                yield (
                    f"{_FUNCTION % (said,)};"
                    f" CREATE TRIGGER meddler {when} {what} ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION meddle()"
                )
                yield f"CREATE RULE meddler AS ON {what} TO {table} DO INSTEAD NOTHING"
        for kind in ("text", "numeric", "varchar(3)", "integer", "jsonb", "double precision"):
            for column in columns:
                yield f"ALTER TABLE {table} ALTER {column} TYPE {kind} USING {column}::text::{kind}"
        for column in columns:
            optional = f"ALTER TABLE {table} ALTER {column} DROP NOT NULL"
            yield f"{optional}; UPDATE {table} SET {column} = NULL"
            yield f"ALTER TABLE {table} ADD CHECK ({column} IS NULL) NOT VALID"
        yield f"ALTER TABLE {table} SET UNLOGGED"
        yield f"CREATE TABLE child () INHERITS ({table}); INSERT INTO child SELECT * FROM {table}"
        yield f"ALTER TABLE {table} ADD COLUMN more INTEGER GENERATED ALWAYS AS IDENTITY"
        yield f"TRUNCATE {table}"
    for table, constraint in (
        ("records", "records_pkey"),
        ("records", "records_kind_key_key"),
        ("kinds", "kinds_pkey"),
        ("names", "names_pkey"),
        ("heads", "heads_pkey"),
        ("heads", "heads_path_value_key"),
        ("members", "members_pkey"),
        ("news", "news_pkey"),
    ):
        yield f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"
    yield 'ALTER TABLE records ALTER kind TYPE TEXT COLLATE "POSIX"'
    yield "DROP SCHEMA cognito_emulator CASCADE"
    yield "DROP SCHEMA cognito_emulator CASCADE; CREATE SCHEMA cognito_emulator"
    yield "ALTER SCHEMA cognito_emulator RENAME TO cognito_emulator_before"


def parts(damage: Damage) -> list[str]:
    """The statements of a damage; an at sign is a semicolon within one."""
    return [each.strip().replace("@", ";") for each in damage.split(";")]
