"""A database is opened: it is new, or it is one of ours that this release can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cognito_emulator.store.base import StoreError, Table, table_named
from cognito_emulator.store.codec import UnreadableError, Written, decode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.sqlite import Database, Failure
from cognito_emulator.store.sql.writer import Writer


class _Older(NamedTuple):
    """A declared table whose records were written by an older release, in another shape."""

    table: Table[Any]
    version: int


def opened(path: str | None) -> Database:
    """Return a database that is ready to be used.

    Records of an older shape are migrated, after a copy of the file was kept beside it.

    Args:
        path: its file, which is made if it is not there; without one it is in memory.

    Raises:
        StoreError: it is no database, one of something else, or written by a newer release.

    """
    try:
        db = Database(path)
    except Failure as error:
        raise StoreError(f"{path} cannot be opened: {error}. {_folder(path)}") from error
    try:
        _prepare(db)
    except BaseException:
        db.close()
        raise
    return db


def _folder(path: str | None) -> str:
    folder = Path(path or "").absolute().parent
    return "May it be written?" if folder.is_dir() else f"There is no folder {folder}."


def _prepare(db: Database) -> None:
    try:
        tables = db.tables()
        if tables:
            _check(db, tables)
        db.keep_a_log()
        with db.writing():
            if not db.tables():
                _make(db)
            older = list(_older(db))  # asked again: another process may have been here
            if older:
                _migrate(db, older)
    except Failure as error:
        raise StoreError(f"{db.path} is no database of the emulator: {error}.") from error


def _make(db: Database) -> None:
    for statement in statements.SCHEMA:
        db.run(statement)
    db.run(statements.BEGIN_STATE, statements.FORMAT)


def _check(db: Database, tables: set[str]) -> None:
    """Refuse what this release must not touch.

    Raises:
        StoreError: why.

    """
    if not {"state", "kinds", "records"} <= tables:
        raise StoreError(
            f"{db.path} is a database of something else: among its tables is {min(tables)}."
            " It is left as it is; name another file."
        )
    (found,) = db.one(statements.FORMAT_OF)
    if found > statements.FORMAT:
        raise _newer(db, f"it is of format {found}, and this one reads {statements.FORMAT}")
    list(_older(db))


def _newer(db: Database, why: str) -> StoreError:
    return StoreError(
        f"{db.path} was written by a newer release: {why}. It is left as it is; use that release,"
        " or name another file."
    )


def _older(db: Database) -> Iterator[_Older]:
    """Go through the tables whose records have to be migrated.

    Raises:
        StoreError: some cannot be.

    """
    for name, version, size in db.ask(statements.KINDS):
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
                    f"{db.path} was written by a release that nothing leads from: its {name} are of"
                    f" version {version}, and this one reads {table.version}. It is left as it is;"
                    " name another file."
                )
            yield _Older(table, version)


def _migrate(db: Database, older: list[_Older]) -> None:
    """Make records of older shapes into those of today, all or none of them.

    Raises:
        StoreError: a record is none afterwards either.

    """
    if db.path is not None:
        db.copy_to(_free_name(db.path))
    writer = Writer(db, db.one(statements.STATE)[0])
    for table, version in older:
        db.run(statements.RENEW, table.version, table.name)
        for row_id, text in db.ask(statements.OF_KIND, table.name):
            try:
                record = _migrated(table, version, text)
            except UnreadableError as error:
                raise StoreError(
                    f"{db.path} cannot be migrated: {error} It is left as it is."
                ) from error
            writer.rewrite(table, row_id, record)
    writer.finish()


def _migrated(table: Table[Any], version: int, text: bytes) -> Any:  # noqa: ANN401 - a record, or none
    document = json.loads(text)
    for step in range(version, table.version):
        document = table.migrations[step](document)
        if document is None:
            return None
    written = Written(table.name, table.version, json.dumps(document).encode())
    return decode(written)[1]


def _free_name(path: str) -> str:
    """Return a name for a copy that nothing has."""
    number = 1
    while Path(copy := f"{path}.before-migration-{number}").exists():
        number += 1
    return copy
