"""A database that two processes have open: here two stores of one, a connection each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.store import ClosedError, Reach
from cognito_emulator.store.sql import SqlStore
from tests.store.sql import integrity
from tests.store.things import PASSING, THINGS, Thing, put


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.slow)])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "SQLite":
        return str(tmp_path / "state.db")
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return server().emptied()


@pytest.fixture
def ours(path: str) -> Iterator[SqlStore]:
    store = SqlStore(path)
    yield store
    store.close()


@pytest.fixture
def theirs(path: str) -> Iterator[SqlStore]:
    store = SqlStore(path)
    yield store
    store.close()


def test_what_was_committed_is_there_when_it_is_opened_again(path: str) -> None:
    store = SqlStore(path)
    put(store, Thing("1", ("x",)), Thing("2"))
    store.close()
    store = SqlStore(path)
    assert store.find(THINGS, "name", "x") == Thing("1", ("x",))
    assert store.all(THINGS, "box", "a") == [Thing("1", ("x",)), Thing("2")]
    assert integrity.check(store.snapshot()) == 2
    store.close()


def test_a_record_that_others_have_changed_is_read_anew(ours: SqlStore, theirs: SqlStore) -> None:
    put(ours, Thing("1"))
    assert ours.get(THINGS, "1") == Thing("1")
    put(theirs, Thing("1", ("x",), "b", 7))
    tx = ours.transaction()
    assert tx.get(THINGS, "1") == Thing("1", ("x",), "b", 7)
    assert tx.find(THINGS, "name", "x") == Thing("1", ("x",), "b", 7)
    assert tx.all(THINGS, "box", "a") == []


@pytest.mark.parametrize(
    "look",
    [
        lambda tx: tx.get(THINGS, "1"),
        lambda tx: tx.get(THINGS, "9"),
        lambda tx: tx.find(THINGS, "name", "new"),
        lambda tx: tx.all(THINGS, "box", "a"),
        lambda tx: tx.count(THINGS, "box", "a"),
    ],
    ids=["record", "absence", "index", "group", "count"],
)
def test_a_commit_of_others_is_noticed(
    ours: SqlStore, theirs: SqlStore, look: Callable[[Any], object]
) -> None:
    put(ours, Thing("1"))
    reader, writer = ours.transaction(), ours.transaction()
    for tx in (reader, writer):
        look(tx)
    writer.put(THINGS, Thing("5", box="z"))
    put(theirs, Thing("1", count=1), Thing("9", ("new",)))
    assert not reader.commit()
    assert not writer.commit()
    assert theirs.get(THINGS, "5") is None


def test_unrelated_commits_of_others_are_no_conflict(ours: SqlStore, theirs: SqlStore) -> None:
    put(ours, Thing("1"))
    tx = ours.transaction()
    tx.put(THINGS, Thing("1", count=1))
    put(theirs, Thing("2", box="b"))
    assert tx.commit()


@pytest.mark.parametrize("exchange", ["clear", "restore"])
def test_what_was_begun_before_others_exchanged_all_is_void(
    ours: SqlStore, theirs: SqlStore, exchange: str
) -> None:
    snapshot, tx = theirs.snapshot(), ours.transaction()
    tx.put(THINGS, Thing("1"))
    if exchange == "clear":
        theirs.clear()
    else:
        theirs.restore(snapshot)
    assert ours.transaction().generation > tx.generation
    assert ours.generation > tx.generation
    assert not tx.commit()


def test_versions_do_not_come_back_after_an_exchange(ours: SqlStore, theirs: SqlStore) -> None:
    """Or a record of before would be taken for one of after it."""
    empty = theirs.snapshot()
    put(ours, Thing("1", count=1))
    assert ours.get(THINGS, "1") == Thing("1", count=1)
    theirs.restore(empty)
    put(theirs, Thing("1", count=2))
    assert ours.get(THINGS, "1") == Thing("1", count=2)


def test_a_snapshot_of_another_database_is_gone_on_from(ours: SqlStore) -> None:
    """Whose numbers are higher than any of this one's."""
    other = SqlStore()
    put(other, *(Thing(str(number)) for number in range(9)))
    ours.restore(other.snapshot())
    put(ours, *(Thing(f"later {number}") for number in range(9)))
    assert len(ours.all(THINGS, "box", "a")) == integrity.check(ours.snapshot()) == 18


def test_others_wait_while_somebody_is_alone(ours: SqlStore, theirs: SqlStore) -> None:
    done: list[str] = []

    def other() -> None:
        put(theirs, Thing("2"))
        done.append("theirs")

    thread = threading.Thread(target=other)
    with ours.exclusively():
        put(ours, Thing("1"))
        assert theirs.get(THINGS, "1") is None  # it is real with the rest
        thread.start()
        thread.join(0.02)
        done.append("ours")
    thread.join()
    assert done == ["ours", "theirs"]
    assert ours.all(THINGS, "box", "a") == [Thing("1"), Thing("2")]


def test_what_somebody_alone_commits_stays_if_something_raises_later(
    ours: SqlStore, theirs: SqlStore
) -> None:
    """As counted attempts of an operation that fails in the end."""

    def work() -> None:
        with ours.exclusively():
            put(ours, Thing("1"))
            raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        work()
    assert theirs.get(THINGS, "1") == Thing("1")


def test_what_never_became_real_is_not_remembered(ours: SqlStore) -> None:
    def work() -> None:
        with ours.exclusively():
            put(ours, Thing("1", count=1))
            assert ours.get(THINGS, "1") == Thing("1", count=1)
            ours._db.run("ROLLBACK")  # as of a disk that is full

    put(ours, Thing("1"))
    with pytest.raises(ours._db.failures):
        work()
    put(ours, Thing("2"))  # is given the number of the former version
    assert ours.get(THINGS, "1") == Thing("1")


def test_a_commit_that_fails_half_way_leaves_nothing(ours: SqlStore) -> None:
    """Also where somebody is alone, who goes on."""
    put(ours, Thing("1"))
    with ours.exclusively():
        tx = ours.transaction()
        tx.put(THINGS, Thing("2"))
        tx.put(THINGS, Thing("3", box=object()))  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            tx.commit()
        put(ours, Thing("4"))
    assert ours.all(THINGS, "box", "a") == [Thing("1"), Thing("4")]
    integrity.check(ours.snapshot())


def test_a_capacity_is_of_all_processes(ours: SqlStore, theirs: SqlStore) -> None:
    for name, store in (("1", ours), ("2", theirs), ("3", ours)):
        tx = store.transaction()
        tx.put(PASSING, Thing(name))
        assert tx.commit()
    assert [thing.id for thing in theirs.all(PASSING, "box", "a")] == ["2", "3"]


def test_no_update_is_lost_between_connections(ours: SqlStore, theirs: SqlStore) -> None:
    put(ours, Thing("counter"))

    def count(store: SqlStore) -> None:
        for _ in range(25):
            while True:
                tx = store.transaction()
                counter = tx.get(THINGS, "counter")
                assert counter is not None
                tx.put(THINGS, Thing("counter", count=counter.count + 1))
                if tx.commit():
                    break

    threads = [threading.Thread(target=count, args=(store,)) for store in (ours, theirs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ours.get(THINGS, "counter") == Thing("counter", count=50)


@pytest.mark.parametrize(
    "use",
    [
        lambda store, _tx: store.transaction(),
        lambda store, _tx: store.get(THINGS, "1"),
        lambda store, _tx: store.known.get(THINGS, "1"),
        lambda store, _tx: store.snapshot(),
        lambda store, _tx: store.clear(),
        lambda _store, tx: tx.get(THINGS, "2"),
        lambda _store, tx: tx.page(THINGS, "box", "a", Reach(0, 9)),
        lambda _store, tx: tx.commit(),
    ],
    ids=["begin", "get", "known", "snapshot", "clear", "get within", "page", "commit"],
)
def test_whoever_uses_a_store_that_was_closed_is_told(
    path: str, use: Callable[[SqlStore, Any], object]
) -> None:
    store = SqlStore(path)
    put(store, Thing("1"))
    tx = store.transaction()
    tx.put(THINGS, Thing("1", count=1))
    store.close()
    store.close()
    with pytest.raises(ClosedError) as refused:
        use(store, tx)
    assert str(refused.value) == f"{store.name} was closed: nothing is read or written any more."
