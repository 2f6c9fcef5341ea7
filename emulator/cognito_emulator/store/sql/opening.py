"""A database is opened: it is new, or it is one of ours that this release can read."""

from __future__ import annotations

from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.sqlite import Database


def prepare(db: Database) -> None:
    """Make the tables of a new database."""
    with db.writing():
        if not db.tables():
            for statement in statements.SCHEMA:
                db.run(statement)
            db.run(statements.BEGIN_STATE, statements.FORMAT)
