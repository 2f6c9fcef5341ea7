"""Commits that a PostgreSQL server takes back are noticed: by a mark that goes with them.

With ``synchronous_commit = off`` a crash of the server takes back what was committed last, and so
does a change to a standby that had not heard of it. Each empties tables that are not logged, and
nothing else does. So the mark is a row of such a table. All connections end with the server, and
whoever makes a new one looks at the mark. If it is gone, another history begins before anything
else is asked: processes forget what they know, and what had begun before comes to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import errors

from cognito_emulator.store.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cognito_emulator.store.sql.together import Connection

MARK = "mark"
"""The table, which no snapshot has and no copy; an older release leaves it alone."""

_LOOK = f"SELECT FROM {MARK}"
_HAS_TABLE = f"SELECT 1 WHERE to_regclass('{MARK}') IS NOT NULL"
_MAKE = f"CREATE UNLOGGED TABLE {MARK} (here INTEGER NOT NULL PRIMARY KEY)"
# Who made it is one of several roles that have all rights on the schema, and others come after.
_FOR_ALL = f"GRANT ALL ON {MARK} TO PUBLIC"
_SET = f"INSERT INTO {MARK} (here) VALUES (1)"  # noqa: S608 - a name of ours


def may_have_been(connection: Connection) -> bool:
    """Whether a server may have lost something since the mark was set, outside of any change."""
    try:
        return not connection.say([(_LOOK, ())]).rows
    except errors.UndefinedTable:
        return True


def mind(run: Callable[..., Sequence[object]]) -> None:
    """Set the mark where it is not, and begin another history; part of a change.

    Args:
        run: executes a statement with its values, and returns the rows that it gives.

    """
    has_table = run(_HAS_TABLE)
    if has_table and run(_LOOK):
        return  # another process was here
    run(statements.LOST, statements.new_history())
    if not has_table:
        run(_MAKE)
        run(_FOR_ALL)
    run(_SET)
