"""What becomes of SQLite's file while it is open: it is full, gone, or another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cognito_emulator.store import StoreError, UnreachableError
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.store.sql.sqlite import SqliteDatabase
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    store = SqlStore(str(path))
    yield store
    store.close()


def limit_pages(store: SqlStore, number: int) -> None:
    """Have a disk that is full, as SQLite sees it."""
    assert isinstance(store._db, SqliteDatabase)
    store._db._db.execute(f"PRAGMA max_page_count = {number}").fetchone()


def test_a_disk_that_is_full_is_no_bug_and_nothing_is_half_done(store: SqlStore) -> None:
    put(store, Thing("1"))
    limit_pages(store, 1)  # the smallest that it takes is what there is
    with pytest.raises(UnreachableError, match="database or disk is full"):
        put(store, *(Thing(str(number)) for number in range(1_000)))
    limit_pages(store, 1_000_000)
    put(store, Thing("2"))
    assert store.all(THINGS, "box", "a") == [Thing("1"), Thing("2")]
    integrity.check(store.snapshot())


def test_a_file_that_is_gone_takes_no_more(store: SqlStore, path: Path) -> None:
    put(store, Thing("1"))
    path.unlink()
    with pytest.raises(UnreachableError, match="was deleted or replaced while it was open"):
        put(store, Thing("2"))


def test_a_file_that_was_replaced_is_left_alone(store: SqlStore, path: Path) -> None:
    put(store, Thing("1"))
    other = path.with_name("other.db")
    SqlStore(str(other)).close()
    other.replace(path)
    with pytest.raises(UnreachableError, match="was deleted or replaced while it was open"):
        put(store, Thing("2"))


def test_what_cannot_be_written_is_not_taken_for_something_else(path: Path) -> None:
    SqlStore(str(path)).close()
    path.with_name("state.db-wal").mkdir()
    with pytest.raises(StoreError) as refused:
        SqlStore(str(path))
    assert str(refused.value) == (
        f"{path} cannot be used: unable to open database file. May it be written?"
    )
