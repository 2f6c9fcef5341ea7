"""PostgreSQL takes back what it had committed, or all of it is another state; it is noticed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from cognito_emulator.store import UnreachableError, history
from cognito_emulator.store.sql import SqlStore, statements
from tests.store.postgres import Server, server
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def forgetful() -> Iterator[Server]:
    with server().forgetful():
        yield server()


@pytest.fixture
def url(forgetful: Server) -> str:
    """A database without any state."""
    forgetful.start()  # if it was left to another
    return forgetful.emptied()


@pytest.fixture
def ours(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url)
    yield store
    integrity.check(store.snapshot())
    store.close()


@pytest.fixture
def theirs(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url)
    yield store
    store.close()


def change(url: str, *changes: str) -> None:
    with psycopg.connect(url, autocommit=True, options="-c search_path=cognito_emulator") as db:
        for each in changes:
            db.execute(each)


def one(url: str, question: str) -> Any:
    with psycopg.connect(url, options="-c search_path=cognito_emulator") as db:
        return (db.execute(question).fetchone() or [None])[0]


def marked(url: str) -> bool:
    return bool(one(url, "SELECT count(*) FROM mark"))


def lose(server: Server, store: SqlStore, *things: Thing) -> None:
    """Commit things, and have the server take them back."""
    server.write_down()
    put(store, *things)
    server.crash()
    assert not marked(server.url())


# -- a crash ---------------------------------------------------------------------------------------


def test_what_a_crash_has_taken_back_nobody_knows(
    ours: SqlStore, theirs: SqlStore, forgetful: Server
) -> None:
    put(ours, Thing("1"))
    lose(forgetful, ours, Thing("1", ("x",), "b", 1), Thing("2", ("y",)))
    for store in (theirs, ours):
        assert store.all(THINGS, "box", "a") == [Thing("1")]
        assert store.find(THINGS, "name", "x") is None
    put(theirs, Thing("2", count=7))
    assert ours.all(THINGS, "box", "a") == [Thing("1"), Thing("2", count=7)]


def test_numbers_that_were_lost_are_given_again_and_mean_something_else(
    ours: SqlStore, theirs: SqlStore, forgetful: Server
) -> None:
    """A process that nobody has asked since knows higher ones, of the same news."""
    put(ours, Thing("1"))
    lose(forgetful, ours, *(Thing(str(number)) for number in range(2, 9)))
    before = ours._rows.known.state.changes
    put(theirs, Thing("1", count=1))
    while theirs._rows.known.state.changes < before:
        put(theirs, Thing("1", count=theirs._rows.known.state.changes))
    assert ours.get(THINGS, "1") == theirs.get(THINGS, "1") != Thing("1")
    assert ours.get(THINGS, "2") is None


LOOKS: dict[str, Callable[[Any], object]] = {
    "nothing": lambda _tx: None,
    "a record": lambda tx: tx.get(THINGS, "1"),
    "an absence": lambda tx: tx.get(THINGS, "9"),
    "an index": lambda tx: tx.find(THINGS, "name", "x"),
    "a group": lambda tx: tx.all(THINGS, "box", "a"),
}


@pytest.mark.parametrize("who", ["whoever lost it", "another"])
def test_what_began_before_a_crash_comes_to_nothing(
    ours: SqlStore, theirs: SqlStore, forgetful: Server, who: str
) -> None:
    """It may have seen what was lost; others may have gone on since."""
    put(ours, Thing("1", ("x",)))
    forgetful.write_down()
    put(ours, Thing("1", ("x",), count=1))
    store = ours if who == "whoever lost it" else theirs
    begun = []
    for number, look in enumerate(LOOKS.values(), 10):
        for writes in (True, False):
            tx = store.transaction()
            look(tx)
            if writes:
                tx.put(THINGS, Thing(str(number)))
            begun.append(tx)
    forgetful.crash()
    put(theirs, Thing("3"))
    read_nothing = begun.pop(1)
    assert [tx.commit() for tx in begun] == [False] * len(begun)
    assert not read_nothing.commit()
    assert [thing.id for thing in ours.all(THINGS, "box", "a")] == ["1", "3"]


def test_a_second_crash_takes_back_that_the_first_was_noticed(
    ours: SqlStore, theirs: SqlStore, forgetful: Server
) -> None:
    put(ours, Thing("1"))
    lose(forgetful, ours, Thing("1", count=1))
    assert ours.get(THINGS, "1") == Thing("1")
    first = ours.generation
    put(ours, Thing("1", count=2))
    forgetful.crash()
    put(theirs, Thing("1", count=3))
    assert ours.get(THINGS, "1") == Thing("1", count=3)
    assert len({history(number) for number in (first, ours.generation)}) == 2


def test_whoever_comes_first_notices_it_for_all(
    ours: SqlStore, url: str, forgetful: Server
) -> None:
    stores = [SqlStore(url) for _ in range(6)]
    lose(forgetful, ours, Thing("1"))
    together = threading.Barrier(len(stores))

    def ask(store: SqlStore) -> None:
        together.wait()
        assert store.get(THINGS, "1") is None

    threads = [threading.Thread(target=ask, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({store.generation for store in stores}) == 1
    assert marked(url)
    for store in stores:
        store.close()


def test_one_that_was_stopped_has_lost_nothing(ours: SqlStore, url: str, forgetful: Server) -> None:
    put(ours, Thing("1"))
    before = ours.generation
    forgetful.stop("fast")
    forgetful.start()
    assert marked(url)
    assert ours.get(THINGS, "1") == Thing("1")
    assert ours.generation == before


def test_a_standby_that_had_not_heard_of_the_last_commits_takes_the_place(
    ours: SqlStore, url: str, forgetful: Server
) -> None:
    """It gets what the other has written down."""
    put(ours, Thing("1"))
    with forgetful.standby() as sockets:
        both = url.replace("host=", f"host={sockets},") + "&target_session_attrs=read-write"
        store = SqlStore(both)
        put(store, Thing("1", count=1))
        forgetful.stop()
        with pytest.raises(UnreachableError):
            store.get(THINGS, "1")
        forgetful.promote_standby()
        assert store.get(THINGS, "1") == Thing("1")
        put(store, Thing("2"))
        assert marked(url.replace(str(forgetful.folder), sockets))
        store.close()
    forgetful.start()


# -- the mark --------------------------------------------------------------------------------------


def test_a_store_of_an_older_release_is_given_the_mark(ours: SqlStore, url: str) -> None:
    """Its generations began at 0."""
    put(ours, Thing("1"))
    change(url, "DROP TABLE mark", "UPDATE state SET generation = 3")
    before = SqlStore(url)
    assert marked(url)
    assert before.get(THINGS, "1") == ours.get(THINGS, "1") == Thing("1")
    again = SqlStore(url)
    assert again.transaction().generation == before.generation == ours.generation
    before.close()
    again.close()


def test_a_copy_before_a_migration_has_no_mark(ours: SqlStore, url: str) -> None:
    """It would be a table that is logged, which no crash empties."""
    with ours._db.writing():
        ours._db.keep_a_copy()
    tables = (
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'cognito_emulator_before_migration_1'"
    )
    assert one(url, tables) == len(statements.TABLES)
    change(url, "DROP SCHEMA cognito_emulator_before_migration_1 CASCADE")


ROLES = ("marker", "reader_of_marks")


@pytest.fixture
def roles(url: str) -> Iterator[None]:
    change(url, *(f"CREATE ROLE {each} LOGIN" for each in ROLES))
    yield
    change(url, *(f"DROP OWNED BY {each} CASCADE; DROP ROLE {each}" for each in ROLES))


@pytest.mark.usefixtures("roles")
def test_the_mark_of_one_role_is_that_of_others(ours: SqlStore, url: str) -> None:
    change(url, "DROP TABLE mark")
    for each in ROLES:
        for what in ("SCHEMA cognito_emulator", f"TABLE {', '.join(statements.TABLES)}"):
            change(url, f"GRANT ALL ON {what} TO {each}")
    first, second = (SqlStore(url.replace("postgres@", f"{each}@")) for each in ROLES)
    put(second, Thing("1"))
    assert ours.get(THINGS, "1") == first.get(THINGS, "1") == Thing("1")
    first.close()
    second.close()


# -- another state in the place of one -------------------------------------------------------------


def dropped(url: str) -> None:
    change(url, "DROP SCHEMA cognito_emulator CASCADE")
    made = SqlStore(url)
    put(made, Thing("7"))
    made.close()


def restored_from_a_dump(url: str) -> None:
    """The tables have the same names and all their numbers, but they are others."""
    change(
        url, "DROP SCHEMA cognito_emulator CASCADE", "ALTER SCHEMA dump RENAME TO cognito_emulator"
    )


def put_back(url: str) -> None:
    """The tables are the same."""
    change(
        url,
        "BEGIN",
        *(f"TRUNCATE {table}" for table in statements.TABLES),
        *(f"INSERT INTO {table} TABLE dump.{table}" for table in statements.TABLES),
        "COMMIT",
    )


@pytest.mark.parametrize("how", [dropped, restored_from_a_dump, put_back])
def test_another_state_under_a_store_that_is_open_is_noticed(
    ours: SqlStore, url: str, how: Callable[[str], None]
) -> None:
    put(ours, Thing("7"))
    dump(url)
    put(ours, Thing("7", ("x",), "b", count=1), *(Thing(str(number)) for number in range(5)))
    writer, reader = ours.transaction(), ours.transaction()
    writer.get(THINGS, "7")
    writer.put(THINGS, Thing("8"))
    reader.get(THINGS, "7")
    how(url)
    if how is restored_from_a_dump:
        go_on(url)
    assert not writer.commit()
    assert not reader.commit()
    assert ours.all(THINGS, "box", "a") == [Thing("7")]
    assert ours.find(THINGS, "name", "x") is None
    assert history(ours.generation) != history(writer.generation)
    put(ours, Thing("7", count=2))
    assert ours.get(THINGS, "7") == Thing("7", count=2)
    change(url, "DROP SCHEMA IF EXISTS dump CASCADE")


def dump(url: str) -> None:
    change(url, "DROP SCHEMA IF EXISTS dump CASCADE", "CREATE SCHEMA dump")
    for table in statements.TABLES:
        change(
            url,
            f"CREATE TABLE dump.{table} (LIKE {table} INCLUDING ALL)",
            f"INSERT INTO dump.{table} TABLE {table}",
        )


def go_on(url: str) -> None:
    """Have it have more changes than the other one had."""
    change(url, "UPDATE state SET changes = changes + 1000")
