"""What any store keeps to: records by key and index, transactions that are all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.store import MemoryStore, Reach, Store, Table, memory, shelves
from cognito_emulator.store.sql import rows
from tests.store.stores import STORES
from tests.store.things import PASSING, THINGS, Thing, put


def test_records_are_found_by_key_index_and_group(store: Store) -> None:
    one, two = Thing("1", ("x", "y")), Thing("2", ("z",))
    put(store, one, two)
    tx = store.transaction()
    assert tx.get(THINGS, "1") == one
    assert tx.find(THINGS, "name", "y") == one
    assert tx.find(THINGS, "name", "w") is None
    assert tx.all(THINGS, "box", "a") == [one, two]
    assert tx.count(THINGS, "box", "b") == 0


@pytest.mark.parametrize(
    "name",
    ["nothing \x00", "half \ud800", "a \ue000", 'a "quote" \\ % ? $1', "\U0001f40e" * 2048],
    ids=["nothing", "half", "private", "signs", "long"],
)
def test_any_text_comes_back(store: Store, name: str) -> None:
    thing = Thing(name, (name,), box=name)
    put(store, Thing("another", ("x",)), thing)
    tx = store.transaction()
    assert tx.get(THINGS, name) == tx.find(THINGS, "name", name) == thing
    assert tx.all(THINGS, "box", name) == [thing]
    assert list(store.snapshot().records[THINGS].values())[1] == thing


def test_a_store_is_read_as_committed_last(store: Store) -> None:
    put(store, Thing("1", ("x",)))
    tx = store.transaction()
    tx.put(THINGS, Thing("1", ("y",)))
    tx.put(THINGS, Thing("2"))
    assert store.get(THINGS, "1") == Thing("1", ("x",))
    assert store.get(THINGS, "2") is None
    assert store.find(THINGS, "name", "x") == Thing("1", ("x",))
    assert store.find(THINGS, "name", "y") is None
    assert store.all(THINGS, "box", "a") == [Thing("1", ("x",))]
    assert tx.commit()
    assert store.all(THINGS, "box", "a") == [Thing("1", ("y",)), Thing("2")]


def test_pages_are_of_those_that_are_wanted(store: Store) -> None:
    things = [Thing(str(number), count=number % 2) for number in range(7)]
    put(store, *things, Thing("other", box="b"))
    found: list[list[Thing]] = []
    start: int | None = 0
    while start is not None:
        reach = Reach[Thing](start, 2, lambda thing: not thing.count)
        page, start = store.transaction().page(THINGS, "box", "a", reach)
        found.append(page)
    assert found == [[things[0], things[2]], [things[4], things[6]]]


def test_a_page_of_several_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_BATCH", 2)
    things = [Thing(str(number)) for number in range(7)]
    put(store, *things)
    tx = store.transaction()
    assert tx.page(THINGS, "box", "a", Reach(0, 9)) == (things, None)
    assert tx.page(THINGS, "box", "a", Reach(0, 6))[0] == things[:6]
    last = Reach[Thing](0, 1, lambda thing: thing.id == "6")
    assert tx.page(THINGS, "box", "a", last) == (things[6:], None)


def test_others_have_their_turn_while_a_page_is_looked_for(store: Store) -> None:
    put(store, Thing("1"), Thing("2"))

    def where(_thing: Thing) -> bool:
        other = threading.Thread(target=put, args=(store, Thing("of another")), daemon=True)
        other.start()
        other.join(30)
        return not other.is_alive()

    page, _next = store.transaction().page(THINGS, "box", "a", Reach(0, 2, where))
    assert page == [Thing("1"), Thing("2")]


def test_a_page_is_no_reason_for_a_conflict(store: Store) -> None:
    put(store, Thing("1"))
    tx = store.transaction()
    assert tx.page(THINGS, "box", "a", Reach(0, 9)) == ([Thing("1")], None)
    put(store, Thing("2"))
    tx.put(THINGS, Thing("3", box="b"))
    assert tx.commit()


def test_what_raises_is_undone_and_nothing_of_it_is_known(store: Store) -> None:
    put(store, Thing("1", ("x",)))

    def fail() -> None:
        with store.exclusively(), store.undoing():
            store.clear()
            put(store, Thing("1", ("y",)), Thing("2"))
            assert store.all(THINGS, "box", "a") == [Thing("1", ("y",)), Thing("2")]
            raise LookupError

    with store.exclusively():
        with pytest.raises(LookupError):
            fail()
        assert store.all(THINGS, "box", "a") == [Thing("1", ("x",))]
        put(store, Thing("3"))
    assert store.find(THINGS, "name", "y") is None
    assert store.all(THINGS, "box", "a") == [Thing("1", ("x",)), Thing("3")]


def test_what_does_not_raise_is_kept(store: Store) -> None:
    with store.undoing():
        put(store, Thing("1"))
    assert store.get(THINGS, "1") == Thing("1")


def test_what_was_begun_before_all_was_exchanged_is_void(store: Store) -> None:
    put(store, Thing("1", ("x",)))
    snapshot = store.snapshot()
    for exchange in (store.clear, lambda: store.restore(snapshot)):
        tx = store.transaction()
        tx.put(THINGS, Thing("5"))
        exchange()
        assert store.generation > tx.generation
        assert not tx.commit()
    store.clear()
    assert store.get(THINGS, "1") is None
    assert store.find(THINGS, "name", "x") is None
    assert not any(store.snapshot().records.values())


def test_nobody_else_commits_while_somebody_is_alone(store: Store) -> None:
    """What the one has seen is still so when it commits."""
    under_way = threading.Event()

    def other() -> None:
        under_way.set()
        put(store, Thing("2"))

    thread = threading.Thread(target=other)
    with store.exclusively():
        tx = store.transaction()
        assert tx.all(THINGS, "box", "a") == []
        thread.start()
        under_way.wait()
        tx.put(THINGS, Thing("1"))
        assert tx.commit()
    thread.join()
    assert store.all(THINGS, "box", "a") == [Thing("1"), Thing("2")]


def test_indexes_follow_changes(store: Store) -> None:
    put(store, Thing("1", ("x",)))
    put(store, Thing("1", ("y",), box="b"))
    tx = store.transaction()
    assert tx.find(THINGS, "name", "x") is None
    assert tx.find(THINGS, "name", "y") is not None
    assert tx.count(THINGS, "box", "a") == 0
    assert tx.count(THINGS, "box", "b") == 1


def test_a_transaction_sees_its_own_writes_and_nobody_else_does(store: Store) -> None:
    put(store, Thing("1", ("x",)))
    tx = store.transaction()
    tx.put(THINGS, Thing("1", ("y",), box="b"))
    tx.put(THINGS, Thing("2", ("x",)))
    tx.delete(THINGS, "3")
    assert tx.find(THINGS, "name", "x") == Thing("2", ("x",))
    assert tx.find(THINGS, "name", "y") == Thing("1", ("y",), box="b")
    assert [thing.id for thing in tx.all(THINGS, "box", "a")] == ["2"]
    assert tx.count(THINGS, "box", "b") == 1
    other = store.transaction()
    assert other.find(THINGS, "name", "y") is None
    assert other.count(THINGS, "box", "a") == 1


def test_deleted_records_are_gone_everywhere(store: Store) -> None:
    put(store, Thing("1", ("x",)))
    tx = store.transaction()
    tx.delete(THINGS, "1")
    assert tx.get(THINGS, "1") is None
    assert tx.find(THINGS, "name", "x") is None
    assert tx.all(THINGS, "box", "a") == []
    assert tx.commit()
    assert store.transaction().get(THINGS, "1") is None


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
def test_a_commit_fails_when_what_it_saw_has_changed(store: Store, look: object) -> None:
    put(store, Thing("1"))
    tx = store.transaction()
    assert callable(look)
    look(tx)
    tx.put(THINGS, Thing("5", box="z"))
    put(store, Thing("1", count=1), Thing("9", ("new",)))
    assert not tx.commit()
    assert store.transaction().get(THINGS, "5") is None


def test_a_blind_overwrite_is_a_conflict_too(store: Store) -> None:
    put(store, Thing("1"))
    tx = store.transaction()
    tx.put(THINGS, Thing("1", count=1))
    put(store, Thing("1", count=2))
    assert not tx.commit()


def test_what_was_only_read_counts_too(store: Store) -> None:
    """Else one record would be from before a change and the other from after it."""
    put(store, Thing("1"), Thing("2"))
    tx, failed = store.transaction(), store.transaction()
    for reader in (tx, failed):
        assert reader.get(THINGS, "1") == Thing("1")
    put(store, Thing("1", count=1), Thing("2", count=1))
    for reader in (tx, failed):
        assert reader.get(THINGS, "2") == Thing("2", count=1)
    assert not tx.commit()
    assert not failed.commit_kept()


def test_a_snapshot_while_somebody_reads_what_nobody_has_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Readers of the memory take no lock."""
    store = MemoryStore()
    put(store, Thing("1"))
    copied = shelves.copied

    def read_meanwhile(shelf: Any) -> Any:
        store.get(PASSING, "1")
        return copied(shelf)

    monkeypatch.setattr(memory, "copied", read_meanwhile)

    assert store.snapshot().records == {THINGS: {"1": Thing("1")}}


def test_memory_shares_records() -> None:
    """With transactions and with snapshots: neither costs a copy."""
    store, one = MemoryStore(), Thing("1")
    put(store, one)
    snapshot = store.snapshot()
    assert store.transaction().get(THINGS, "1") is one
    assert snapshot.records[THINGS]["1"] is one
    store.restore(snapshot)
    assert store.get(THINGS, "1") is one


def test_a_group_seen_in_the_middle_of_a_commit() -> None:
    """Its second new member is a change of its own; readers of the memory take no lock."""
    store = MemoryStore()
    reader = store.transaction()
    seen: list[list[Thing]] = []

    def boxes(thing: Thing) -> tuple[str]:
        if thing.id == "2" and not seen:
            seen.append(reader.all(table, "box", "a"))
        return (thing.box,)

    table: Table[Thing] = Table(
        "watched", Thing, key=lambda thing: thing.id, belongs_to=(), groups={"box": boxes}
    )
    writer = store.transaction()
    writer.put(table, Thing("1"))
    writer.put(table, Thing("2"))
    assert writer.commit()
    assert seen == [[Thing("1")]]
    reader.put(table, Thing("3", box="b"))
    assert not reader.commit()


def test_unrelated_changes_are_no_conflict(store: Store) -> None:
    put(store, Thing("1"))
    tx = store.transaction()
    tx.put(THINGS, replace(tx.get(THINGS, "1") or Thing("?"), count=1))
    put(store, Thing("2", box="other"))
    assert tx.commit()


def test_kept_writes_survive_a_failure_and_the_others_do_not(store: Store) -> None:
    tx = store.transaction()
    tx.keep(THINGS, Thing("attempts", count=1))
    tx.put(THINGS, Thing("half-made"))
    assert tx.commit_kept()
    after = store.transaction()
    assert after.get(THINGS, "attempts") is not None
    assert after.get(THINGS, "half-made") is None


def test_a_table_of_passing_things_forgets_the_oldest(store: Store) -> None:
    for name in "abc":
        tx = store.transaction()
        tx.put(PASSING, Thing(name))
        assert tx.commit()
    tx = store.transaction()
    assert [tx.get(PASSING, name) is not None for name in "abc"] == [False, True, True]


def test_a_snapshot_brings_back_records_and_indexes(store: Store) -> None:
    put(store, Thing("1", ("x",)))
    snapshot = store.snapshot()
    put(store, Thing("1", ("y",)), Thing("2"))
    open_transaction = store.transaction()
    assert open_transaction.get(THINGS, "2")
    store.restore(snapshot)
    tx = store.transaction()
    assert tx.find(THINGS, "name", "x") == Thing("1", ("x",))
    assert tx.find(THINGS, "name", "y") is None
    assert tx.all(THINGS, "box", "a") == [Thing("1", ("x",))]
    open_transaction.put(THINGS, Thing("3"))
    assert not open_transaction.commit()


def test_a_snapshot_keeps_the_order_of_joining(store: Store) -> None:
    put(store, Thing("1", box="b"), Thing("2"), Thing("3"))
    put(store, Thing("1"))
    joined = [Thing("2"), Thing("3"), Thing("1")]
    assert store.transaction().all(THINGS, "box", "a") == joined
    _, second = store.transaction().page(THINGS, "box", "a", Reach(0, 1))
    assert second is not None
    store.restore(store.snapshot())
    assert store.transaction().all(THINGS, "box", "a") == joined
    put(store, Thing("4"))
    assert store.transaction().page(THINGS, "box", "a", Reach(second, 9)) == (
        [Thing("3"), Thing("1"), Thing("4")],
        None,
    )


@pytest.mark.parametrize("make", STORES)
@given(data=st.data())
def test_any_change_is_undone_by_a_snapshot(make: Callable[[], Store], data: st.DataObject) -> None:
    """Records, indexes, and the orders of records and groups; also where one goes back twice."""
    store = make()
    things = st.builds(
        Thing,
        st.sampled_from("1234"),
        st.sets(st.sampled_from("xyz"), max_size=1).map(tuple),
        st.sampled_from("ab"),
    )
    changes = st.lists(things | st.sampled_from("1234"), max_size=6)

    def change() -> None:
        for each in data.draw(changes):
            tx = store.transaction()
            if isinstance(each, Thing):
                for name in each.names:  # is unique: whoever had it makes way
                    holder = tx.find(THINGS, "name", name)
                    if holder is not None:
                        tx.delete(THINGS, holder.id)
                tx.put(THINGS, each)
            else:
                tx.delete(THINGS, each)
            assert tx.commit()

    def seen() -> object:
        tx = store.transaction()
        names = {name: tx.find(THINGS, "name", name) for name in "xyz"}
        boxes = {box: tx.all(THINGS, "box", box) for box in "ab"}
        return list(store.snapshot().records.get(THINGS, {}).values()), names, boxes

    change()
    before, first = seen(), store.snapshot()
    change()
    between, second = seen(), store.snapshot()
    for snapshot, state in ((first, before), (second, between), (first, before)):
        change()
        store.restore(snapshot)
        assert seen() == state


def test_no_update_is_lost_between_threads(store: Store) -> None:
    """Eight threads count to fifty each on one record; optimism retries until all have counted."""
    put(store, Thing("counter"))

    def count() -> None:
        for _ in range(50):
            while True:
                tx = store.transaction()
                counter = tx.get(THINGS, "counter")
                assert counter is not None
                tx.put(THINGS, replace(counter, count=counter.count + 1))
                if tx.commit():
                    break

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counter = store.transaction().get(THINGS, "counter")
    assert counter is not None
    assert counter.count == 400
