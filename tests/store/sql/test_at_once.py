"""Commits in one round trip to PostgreSQL, and when they take the longer way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cognito_emulator.store import Table
from cognito_emulator.store.sql import SqlStore, forking
from cognito_emulator.store.sql.at_once import Number
from cognito_emulator.store.sql.together import Connection
from tests.store.postgres import server
from tests.store.sql import integrity
from tests.store.things import PASSING, THINGS, Thing, put

pytestmark = pytest.mark.slow


@pytest.fixture
def stores() -> Iterator[list[SqlStore]]:
    """Two of one database, as two workers have them."""
    url = server().emptied()
    found = [SqlStore(url), SqlStore(url)]
    yield found
    integrity.check(found[0].snapshot())
    for each in found:
        each.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements each round trip had so far."""
    found: list[int] = []
    say = Connection.say

    def noted(self: Connection, statements: Any, *more: Any) -> Any:
        found.append(len(statements))
        return say(self, statements, *more)

    monkeypatch.setattr(Connection, "say", noted)
    return found


def begun(store: SqlStore, table: Table[Thing], *things: Thing) -> Any:
    """Return a transaction that has written something without a look."""
    tx = store.transaction()
    for thing in things:
        tx.put(table, thing)
    return tx


def test_what_is_new_takes_two_trips(stores: list[SqlStore], trips: list[int]) -> None:
    """What others have changed, and the commit."""
    put(stores[0], Thing("1", ("x",)))
    del trips[:]
    put(stores[0], Thing("2", ("y",)), Thing("3"))
    assert len(trips) == 2


def test_numbers_follow_what_others_have_committed(
    stores: list[SqlStore], trips: list[int]
) -> None:
    """In the database, and in what the process knows of it afterwards."""
    ours, theirs = stores
    tx = begun(ours, THINGS, Thing("1", ("x",)), Thing("2"))
    put(theirs, Thing("3", ("y",)), Thing("4"))
    del trips[:]
    assert tx.commit()
    assert len(trips) == 1
    for store in stores:
        assert [thing.id for thing in store.all(THINGS, "box", "a")] == ["3", "4", "1", "2"]
    kept = [ours._rows.known.rows.at(("things", f'"{key}"')) for key in "12"]
    assert all(kept)
    assert not any(isinstance(number, Number) for row in kept for number in row or ())
    put(ours, Thing("1", ("z",), count=1))
    put(theirs, Thing("2", count=2))
    assert ours.find(THINGS, "name", "z") == theirs.get(THINGS, "1") == Thing("1", ("z",), count=1)
    assert ours.get(THINGS, "2") == Thing("2", count=2)


LOOKS: list[Callable[[Any], object]] = [
    lambda tx: tx.get(THINGS, "1"),
    lambda tx: tx.get(THINGS, "9"),
    lambda tx: tx.find(THINGS, "name", "x"),
    lambda tx: tx.find(THINGS, "name", "new"),
    lambda tx: tx.all(THINGS, "box", "a"),
    lambda tx: tx.count(THINGS, "box", "a"),
]


@pytest.mark.parametrize("look", range(len(LOOKS)))
def test_who_saw_what_others_have_changed_comes_too_late(stores: list[SqlStore], look: int) -> None:
    ours, theirs = stores
    put(ours, Thing("1", ("x",)))
    tx = ours.transaction()
    LOOKS[look](tx)
    tx.put(THINGS, Thing("2"))
    put(theirs, Thing("1", ("new",)), Thing("9"))
    assert not tx.commit()
    assert ours.get(THINGS, "2") is None


def test_who_began_before_all_was_exchanged_comes_too_late(stores: list[SqlStore]) -> None:
    ours, theirs = stores
    tx = begun(ours, THINGS, Thing("1"))
    theirs.clear()
    assert not tx.commit()


def test_a_record_that_nobody_has_looked_at_is_replaced(stores: list[SqlStore]) -> None:
    """By another way, as the commit counts on there being none."""
    put(stores[0], Thing("1", ("x", "y"), "b"))
    fresh = SqlStore(server().url())
    put(fresh, Thing("1", ("y",), "a"))
    fresh.close()
    for store in stores:
        assert store.get(THINGS, "1") == Thing("1", ("y",), "a")
        assert store.find(THINGS, "name", "x") is None
        assert store.all(THINGS, "box", "b") == []


def test_two_who_write_the_same_without_a_look(stores: list[SqlStore]) -> None:
    """As with the memory, the second comes too late."""
    first, second = (begun(store, THINGS, Thing("1", count=n)) for n, store in enumerate(stores))
    assert second.commit()
    assert not first.commit()
    assert stores[0].get(THINGS, "1") == Thing("1", count=1)


def test_a_full_table_forgets_its_oldest_whoever_writes(stores: list[SqlStore]) -> None:
    """Also where a process does not know yet that it is full."""
    transactions = [begun(stores[n % 2], PASSING, Thing(str(n), (str(n),))) for n in range(5)]
    assert all(tx.commit() for tx in transactions)
    for store in stores:
        assert [thing.id for thing in store.all(PASSING, "box", "a")] == ["3", "4"]


def test_a_connection_that_is_refused_goes_on(stores: list[SqlStore]) -> None:
    """What it had prepared before is not prepared anew."""
    ours, theirs = stores
    put(ours, Thing("1"))
    (connection,) = ours._db._idle
    names = dict(connection._names_of_ours)
    tx = ours.transaction()
    tx.get(THINGS, "1")
    tx.put(THINGS, Thing("2"))
    put(theirs, Thing("1", count=1))
    assert not tx.commit()
    put(ours, Thing("3"))
    assert ours._db._idle == [connection]
    assert names.items() <= connection._names_of_ours.items()


def test_no_commit_is_under_way_while_the_process_forks(stores: list[SqlStore]) -> None:
    """A thread that had a turn to commit would be missing in the fork, and its turn with it."""
    tx = begun(stores[0], THINGS, Thing("1"))
    done: list[bool] = []
    thread = threading.Thread(target=lambda: done.append(tx.commit()))
    forking._let_go()
    try:
        assert not stores[0]._db._committing.acquire(blocking=False)
        thread.start()
        assert done == []
    finally:
        forking._come_back()
    thread.join()
    assert done == [True]
