"""The head of a group is written once in a commit.

PostgreSQL keeps what a row was before until the transaction is over, and goes through all of it
each time: with the square of those who join.
"""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.store.sql import SqlStore
from tests.store.things import THINGS, Thing, put


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What databases were told of heads."""
    found: list[str] = []
    later = SqlStore()._db.__class__.later

    def told(db: Any, query: str, *values: object) -> None:
        if query.startswith(("INSERT INTO heads", "UPDATE heads", "DELETE FROM heads")):
            found.append(query)
        later(db, query, *values)

    monkeypatch.setattr(SqlStore()._db.__class__, "later", told)
    return found


@pytest.mark.parametrize("number", [2, 50])
def test_however_many_join_and_leave_it(said: list[str], number: int) -> None:
    store = SqlStore()
    put(store, *(Thing(str(each)) for each in range(number)))
    assert len(said) == 2
    said.clear()
    put(store, *(Thing(str(each), box="b") for each in range(1, number)))
    put(store, Thing("new"), Thing("0", box="b"))
    assert store.all(THINGS, "box", "a") == [Thing("new")]
    assert store.transaction().count(THINGS, "box", "b") == number
    assert len(said) <= 8


def test_who_leaves_and_comes_back_is_behind_the_others() -> None:
    store = SqlStore()
    put(store, Thing("1"))
    tx = store.transaction()
    tx.put(THINGS, Thing("1", box="b"))
    tx.put(THINGS, Thing("2"))
    assert tx.commit()
    put(store, Thing("1"))
    assert store.all(THINGS, "box", "a") == [Thing("2"), Thing("1")]
    assert store.all(THINGS, "box", "b") == []
