"""Which PostgreSQL servers and databases do, and what is said of those that do not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Thread

import psycopg
import pytest

from cognito_emulator.store import StoreError, UnreachableError
from cognito_emulator.store.sql import SqlStore, connecting
from tests.contract import CheckedEmulator
from tests.store import busy
from tests.store.postgres import server
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put
from tests.support import StockKeys

pytestmark = pytest.mark.slow

ROLE = "guest"
RIGHTS = "the role needs the schema cognito_emulator, and all rights on it and on what is in it"
STANDBY = (
    "opened: it is a standby, which takes no changes; of several hosts in the URL"
    " ?target_session_attrs=read-write finds the one that does"
)

MakeDatabase = Callable[..., str]


@pytest.fixture
def new_database() -> Iterator[MakeDatabase]:
    """Makes a database that goes with the test; returns its URL, for an administrator or a role."""
    postgres = server().url()

    def make(options: str = "", *, role: str = "postgres") -> str:
        administrate(postgres, f"CREATE DATABASE served {options}", f"CREATE ROLE {ROLE} LOGIN")
        return server().url("served").replace("postgres@", f"{role}@")

    yield make
    administrate(postgres, "DROP DATABASE served WITH (FORCE)", f"DROP ROLE {ROLE}")


def administrate(url: str, *statements: str) -> None:
    with psycopg.connect(url.replace(f"{ROLE}@", "postgres@"), autocommit=True) as db:
        for statement in statements:
            db.execute(statement)


def refusal(url: str) -> str:
    """Return what is said of a database, after its name."""
    with pytest.raises(StoreError) as refused:
        SqlStore(url).close()
    name, _, said = str(refused.value).partition(" cannot be ")
    assert name == url
    return said


def test_an_old_server_is_refused(
    new_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "OLDEST", 99)
    assert refusal(new_database()).endswith(", and has to be 99 or later")


@pytest.mark.parametrize(
    "options",
    [
        "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
        "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'",
        "ENCODING 'EUC_JP' LC_COLLATE 'C' LC_CTYPE 'C'",
        "LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C'",
    ],
)
def test_any_encoding_and_locale_does(
    new_database: MakeDatabase, stock_keys: StockKeys, options: str
) -> None:
    """Also for letters that it does not have."""
    url = new_database(f"TEMPLATE template0 {options}")
    with closing(SqlStore(url)) as store:
        busy.make(CheckedEmulator(keys=stock_keys, store=store))
        put(store, Thing("\u5e97", ("\u00e4\u5e97", "\U0001f600"), "\u00df"))
        kept = store.snapshot()
    with closing(SqlStore(url)) as store:
        integrity.check(store.snapshot())
        assert store.snapshot().records == kept.records


def test_a_default_of_more_isolation_does_not_hold(new_database: MakeDatabase) -> None:
    """Who waits for others has to see what they have committed meanwhile."""
    url = new_database()
    administrate(url, "ALTER DATABASE served SET default_transaction_isolation = 'serializable'")
    with closing(SqlStore(url)) as one, closing(SqlStore(url)) as other:
        later = Thread(target=put, args=(other, Thing("2")))
        with one.exclusively():
            later.start()
            put(one, Thing("1"))
            _until_somebody_waits(url)
        later.join()
        assert one.all(THINGS, "box", "a") == [Thing("1"), Thing("2")]


def _until_somebody_waits(url: str) -> None:
    waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(url, autocommit=True) as db:
        while not db.execute(waiting).fetchall():
            time.sleep(0.01)


# -- rights ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "permission denied for database served"),
        (["CREATE SCHEMA cognito_emulator"], "no schema has been selected to create in"),
        (
            [
                "CREATE SCHEMA cognito_emulator",
                f"GRANT USAGE ON SCHEMA cognito_emulator TO {ROLE}",
            ],
            "permission denied for schema cognito_emulator",
        ),
    ],
)
def test_what_a_role_lacks_is_said(new_database: MakeDatabase, given: list[str], why: str) -> None:
    url = new_database(role=ROLE)
    administrate(url, *given)
    assert refusal(url) == f"used: {why} ({RIGHTS})."


@pytest.mark.parametrize("may", ["", "SELECT"])
def test_tables_of_another_role_take_rights(new_database: MakeDatabase, may: str) -> None:
    """What may be read alone is refused at the start, not at the first change."""
    url = new_database(role=ROLE)
    SqlStore(url.replace(f"{ROLE}@", "postgres@")).close()
    if may:
        administrate(url, f"GRANT USAGE ON SCHEMA cognito_emulator TO {ROLE}", _granted(may))
    why = "permission denied for table state" if may else 'relation "state" does not exist'
    assert refusal(url) == f"used: {why} ({RIGHTS})."


def _granted(rights: str) -> str:
    return f"GRANT {rights} ON ALL TABLES IN SCHEMA cognito_emulator TO {ROLE}"


def test_rights_that_are_taken_away_are_missed_as_the_server_would_be(
    new_database: MakeDatabase,
) -> None:
    """While it runs: calls fail, and go on when the rights are back."""
    url = new_database(role=ROLE)
    administrate(url, f"CREATE SCHEMA cognito_emulator AUTHORIZATION {ROLE}")
    with closing(SqlStore(url)) as store:
        put(store, Thing("1"))
        administrate(url, _granted("ALL").replace("GRANT", "REVOKE").replace(" TO ", " FROM "))
        with pytest.raises(UnreachableError, match=r"permission denied for table .* \(the role"):
            put(store, Thing("2"))
        administrate(url, _granted("ALL"))
        put(store, Thing("3"))
        assert store.all(THINGS, "box", "a") == [Thing("1"), Thing("3")]


def test_a_schema_that_is_dropped_is_missed_as_the_server_would_be(
    new_database: MakeDatabase,
) -> None:
    url = new_database()
    with closing(SqlStore(url)) as store:
        put(store, Thing("1"))
        administrate(url, "DROP SCHEMA cognito_emulator CASCADE")
        with pytest.raises(UnreachableError, match='relation "state" does not exist'):
            put(store, Thing("2"))


# -- several servers -------------------------------------------------------------------------------


def test_a_standby_is_refused_and_the_other_found(new_database: MakeDatabase) -> None:
    url = new_database()
    SqlStore(url).close()
    with server().standby() as standby:
        assert refusal(url.replace(str(server().folder), standby)) == STANDBY
        both = url.replace("host=", f"host=/nowhere,{standby},")
        assert refusal(both) == STANDBY
        with closing(SqlStore(f"{both}&target_session_attrs=read-write")) as store:
            put(store, Thing("1"))
            assert store.all(THINGS, "box", "a") == [Thing("1")]


def test_one_that_becomes_read_only_is_left(new_database: MakeDatabase) -> None:
    """As when another takes its place: the next change looks for a server anew."""
    url = new_database()
    with closing(SqlStore(url)) as store:
        put(store, Thing("1"))
        administrate(url, "ALTER DATABASE served SET default_transaction_read_only = on")
        put(store, Thing("2"))  # on a connection that is from before
        _end_connections()
        with pytest.raises(UnreachableError) as raised:
            put(store, Thing("3"))
        assert "in a read-only transaction (it is a standby" in raised.value.why
        administrate(server().url(), "ALTER DATABASE served RESET default_transaction_read_only")
        put(store, Thing("4"))
        assert store.all(THINGS, "box", "a") == [Thing("1"), Thing("2"), Thing("4")]


def _end_connections() -> None:
    """Those of emulators; the server says at once that they will."""
    query = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'served'"
    administrate(server().url(), query)
