"""Snapshots that the database keeps, and records of another release in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.store import Archived, StoreError, UnreachableError
from cognito_emulator.store.sql import SqlStore
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put

BASE = Archived("base", named=True, taken=1.5, size=2)
Declare = Callable[[int, Mapping[int, Any]], None]


def a_file(folder: Path) -> str:
    return str(folder / "state.db")


def postgresql(_folder: Path) -> str:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return server().emptied()


@pytest.fixture(params=(a_file, pytest.param(postgresql, marks=pytest.mark.slow)))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database whose snapshot has two records, of which one is left."""
    place: str = request.param(tmp_path)
    with closing(SqlStore(place)) as store:
        assert store.archive is not None
        put(store, Thing("1", ("x",)), Thing("2", ("y",), box="b"))
        store.archive.put("base", named=True, taken=1.5)
        tx = store.transaction()
        tx.delete(THINGS, "2")
        tx.put(THINGS, Thing("1", ("other",)))
        assert tx.commit()
    return place


@pytest.fixture
def now() -> Iterator[Declare]:
    """Have a later release declare the table of things."""

    def declare(version: int, migrations: Mapping[int, Any]) -> None:
        object.__setattr__(THINGS, "version", version)
        object.__setattr__(THINGS, "migrations", migrations)

    yield declare
    declare(0, {})


def change(store: SqlStore, *statements: str) -> None:
    """Have a snapshot as another release has written it."""
    with store._db.writing():
        for statement in statements:
            store._db.run(statement)


def test_it_comes_back_with_its_indexes(place: str) -> None:
    with closing(SqlStore(place)) as store, closing(SqlStore(place)) as other:
        assert store.archive is not None
        assert store.archive.all() == [BASE]
        assert other.get(THINGS, "1") == Thing("1", ("other",))
        tx = other.transaction()
        assert tx.get(THINGS, "2") is None
        store.restore(BASE)
        assert not tx.commit()
        for each in (store, other):
            assert each.find(THINGS, "name", "x") == Thing("1", ("x",))
            assert each.find(THINGS, "name", "other") is None
            assert each.all(THINGS, "box", "b") == [Thing("2", ("y",), box="b")]
        assert integrity.check(store.snapshot()) == 2
        put(store, Thing("3"))
        store.restore(BASE)
        assert integrity.check(store.snapshot()) == 2
        store.clear()
        assert store.archive.all() == [BASE]


def test_what_is_gone_is_refused(place: str) -> None:
    with closing(SqlStore(place)) as store:
        assert store.archive is not None
        assert store.archive.delete("base")
        assert not store.archive.delete("base")
        assert store._db.one("SELECT COUNT(*) FROM snapshot_records") == (0,)
        with pytest.raises(StoreError, match="There is no snapshot base"):
            store.restore(BASE)
        assert store.get(THINGS, "1") == Thing("1", ("other",))


def test_records_of_an_older_release_are_migrated(place: str, now: Declare) -> None:
    """Those of the store are of today already."""
    with closing(SqlStore(place)) as store:
        change(
            store,
            "UPDATE snapshot_kinds SET version = 1",
            "UPDATE kinds SET version = 2",
        )

        def moved(document: dict[str, Any]) -> dict[str, Any]:
            return {**document, "names": [f"new-{document['id']}"]}

        now(2, {1: moved})
        store.restore(BASE)
        assert store.find(THINGS, "name", "new-1") == Thing("1", ("new-1",))
        assert store.find(THINGS, "name", "x") is None
        assert integrity.check(store.snapshot()) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshot_kinds SET version = 7",
        "UPDATE snapshot_kinds SET name = 'gadgets'",
        "UPDATE snapshot_kinds SET version = -1",
    ],
    ids=["newer", "unknown", "nothing leads from it"],
)
def test_records_of_a_release_that_cannot_be_read_are_refused(place: str, statement: str) -> None:
    with closing(SqlStore(place)) as store:
        change(store, statement)
        before = store.snapshot()
        with pytest.raises(StoreError) as refused:
            store.restore(BASE)
        assert str(refused.value) == (
            "The snapshot base is of another release, and this one cannot read it: nothing has"
            " changed. DELETE snapshots/base deletes it."
        )
        assert store.snapshot() == before


def test_a_snapshot_that_is_cut_short_is_none(tmp_path: Path, monkeypatch: Any) -> None:
    with closing(SqlStore(str(tmp_path / "state.db"))) as store:
        assert store.archive is not None
        put(store, Thing("1"))

        def full(query: str, *_values: object) -> int:
            raise sqlite3.OperationalError(f"disk full: {query}")

        run = store._db.run
        monkeypatch.setattr(
            store._db,
            "run",
            lambda query, *values: (full if "snapshot_heads" in query else run)(query, *values),
        )
        with pytest.raises(UnreachableError, match="disk full"):
            store.archive.put("base", named=True, taken=1.5)
        assert store.archive.all() == []
