"""A database is opened: it is new, or it is one of ours that this release can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from cognito_emulator.store.base import StoreError, Table, table_named
from cognito_emulator.store.codec import UnreadableError, Written, decode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.catalog import fault
from cognito_emulator.store.sql.database import Database
from cognito_emulator.store.sql.known import NEVER, State
from cognito_emulator.store.sql.rows import Rows
from cognito_emulator.store.sql.sqlite import SqliteDatabase
from cognito_emulator.store.sql.writer import Writer
from cognito_emulator.store.urls import is_postgresql


class _Older(NamedTuple):
    """A declared table whose records were written by an older release, in another shape."""

    table: Table[Any]
    version: int


def opened(place: str | None) -> Database:
    """Return a database that is ready to be used.

    Records of an older shape are migrated, after a copy was kept beside it.

    Args:
        place: its file, which is made if it is not there, or the URL of one of PostgreSQL's;
            without either it is in memory.

    Raises:
        StoreError: it is no database, one of something else, or written by a newer release.

    """
    db = _connected(place)
    try:
        _prepare(db)
    except BaseException:
        db.abandon()
        raise
    return db


def _connected(place: str | None) -> Database:
    if place is None or not is_postgresql(place):
        return SqliteDatabase(place)
    from cognito_emulator.store.sql.postgres import PostgresDatabase  # noqa: PLC0415 - who has it asks for it

    return PostgresDatabase(place)


def _prepare(db: Database) -> None:
    try:
        if db.tables():
            check(db)
            _check_tables(db)
        db.keep_a_log()
        with db.writing():
            if not db.tables():
                _make(db)
            if list(_older(db)):  # asked again: another process may have been here
                db.keep_a_copy()
                migrate(db)
            db.run(statements.TOUCH)  # who may only read is refused now, and not at a first call
            db.mind_losses()
    except db.failures as error:
        raise StoreError(f"{db.place} {db.unusable(error)}") from error


def _make(db: Database) -> None:
    db.make(statements.SCHEMA)
    db.run(statements.BEGIN_STATE, statements.FORMAT, statements.new_history())


def check(db: Database) -> None:
    """Refuse what this release must not touch.

    Raises:
        StoreError: why.

    """
    tables = db.tables()
    if not {"state", "kinds", "records"} <= tables:
        raise StoreError(
            f"{db.place} is a database of something else: among its tables is {min(tables)}."
            f" It is left as it is; name another {db.what}."
        )
    if missing := statements.TABLES - tables:
        raise _damaged(db, f"it has no table {min(missing)}")
    states = db.ask(statements.STATES)
    if len(states) > 1:
        raise _damaged(db, f"its table state has {len(states)} rows in place of one")
    found, changes, generation = states[0] if states else (None, None, None)
    if not isinstance(found, int) or found < 1:
        raise _damaged(db, "it does not say of which format it is")
    if found > statements.FORMAT:
        raise _newer(db, f"it is of format {found}, and this one reads {statements.FORMAT}")
    if State.of(changes, generation) is None:
        raise _damaged(db, "it does not say how much has happened in it")
    list(_older(db))


def _check_tables(db: Database) -> None:
    """Refuse what would go wrong without a word: tables that were changed, numbers given twice.

    Raises:
        StoreError: why.

    """
    if (why := fault(db)) is not None:
        raise _damaged(db, why)
    [(changes, *numbers)] = db.ask(statements.NUMBERS)
    given = [each for each in numbers if each is not None]
    if not all(isinstance(each, int) and 0 < each <= changes for each in given):
        raise _damaged(db, "it has rows with numbers that it never gave")


def _damaged(db: Database, why: str) -> StoreError:
    return StoreError(f"{db.place} is damaged: {why}. It is left as it is; name another {db.what}.")


def _newer(db: Database, why: str) -> StoreError:
    return StoreError(
        f"{db.place} was written by a newer release: {why}. It is left as it is; use that release,"
        f" or name another {db.what}."
    )


def _older(db: Database) -> Iterator[_Older]:
    """Go through the tables whose records have to be migrated.

    Raises:
        StoreError: some cannot be.

    """
    for name, version, size in db.ask(statements.KINDS):
        if not (isinstance(version, int) and isinstance(size, int)):
            raise _damaged(db, f"it does not say of which version its {name} are")
        if not 0 <= size < NEVER:
            raise _damaged(db, f"it says that it has {size} {name}")
        table = table_named(name)
        if table is None:
            if size:
                raise _newer(db, f"it has {name}, which this one does not know")
        elif version > table.version:
            why = f"its {name} are of version {version}, and this one reads {table.version}"
            raise _newer(db, why)
        elif version < table.version:
            if any(step not in table.migrations for step in range(version, table.version)):
                raise StoreError(
                    f"{db.place} was written by a release that nothing leads from: its {name} are"
                    f" of version {version}, and this one reads {table.version}. It is left as it"
                    f" is; name another {db.what}."
                )
            yield _Older(table, version)


def migrate(db: Database) -> None:
    """Make records of older shapes into those of today, all or none of them.

    Processes of the former release notice it as an exchange of all state, and stop using it.

    Raises:
        StoreError: a newer release wrote them, nothing leads from them to this one, or one is no
            record afterwards either.

    """
    older = list(_older(db))
    if not older:
        return
    rows = Rows(db)
    writer = Writer(db, rows, rows.catch_up().changes)
    for table, version in older:
        db.run(statements.RENEW, table.version, table.name)
        for row_id, text in db.ask(statements.OF_KIND, table.name):
            try:
                record = _migrated(table, version, text)
            except UnreadableError as error:
                raise StoreError(
                    f"{db.place} cannot be migrated: {error} It is left as it is."
                ) from error
            writer.rewrite(table, row_id, record)
    writer.finish()
    db.run(statements.EXCHANGED)


def _migrated(table: Table[Any], version: int, text: bytes) -> Any:  # noqa: ANN401 - a record, or none
    try:
        document = json.loads(text)
        for step in range(version, table.version):
            document = table.migrations[step](document)
            if document is None:
                return None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"This is no record of {table.name}: {error!r}.") from error
    written = Written(table.name, table.version, json.dumps(document).encode())
    return decode(written)[1]
