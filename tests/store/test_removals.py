"""Groups that are removed as a whole: small ones, and those too large to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.store import MemoryStore, Store, pending
from cognito_emulator.store.sql import SqlStore
from tests.steps import lines
from tests.store.things import THINGS, Thing, put

MEMBERS = [Thing(str(number), (f"name-{number}",)) for number in range(4)]
OTHER = Thing("other", ("kept", "shared"), box="b")


@pytest.fixture(params=[pending.FEW, 2], ids=["few", "many"], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have four be few, or very many."""
    monkeypatch.setattr(pending, "FEW", request.param)


def removed(store: Store, box: str = "a") -> None:
    tx = store.transaction()
    tx.delete_all(THINGS, "box", box)
    assert tx.commit()


def test_its_records_and_what_leads_to_them_are_gone(store: Store) -> None:
    put(store, *MEMBERS, OTHER)
    assert store.find(THINGS, "name", "name-1") == MEMBERS[1]
    removed(store)
    assert store.snapshot().records[THINGS] == {"other": OTHER}
    assert store.get(THINGS, "1") is store.find(THINGS, "name", "name-1") is None
    assert store.all(THINGS, "box", "a") == store.all(THINGS, "label", "name-1") == []
    assert store.find(THINGS, "name", "kept") == OTHER
    assert store.transaction().count(THINGS, "box", "a") == 0


def test_who_stays_in_a_group_that_others_leave(store: Store) -> None:
    put(store, Thing("1", ("x",)), Thing("2", ("x",), box="b"), Thing("3"), Thing("4"))
    removed(store)
    tx = store.transaction()
    assert tx.all(THINGS, "label", "x") == [Thing("2", ("x",), box="b")]
    assert tx.count(THINGS, "label", "x") == 1


def test_what_is_seen_and_written_after_it(store: Store) -> None:
    """A seed that is planted anew has its pools in the place of those that it removes."""
    put(store, *MEMBERS, OTHER)
    tx = store.transaction()
    assert tx.get(THINGS, "0") == MEMBERS[0]
    tx.put(THINGS, Thing("early"))
    tx.delete_all(THINGS, "box", "a")
    assert tx.get(THINGS, "0") is tx.get(THINGS, "1") is tx.get(THINGS, "early") is None
    assert tx.find(THINGS, "name", "name-2") is None
    assert tx.all(THINGS, "box", "a") == []
    again = [Thing("0", ("name-2",), count=1), Thing("3", count=1), Thing("new")]
    for thing in again:
        tx.put(THINGS, thing)
    assert tx.all(THINGS, "box", "a") == again
    assert tx.count(THINGS, "box", "a") == 3
    assert tx.find(THINGS, "name", "name-2") == again[0]
    assert tx.commit()
    assert store.all(THINGS, "box", "a") == again
    assert store.get(THINGS, "1") is None
    assert store.find(THINGS, "name", "name-2") == again[0]


def test_what_is_kept_of_a_failure_leaves_the_group_there(store: Store) -> None:
    put(store, *MEMBERS)
    tx = store.transaction()
    assert tx.get(THINGS, "0") == MEMBERS[0]
    tx.delete_all(THINGS, "box", "a")
    tx.keep(THINGS, Thing("0", count=1))
    assert tx.commit_kept()
    assert store.all(THINGS, "box", "a") == [Thing("0", count=1), *MEMBERS[1:]]


def test_who_has_seen_a_member_begins_anew(store: Store) -> None:
    put(store, *MEMBERS)
    reader = store.transaction()
    assert reader.get(THINGS, "1") == MEMBERS[1]
    reader.put(THINGS, Thing("seen"))
    removed(store)
    assert not reader.commit()


def test_a_snapshot_brings_it_back(store: Store) -> None:
    put(store, *MEMBERS, OTHER)
    snapshot = store.snapshot()
    removed(store)
    store.restore(snapshot)
    assert store.all(THINGS, "box", "a") == MEMBERS
    assert store.find(THINGS, "name", "name-1") == MEMBERS[1]


def test_another_process_knows_it_no_longer(tmp_path: Path) -> None:
    one, other = (SqlStore(str(tmp_path / "a.db")) for _ in range(2))
    put(one, *MEMBERS)
    assert other.get(THINGS, "1") == one.get(THINGS, "1") == MEMBERS[1]
    removed(one)
    assert other.get(THINGS, "1") is one.get(THINGS, "1") is None
    assert other.find(THINGS, "name", "name-1") is None


@pytest.mark.parametrize("make", [MemoryStore, SqlStore])
def test_a_database_reads_nobody_who_goes_with_very_many(
    make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "FEW", 2)
    spent = []
    for number in (20, 400):
        store = make()
        put(store, *(Thing(str(each), (str(each),)) for each in range(number)))
        spent.append(lines(lambda store=store: removed(store)))  # type: ignore[misc]
    assert spent[1] < spent[0] * (1.1 if make is SqlStore else 20)
