"""What is PostgreSQL's own: how it is opened, migrated, shared by threads, and how it goes away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cognito_emulator.emulator import Emulator
from cognito_emulator.store import StoreError, UnreachableError
from cognito_emulator.store.sql import SqlStore, patience, statements
from cognito_emulator.store.sql.postgres import PostgresDatabase
from cognito_emulator.wire import handle
from tests.properties import examples
from tests.store.postgres import Server, server
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put

pytestmark = pytest.mark.slow
POOL = {"PoolName": "shop", "Id": "us-east-1_Shop00001"}
IN_POOL = {"UserPoolId": POOL["Id"]}
SILENT = {"MessageAction": "SUPPRESS"}


@pytest.fixture
def url() -> str:
    """A database without any state."""
    return server().emptied()


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url)
    yield store
    store.close()


@pytest.fixture
def stoppable() -> Iterator[Server]:
    """A server that runs again afterwards, for the other tests."""
    yield server()
    server().start()


def change(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True, options="-c search_path=cognito_emulator") as db:
        db.execute(statement)


def backends(url: str) -> set[int]:
    """Return the processes of the server that serve an emulator."""
    query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'cognito_emulator'"
    with psycopg.connect(url) as db:
        return {pid for (pid,) in db.execute(query)}


def names_of_schemas(url: str) -> list[str]:
    query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'cognito%' ORDER BY 1"
    with psycopg.connect(url) as db:
        return [name for (name,) in db.execute(query)]


def test_rows_are_counted_in_whatever_trip_they_go_to_the_server(store: SqlStore) -> None:
    """What a record is removed by, or not, the size of its table follows."""
    db = store._db
    with db.writing():
        for trips in (0, 1):
            for _ in range(trips):
                db.later(statements.GROW, "things", 0, 0)
            assert db.run(statements.DELETE, 404) == 0
        assert db.run(statements.ADVANCE, 1) == 1


VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(VALUES, st.binary(), st.integers(-(2**63), 2**63 - 1))
@settings(max_examples=examples(100))
@example("it's \\'; DROP TABLE state; --", b"\\\0'", -1)
@example("%s $1 ? {}", b"", 0)
def test_values_come_back_as_they_were(text: str, data: bytes, number: int) -> None:
    with closing(PostgresDatabase(server().url())) as db:
        for _ in range(2):  # the second time it is prepared
            assert db.ask("SELECT ?, ?, ?", text, data, number) == [(text, data, number)]


def test_what_failed_is_prepared_anew(store: SqlStore) -> None:
    """Of several statements none after the one that failed was prepared."""
    db = store._db
    new = (901, "things", "new", 1, b"{}")

    def twice() -> None:
        with db.writing():
            db.later(statements.INSERT, *new)
            db.later(statements.INSERT, *new)
            db.later(statements.TELL, 1, 0, b"")

    for _ in range(2):
        with pytest.raises(UnreachableError, match=r"records_pkey.*its rows contradict each other"):
            twice()
    with db.writing():
        db.later(statements.TELL, 1, 0, b"")
        db.later(statements.INSERT, *new)
    assert db.one(statements.VERSION, "things", "new") == (1,)


def test_no_two_connections_prepare_by_the_same_name(store: SqlStore, url: str) -> None:
    """A pooler may lend both of them one at the server, where the first is executed for both."""
    prepared = "SELECT name FROM pg_prepared_statements WHERE name LIKE ?"
    with closing(PostgresDatabase(url)) as other:
        ours, theirs = ({name for (name,) in db.ask(prepared, "%")} for db in (store._db, other))
    assert ours
    assert theirs
    assert not ours & theirs


# -- opening ---------------------------------------------------------------------------------------


def test_several_may_start_at_once(url: str) -> None:
    opened: list[SqlStore] = []
    together = threading.Barrier(6)

    def start() -> None:
        together.wait()
        opened.append(SqlStore(url))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    for number, each in enumerate(opened):
        put(each, Thing(str(number)))
    assert len(opened[0].all(THINGS, "box", "a")) == 6
    for each in opened:
        each.close()


def test_a_database_may_have_other_things(url: str) -> None:
    change(url, "CREATE TABLE public.orders (id INTEGER)")
    try:
        SqlStore(url).close()
    finally:
        change(url, "DROP TABLE public.orders")
    assert names_of_schemas(url) == ["cognito_emulator"]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            f"UPDATE state SET format = {statements.FORMAT + 1}",  # noqa: S608 - a number of ours
            (
                "was written by a newer release: it is of format 2, and this one reads 1. It is"
                " left as it is; use that release, or name another database."
            ),
        ),
        ("DROP TABLE state", "is a database of something else: among its tables is heads."),
    ],
)
def test_what_is_not_for_this_release_is_refused(
    store: SqlStore, url: str, statement: str, why: str
) -> None:
    change(url, statement)
    with pytest.raises(StoreError) as refused:
        SqlStore(url)
    assert f"{store.name} {why}" in str(refused.value)


def test_a_database_that_is_not_there_is_named() -> None:
    with pytest.raises(StoreError, match=r'cannot be opened: .*database "dev" does not exist'):
        SqlStore(server().url("dev"))


def test_a_role_that_may_make_no_schema_is_given_one(url: str) -> None:
    """As administrators do; until then the reason is PostgreSQL's."""
    change(url, "DROP ROLE IF EXISTS team")
    change(url, "CREATE ROLE team LOGIN")
    theirs = url.replace("postgres@", "team@")
    with pytest.raises(StoreError, match=r"team@.* cannot be used: permission denied for database"):
        SqlStore(theirs)
    change(url, "CREATE SCHEMA cognito_emulator AUTHORIZATION team")
    store = SqlStore(theirs)
    put(store, Thing("1"))
    assert store.all(THINGS, "box", "a") == [Thing("1")]
    store.close()


@pytest.mark.usefixtures("store")
def test_a_role_that_may_not_use_the_schema_is_told_so(url: str) -> None:
    change(url, "DROP ROLE IF EXISTS stranger")
    change(url, "CREATE ROLE stranger LOGIN")
    with pytest.raises(StoreError) as refused:
        SqlStore(url.replace("postgres@", "stranger@"))
    assert str(refused.value).endswith(
        " (the role needs the schema cognito_emulator, and all rights on it and on what is in it)."
    )
    assert "\n" not in str(refused.value)
    change(url, "GRANT USAGE ON SCHEMA cognito_emulator TO stranger")
    with pytest.raises(StoreError, match=r"cannot be used: permission denied for table "):
        SqlStore(url.replace("postgres@", "stranger@"))


def test_an_older_one_is_migrated_after_a_copy_is_kept(url: str) -> None:
    """In the same change; the copy is a schema, which can be renamed."""
    before = SqlStore(url)
    things = [Thing("1", ("x",)), Thing("2", ("y",))]
    put(before, *things)
    before.close()
    change(url, "UPDATE kinds SET version = 1")
    steps: Mapping[int, Callable[[Any], Any]] = {1: lambda thing: {**thing, "count": 7}}
    try:
        object.__setattr__(THINGS, "version", 2)
        object.__setattr__(THINGS, "migrations", steps)
        after = SqlStore(url)
        assert after.all(THINGS, "box", "a") == [
            Thing("1", ("x",), "a", 7),
            Thing("2", ("y",), "a", 7),
        ]
        integrity.check(after.snapshot())
        after.close()
        SqlStore(url).close()  # not again
        copy = "cognito_emulator_before_migration_1"
        assert names_of_schemas(url) == ["cognito_emulator", copy]
        object.__setattr__(THINGS, "version", 1)
        change(
            url,
            f"DROP SCHEMA cognito_emulator CASCADE; ALTER SCHEMA {copy} RENAME TO cognito_emulator",
        )
        before = SqlStore(url)
        assert before.all(THINGS, "box", "a") == things
        before.close()
    finally:
        object.__setattr__(THINGS, "version", 0)
        object.__setattr__(THINGS, "migrations", {})


# -- threads ---------------------------------------------------------------------------------------


def test_readers_do_not_wait_for_who_is_alone(store: SqlStore) -> None:
    put(store, Thing("1"))
    seen: list[Thing | None] = []
    with store.exclusively():
        put(store, Thing("1", count=1))
        reader = threading.Thread(target=lambda: seen.append(store.get(THINGS, "1")))
        reader.start()
        reader.join()
    assert seen == [Thing("1")]


def test_many_threads_share_a_few_connections(url: str) -> None:
    """Also while all of them want to write, and one is alone."""
    others = backends(url)  # the server takes its time to end those of a store that is closed
    with closing(SqlStore(url)) as store:
        threads = [threading.Thread(target=put, args=(store, Thing(str(n)))) for n in range(40)]
        with store.exclusively():
            for thread in threads:
                thread.start()
            assert store.all(THINGS, "box", "a") == []
        for thread in threads:
            thread.join()
        assert 1 <= len(backends(url) - others) <= 8
        assert len(store.all(THINGS, "box", "a")) == 40
        integrity.check(store.snapshot())


# -- a server that goes away -----------------------------------------------------------------------


def test_it_comes_back_by_itself(store: SqlStore, stoppable: Server) -> None:
    put(store, Thing("1"))
    stoppable.stop("fast")
    with pytest.raises(UnreachableError):
        store.get(THINGS, "1")
    stoppable.start()
    assert store.get(THINGS, "1") == Thing("1")
    stoppable.stop("fast")
    stoppable.start()
    put(store, Thing("2"))  # the connections that broke are replaced unseen
    assert store.all(THINGS, "box", "a") == [Thing("1"), Thing("2")]


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_change_that_is_broken_off_leaves_nothing(
    store: SqlStore, stoppable: Server, *, goes_on: bool
) -> None:
    put(store, Thing("1"))

    def work() -> None:
        with store.exclusively():
            put(store, Thing("1", count=1))
            assert store.get(THINGS, "1") == Thing("1", count=1)
            stoppable.stop()
            if goes_on:
                put(store, Thing("2"))

    with pytest.raises(UnreachableError):
        work()
    stoppable.start()
    assert store.all(THINGS, "box", "a") == [Thing("1")]
    put(store, Thing("3"))
    integrity.check(store.snapshot())


def test_clients_are_told_as_the_service_would(
    store: SqlStore, stoppable: Server, caplog: pytest.LogCaptureFixture
) -> None:
    emulator = Emulator(seed=POOL, store=store)
    headers = {"X-Amz-Target": "AWSCognitoIdentityProviderService.DescribeUserPool"}
    headers |= {"Content-Type": "application/x-amz-json-1.1", "Authorization": "AWS4-HMAC-SHA256 x"}

    def described() -> tuple[int, bytes]:
        answer = handle(emulator, "POST", headers, b'{"UserPoolId": "us-east-1_Shop00001"}')
        return answer.status, answer.body

    assert described()[0] == 200
    stoppable.stop("fast")
    status, body = described()
    assert status == 500
    assert b"InternalErrorException" in body
    assert b"The emulator's store does not answer; its log says why." in body
    (told,) = caplog.messages[-1:]
    assert told.startswith("The store does not answer: ")
    assert "\n" not in told
    stoppable.start()
    assert described()[0] == 200


def test_one_that_hangs_counts_as_gone(
    store: SqlStore, stoppable: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers, who writes, and who waits for who writes: none waits for ever."""
    monkeypatch.setattr(patience, "SILENCE", 0.3)
    put(store, Thing("1"))
    told: list[str] = []

    def ask(work: Callable[[], object]) -> None:
        with pytest.raises(UnreachableError) as raised:
            work()
        told.append(raised.value.why)

    works = [lambda: store.get(THINGS, "1"), lambda: put(store, Thing("2"))] * 6
    threads = [threading.Thread(target=ask, args=(work,)) for work in works]
    with stoppable.hanging():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(told) == len(threads)
    put(store, Thing("3"))
    assert {thing.id for thing in store.all(THINGS, "box", "a")} >= {"1", "3"}


def test_one_that_computes_is_waited_for(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SILENCE", 0.2)
    assert store._db.one("SELECT 7 FROM pg_sleep(1)") == (7,)
