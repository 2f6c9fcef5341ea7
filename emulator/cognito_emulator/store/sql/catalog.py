"""What a database says of its tables, and what somebody has changed in them.

Records would be there twice without a unique index, and not at all with a trigger that drops them:
nothing would say so later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.store.sql.statements import COLUMNS, INDEXES, OTHER_COLUMNS, TABLES, Index

if TYPE_CHECKING:
    from cognito_emulator.store.sql.database import Database


class Catalog(NamedTuple):
    """The questions to a database about its tables.

    Attributes:
        columns: asks for those that are never NULL: table, name, and type in words of ours.
        indexes: asks for those of all rows: table, columns with commas between, and whether it
            keeps them from being there twice.
        meddlers: asks for what may change or drop what is written or read: table, and what it is.

    """

    columns: str
    indexes: str
    meddlers: str


def fault(db: Database) -> str | None:
    """Say what somebody has changed in the tables of a database; nothing if all is as it was."""
    for table, what in db.ask(db.catalog.meddlers):
        if table in TABLES:
            return f"{what} of its table {table} may change or drop what is written"
    columns = {(table, name): kind for table, name, kind in db.ask(db.catalog.columns)}
    for table, declared in {**COLUMNS, **OTHER_COLUMNS}.items():
        for name, kind in declared.items():
            if columns.get((table, name)) != kind:
                return f"its table {table} does not have the column {name} as it was made"
    missing = INDEXES - {_index(*row) for row in db.ask(db.catalog.indexes)}
    if missing:
        table, names, _is_unique = min(missing)
        return f"its table {table} has no index of {names.replace(',', ', ')} as it was made"
    return None


def _index(table: str, columns: str, is_unique: int) -> Index:
    """Return an index; where nothing asks for a unique one, a unique one does as well."""
    found = table, columns, bool(is_unique)
    return (table, columns, False) if (table, columns, False) in INDEXES else found


SQLITE = Catalog(
    columns="""
SELECT tables.name, found.name, found.type
FROM sqlite_master AS tables, pragma_table_info(tables.name) AS found
WHERE tables.type = 'table' AND (found."notnull" OR found.pk)""",
    indexes="""
SELECT tables.name, (
    SELECT group_concat(name, ',') FROM (
        SELECT name FROM pragma_index_info(found.name) ORDER BY seqno
    )
), found."unique"
FROM sqlite_master AS tables, pragma_index_list(tables.name) AS found
WHERE tables.type = 'table' AND NOT found.partial
UNION ALL
SELECT tables.name, found.name, 1
FROM sqlite_master AS tables, pragma_table_info(tables.name) AS found
WHERE tables.type = 'table' AND found.pk AND found.type = 'INTEGER'
AND (SELECT COUNT(*) FROM pragma_table_info(tables.name) WHERE pk) = 1""",
    meddlers="SELECT tbl_name, 'the trigger ' || name FROM sqlite_master WHERE type = 'trigger'",
)


def postgresql(schema: str) -> Catalog:
    """Return the questions to PostgreSQL about the tables of a schema.

    A trigger that only hears of a row, once it is written, drops nothing.
    """
    ours = f"pg_class AS tables WHERE tables.relnamespace = '{schema}'::regnamespace"
    return Catalog(
        columns=f"""
SELECT tables.relname, found.attname, CASE
    WHEN found.atttypid = 'bigint'::regtype THEN 'INTEGER'
    WHEN found.atttypid = 'bytea'::regtype THEN 'BLOB'
    WHEN found.atttypid = 'text'::regtype AND found.attcollation = (
        SELECT oid FROM pg_collation
        WHERE collname = 'C' AND collnamespace = 'pg_catalog'::regnamespace
    ) THEN 'TEXT'
    ELSE ''
END
FROM pg_attribute AS found, {ours}
AND found.attrelid = tables.oid AND found.attnum > 0 AND found.attnotnull
AND NOT found.attisdropped""",  # noqa: S608 - names of ours
        indexes=f"""
SELECT tables.relname, (
    SELECT string_agg(attname, ',' ORDER BY place)
    FROM unnest(found.indkey::int2[]) WITH ORDINALITY AS columns (number, place)
    JOIN pg_attribute ON attrelid = tables.oid AND attnum = number
), (found.indisunique AND found.indimmediate)::int
FROM pg_index AS found, {ours}
AND found.indrelid = tables.oid AND found.indisvalid AND found.indpred IS NULL""",  # noqa: S608 - names of ours
        meddlers=f"""
SELECT tables.relname, 'the trigger ' || found.tgname
FROM pg_trigger AS found, {ours}
AND found.tgrelid = tables.oid AND NOT found.tgisinternal AND found.tgenabled <> 'D'
AND found.tgtype & 3 = 3
UNION ALL
SELECT tables.relname, 'the rule ' || found.rulename
FROM pg_rewrite AS found, {ours}
AND found.ev_class = tables.oid AND tables.relkind <> 'v' AND found.ev_enabled <> 'D'
UNION ALL
SELECT tables.relname, 'the row security'
FROM {ours} AND tables.relkind = 'r' AND row_security_active(tables.oid)
UNION ALL
SELECT tables.relname, 'the child ' || found.inhrelid::regclass
FROM pg_inherits AS found, {ours} AND found.inhparent = tables.oid""",  # noqa: S608 - names of ours
    )
