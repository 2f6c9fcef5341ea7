"""What becomes of SQLite's file while it is open: it is full, gone, or another one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cognito_emulator.store import StoreError, UnreachableError, history
from cognito_emulator.store.sql import SqlStore, forking
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


GONE = "was deleted or replaced while it was open: start the emulator again"


def deleted(path: Path) -> None:
    path.unlink()


def moved(path: Path) -> None:
    path.rename(path.with_name("moved.db"))


def replaced(path: Path) -> None:
    other(path).replace(path)


def moved_and_replaced(path: Path) -> None:
    moved(path)
    replaced(path)


def other(path: Path) -> Path:
    """Return another database, which nobody has open."""
    made = SqlStore(str(path.with_name("other.db")))
    put(made, Thing("other"))
    made.close()
    return path.with_name("other.db")


WAYS = [deleted, moved, replaced, moved_and_replaced]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("closes", [False, True])
def test_a_file_that_is_gone_gives_and_takes_no_more(
    store: SqlStore, path: Path, way: Callable[[Path], None], *, closes: bool
) -> None:
    """What was answered is in the file, wherever that is; what takes its place is left alone."""
    put(store, Thing("1"))
    tx = store.transaction()
    tx.put(THINGS, Thing("2"))
    log = path.with_name("state.db-wal")
    assert log.stat().st_size > 0
    way(path)
    uses: list[Callable[[], object]] = [
        store.transaction,
        tx.commit,
        store.clear,
        store.snapshot,
        lambda: store.get(THINGS, "1"),
        lambda: store.known.get(THINGS, "2"),
        lambda: tx.get(THINGS, "3"),
    ]
    for use in () if closes else uses:
        with pytest.raises(UnreachableError, match=GONE):
            use()
        assert log.stat().st_size == 0  # it may be killed as well
    store.close()
    things = {"moved.db": Thing("1")}
    if path.exists():
        things[path.name] = Thing("other")
    for name, thing in things.items():
        if path.with_name(name).exists():
            again = SqlStore(str(path.with_name(name)))
            assert again.all(THINGS, "box", "a") == [thing]
            integrity.check(again.snapshot())
            again.close()


def test_a_file_that_comes_back_is_gone_on_with(store: SqlStore, path: Path) -> None:
    put(store, Thing("1"))
    moved(path)
    with pytest.raises(UnreachableError, match=GONE):
        store.get(THINGS, "1")
    path.with_name("moved.db").rename(path)
    put(store, Thing("2"))
    assert store.all(THINGS, "box", "a") == [Thing("1"), Thing("2")]


@pytest.mark.parametrize("way", [replaced, deleted])
def test_a_fork_takes_up_no_other_file(
    store: SqlStore, path: Path, way: Callable[[Path], None]
) -> None:
    put(store, Thing("1"))
    way(path)
    was_there = path.exists()
    forking._let_go()
    forking._come_back()
    with pytest.raises(UnreachableError, match=GONE):
        store.get(THINGS, "1")
    store.close()
    assert path.exists() is was_there
    again = SqlStore(str(path))
    assert again.all(THINGS, "box", "a") == ([Thing("other")] if was_there else [])
    again.close()


def test_a_file_that_is_put_back_by_sqlite_is_noticed(store: SqlStore, path: Path) -> None:
    """As by .restore of its shell: the file is the same, and what is in it is older."""
    put(store, Thing("1"))
    before = path.with_name("before.db")
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(before)) as kept:
        now.backup(kept)
    put(store, Thing("1", ("x",), count=1), Thing("2"))
    begun = store.transaction()
    begun.put(THINGS, Thing("3"))
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(before)) as kept:
        kept.backup(now)
    assert not begun.commit()
    assert store.all(THINGS, "box", "a") == [Thing("1")]
    assert store.find(THINGS, "name", "x") is None
    assert history(store.generation) != history(begun.generation)


def test_what_cannot_be_written_is_not_taken_for_something_else(path: Path) -> None:
    SqlStore(str(path)).close()
    path.with_name("state.db-wal").mkdir()
    with pytest.raises(StoreError) as refused:
        SqlStore(str(path))
    assert str(refused.value) == f"{path} cannot be used: unable to open database file."


@pytest.mark.parametrize(
    ("locked", "what"),
    [
        ("state.db", "the file {}/state.db"),
        ("state.db-wal", "the file {}/state.db-wal"),
        ("state.db-shm", "the file {}/state.db-shm"),
        ("", "into the folder {}"),
    ],
)
def test_what_may_not_be_written_is_named_and_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, locked: str, what: str
) -> None:
    """SQLite would leave read-only files beside it. Root, who may run tests, may write all."""
    folder = path.parent
    if locked:
        SqlStore(str(path)).close()
        (folder / locked).touch()
    before = sorted(folder.iterdir())
    refused = str(folder / locked)
    monkeypatch.setattr("os.access", lambda name, _mode: str(name) != refused)
    with pytest.raises(StoreError) as raised:
        SqlStore(str(path))
    assert str(raised.value) == (
        f"{path} cannot be opened: you may not write {what.format(folder)}. Change that, or name"
        " another file."
    )
    assert sorted(folder.iterdir()) == before


def test_of_a_link_the_files_beside_its_target_count(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqlStore(str(path)).close()
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(path)
    monkeypatch.setattr("os.access", lambda name, _mode: str(name) != str(tmp_path))
    with pytest.raises(StoreError, match=f"you may not write into the folder {tmp_path}\\."):
        SqlStore(str(link))
