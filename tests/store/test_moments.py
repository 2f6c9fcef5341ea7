"""Looking at one moment while others go on, and telling what joined a group since."""

from __future__ import annotations

import pytest

from cognito_emulator.store import Reach, Store
from tests.store.things import THINGS, Thing, put


def test_a_still_transaction_sees_one_moment(store: Store) -> None:
    one, two = Thing("1", ("x",)), Thing("2", box="b")
    put(store, one, two)
    with store.still() as tx:
        put(store, Thing("1", ("y",), count=1), Thing("3", ("x",)))
        assert tx.get(THINGS, "1") == one
        assert tx.get(THINGS, "3") is None
        assert tx.find(THINGS, "name", "x") == one
        assert tx.find(THINGS, "name", "y") is None
        assert tx.all(THINGS, "box", "a") == [one]
        assert tx.count(THINGS, "box", "a") == 1
        assert tx.page(THINGS, "box", "b", Reach(0, 9)) == ([two], None)
        assert tx.generation == store.generation
    assert store.get(THINGS, "1") == Thing("1", ("y",), count=1)


def test_its_groups_are_in_the_order_of_joining(store: Store) -> None:
    put(store, Thing("1", box="b"), Thing("2"), Thing("3"))
    put(store, Thing("1"))
    with store.still() as tx:
        assert tx.all(THINGS, "box", "a") == [Thing("2"), Thing("3"), Thing("1")]
        found, following = tx.page(THINGS, "box", "a", Reach(0, 2))
        assert found == [Thing("2"), Thing("3")]
        assert tx.page(THINGS, "box", "a", Reach(following or 0, 2)) == ([Thing("1")], None)


def test_it_cannot_be_committed(store: Store) -> None:
    with store.still() as tx:
        tx.put(THINGS, Thing("1"))
        with pytest.raises(TypeError, match="cannot be committed"):
            tx.commit()
    assert store.get(THINGS, "1") is None


def test_it_holds_no_commit_up_and_goes_on_after_an_exchange(store: Store) -> None:
    put(store, Thing("1"))
    with store.still() as tx:
        store.clear()
        put(store, Thing("2"))
        assert tx.all(THINGS, "box", "a") == [Thing("1")]


def test_who_joined_since_is_behind_the_end(store: Store) -> None:
    put(store, Thing("1"), Thing("2"))
    end = store.transaction().end(THINGS, "box", "a")
    put(store, Thing("1", count=1), Thing("3"))
    assert store.transaction().page(THINGS, "box", "a", Reach(end, 9)) == ([Thing("3")], None)


def test_who_joins_a_group_that_was_empty_is_behind_its_end(store: Store) -> None:
    """The position of who has left is never another one's."""
    assert store.transaction().end(THINGS, "box", "a") == 0
    for number in range(3):
        put(store, Thing(str(number)))
    end = store.transaction().end(THINGS, "box", "a")
    tx = store.transaction()
    for number in range(3):
        tx.delete(THINGS, str(number))
    assert tx.commit()
    assert store.transaction().page(THINGS, "box", "a", Reach(0, 9)) == ([], None)
    put(store, Thing("new"))
    assert store.transaction().page(THINGS, "box", "a", Reach(end, 9)) == ([Thing("new")], None)


def test_what_is_written_and_not_committed_is_in_its_groups(store: Store) -> None:
    put(store, Thing("1"), Thing("2"))
    tx = store.transaction()
    tx.put(THINGS, Thing("3", box="b"))
    assert tx.all(THINGS, "box", "b") == [Thing("3", box="b")]
    tx.put(THINGS, Thing("4"))
    tx.put(THINGS, Thing("3"))  # written first, and so in front of the other
    tx.delete(THINGS, "1")
    assert tx.all(THINGS, "box", "b") == []
    assert tx.all(THINGS, "box", "a") == [Thing("2"), Thing("3"), Thing("4")]
    assert tx.count(THINGS, "box", "a") == 3
    tx.delete(THINGS, "4")
    tx.put(THINGS, Thing("1", count=1))
    assert tx.all(THINGS, "box", "a") == [Thing("1", count=1), Thing("2"), Thing("3")]
    assert tx.commit()
    assert [thing.id for thing in store.all(THINGS, "box", "a")] == ["1", "2", "3"]
