"""Connections to a PostgreSQL server: what a URL says, which servers do, and what one refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from cognito_emulator.nearest import nearest
from cognito_emulator.store.base import StoreError, UnreachableError
from cognito_emulator.store.sql.database import CONTRADICTION
from cognito_emulator.store.sql.together import Connection
from cognito_emulator.store.urls import POSTGRESQL, shown

SCHEMA = "cognito_emulator"
"""Its tables are in a schema of their own, so that a database may have others beside them."""

OLDEST = 11
"""The first version that knows all that is said to it: it has a compiler to turn off."""

_PATIENCE = "60s"  # others keep everybody from writing for the length of one commit
_DEFAULTS = {
    "application_name": SCHEMA,
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 10_000,  # milliseconds until what was sent is acknowledged
    # A machine that is gone while its answer is waited for is noticed in 25 seconds.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# Texts are ours alone, so a database of any encoding has them: but that of SQL_ASCII would give
# the driver bytes in their place.
_ALWAYS = {"client_encoding": "UTF8"}
# Statements are small, and the first page of a large group would wait for a compiler: jit.
# Each statement after the lock is to see all that was committed before it, also in a commit that
# says no BEGIN: default_transaction_isolation.
_SESSION = (
    f"SET search_path = {SCHEMA}; SET lock_timeout = '{_PATIENCE}'; SET jit = off;"
    " SET default_transaction_isolation = 'read committed'"
)
_WRITTEN = f"one is written {POSTGRESQL}USER:PASSWORD@HOST:5432/DATABASE"
_ESCAPED = ". In a password, write / as %2F, @ as %40, : as %3A and % as %25"

_STANDBY = "SELECT pg_is_in_recovery()"

_READ_WRITE = "of several hosts in the URL ?target_session_attrs=read-write finds the one that does"
_POOLER = "a pooler in between has to pool by sessions"
_RIGHTS = f"the role needs the schema {SCHEMA}, and all rights on it and on what is in it"
_HINTS: Mapping[type[psycopg.Error], str] = {
    errors.ReadOnlySqlTransaction: (
        f"it is a standby, or takes no changes by its settings; {_READ_WRITE}"
    ),
    errors.InsufficientPrivilege: _RIGHTS,
    errors.InvalidSchemaName: _RIGHTS,
    errors.UndefinedTable: _RIGHTS,
    errors.InvalidSqlStatementName: _POOLER,
    errors.DuplicatePreparedStatement: _POOLER,
    errors.UniqueViolation: CONTRADICTION,
}
"""What may be done about what a server says."""


def connected(settings: Mapping[str, Any], probe: Callable[[], None]) -> Connection:
    """Return a connection that is ready to be used.

    Args:
        settings: those of a URL.
        probe: what looks after a server that is silent.

    Raises:
        UnreachableError: the server cannot be reached, or does not do.

    """
    with told():
        connection = Connection.connect(**settings, autocommit=True)
        connection.probe = probe
        version = connection.info.server_version // 10_000
        if version < OLDEST:
            connection.close()
            raise UnreachableError(f"it is PostgreSQL {version}, and has to be {OLDEST} or later")
        answers = connection.execute(f"{_SESSION}; {_STANDBY}")
        while answers.nextset():
            pass
        if answers.fetchall() == [(True,)]:
            # Once it takes changes, it may lack some of those that are known: connect anew.
            connection.close()
            raise UnreachableError(f"it is a standby, which takes no changes; {_READ_WRITE}")
        return connection


@contextmanager
def told() -> Iterator[None]:
    """Say of a server that is away, or refuses what is said to it, that it is.

    Statements are right, and a release is tested with what it says: what a server refuses, or gives
    in a form that nobody reads, is the fault of what somebody has changed there.

    Raises:
        UnreachableError: it is; what was under way is undone there.

    """
    try:
        yield
    except errors.SyntaxError:  # a bug of ours
        raise
    except psycopg.Error as error:
        raise UnreachableError(_why(error)) from error
    except (UnicodeDecodeError, OverflowError) as error:
        raise UnreachableError(f"what is in it cannot be read: {error}") from error


def _why(error: psycopg.Error) -> str:
    words = " ".join((error.diag.message_primary or str(error)).split())
    hint = _HINTS.get(type(error))
    return f"{words} ({hint})" if hint else words


def settings_of(url: str) -> dict[str, Any]:
    """Return what a URL says, as the driver takes it.

    What it cannot read libpq quotes, which may be a part of a password: it is not told.

    Raises:
        StoreError: it is no URL of PostgreSQL.

    """
    try:
        found = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StoreError(_no_url(url, _reason(str(error)))) from None
    if not re.fullmatch(r"[0-9,]*", str(found.get("port", ""))):
        raise StoreError(_no_url(url, f"its port is no number{_ESCAPED}"))
    if any(
        "@" in host[1:] for host in str(found.get("host", "")).split(",")
    ):  # @ begins a socket's
        raise StoreError(_no_url(url, f"its host has an @{_ESCAPED}"))
    return _DEFAULTS | found | _ALWAYS


def _no_url(url: str, why: str) -> str:
    return f"{shown(url)} is no URL of PostgreSQL: {why}; {_WRITTEN}."


def _reason(message: str) -> str:
    unknown = re.search(r'invalid URI query parameter: "(\w+)"', message)
    if unknown is None:
        return message.partition('"')[0].rstrip(" :\n") + _ESCAPED
    known = [option.keyword.decode() for option in Conninfo.get_defaults()]
    return f"it has no parameter {unknown[1]}, {nearest(unknown[1], known)}"
