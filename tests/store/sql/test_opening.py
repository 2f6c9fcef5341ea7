"""What is opened, what is migrated first, and what is refused and left as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.store import StoreError, UnreachableError
from cognito_emulator.store.sql import SqlStore, statements
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put

Step = Callable[[dict[str, Any]], Mapping[str, Any] | None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with two records, that nobody has open."""
    path = tmp_path / "state.db"
    store = SqlStore(str(path))
    put(store, Thing("1", ("x",)), Thing("2", ("y",), box="b"))
    store.close()
    return path


@pytest.fixture
def now() -> Iterator[Callable[..., None]]:
    """Have a later release declare the table of things."""

    def declare(version: int, migrations: Mapping[int, Step]) -> None:
        object.__setattr__(THINGS, "version", version)
        object.__setattr__(THINGS, "migrations", migrations)

    yield declare
    declare(0, {})


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)


def refusal(path: Path) -> str:
    """Why it cannot be opened; not a byte of it has changed."""
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        SqlStore(str(path))
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return str(refused.value).replace(str(path), "state.db")


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    store = SqlStore(str(tmp_path / "new.db"))
    assert integrity.check(store.snapshot()) == 0
    store.close()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            f"UPDATE state SET format = {statements.FORMAT + 1}",  # noqa: S608 - a number of ours
            "state.db was written by a newer release: it is of format 2, and this one reads 1.",
        ),
        (
            "UPDATE kinds SET version = 7 WHERE name = 'things'",
            (
                "state.db was written by a newer release: its things are of version 7, and this"
                " one reads 0."
            ),
        ),
        (
            "INSERT INTO kinds VALUES ('gadgets', 1, 3)",
            (
                "state.db was written by a newer release: it has gadgets, which this one does not"
                " know."
            ),
        ),
    ],
)
def test_a_newer_one_is_refused(path: Path, statement: str, why: str) -> None:
    change(path, statement)
    assert refusal(path) == (f"{why} It is left as it is; use that release, or name another file.")


def test_one_that_a_newer_release_has_migrated_is_used_no_more(
    path: Path, now: Callable[..., None]
) -> None:
    """As in a rolling restart: the process of the former release has it open still."""
    ours = SqlStore(str(path))
    begun = ours.transaction()
    begun.put(THINGS, Thing("1", ("ours",)))
    now(1, {0: lambda document: document})
    SqlStore(str(path)).close()
    now(0, {})
    why = "by a newer release: its things are of version 1, and this one reads 0"
    for use in (ours.transaction, begun.commit, lambda: ours.get(THINGS, "1")):
        with pytest.raises(UnreachableError, match=why):
            use()
    ours.close()
    now(1, {0: lambda document: document})
    newer = SqlStore(str(path))
    assert newer.get(THINGS, "1") == Thing("1", ("x",))
    newer.close()


def test_a_table_of_a_newer_release_without_records_is_no_matter(path: Path) -> None:
    change(path, "INSERT INTO kinds VALUES ('gadgets', 1, 0)")
    SqlStore(str(path)).close()


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    change(path, "CREATE TABLE orders (id INTEGER)")
    assert refusal(path) == (
        "state.db is a database of something else: among its tables is orders. It is left as it"
        " is; name another file."
    )


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_text("UserPools:\n- PoolName: a seed\n" * 100, encoding="utf-8")
    assert refusal(path).startswith("state.db is no database of the emulator: file is not a data")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened: there is no folder .*/none\."):
        SqlStore(str(tmp_path / "none" / "state.db"))


def test_an_older_one_is_migrated_after_a_copy_is_kept(
    path: Path, now: Callable[..., None]
) -> None:
    """Step by step; indexes follow, one record goes, and the copy has all as it was."""

    def count(document: dict[str, Any]) -> dict[str, Any] | None:
        return {**document, "count": 7} if document["id"] == "1" else None

    def move(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "box": "c", "names": ["z"], "id": "one"}

    change(path, "UPDATE kinds SET version = 1")
    now(3, {1: count, 2: move})
    store = SqlStore(str(path))
    moved = Thing("one", ("z",), "c", 7)
    assert store.get(THINGS, "one") == store.find(THINGS, "name", "z") == moved
    assert store.all(THINGS, "box", "c") == [moved]
    assert store.all(THINGS, "box", "a") == store.all(THINGS, "box", "b") == []
    assert store.find(THINGS, "name", "x") is None
    assert integrity.check(store.snapshot()) == 1
    store.close()
    SqlStore(str(path)).close()  # not again
    (copy,) = path.parent.glob("state.db.before*")
    assert copy.name == "state.db.before-migration-1"
    now(1, {})
    store = SqlStore(str(copy))
    assert store.all(THINGS, "box", "a") == [Thing("1", ("x",))]
    store.close()


def test_who_stays_in_a_group_keeps_the_place(path: Path, now: Callable[..., None]) -> None:
    store = SqlStore(str(path))
    put(store, Thing("2"))
    put(store, Thing("1", count=1))
    before = store.all(THINGS, "box", "a")
    store.close()
    change(path, "UPDATE kinds SET version = 1")
    now(2, {1: lambda document: document})
    store = SqlStore(str(path))
    assert store.all(THINGS, "box", "a") == before
    integrity.check(store.snapshot())
    store.close()


@pytest.mark.parametrize("version", [0, 1])
def test_one_that_nothing_leads_from_is_refused(
    path: Path, now: Callable[..., None], version: int
) -> None:
    """As what was written before the first release."""
    change(path, f"UPDATE kinds SET version = {version}")  # noqa: S608 - a number of ours
    now(3, {2: lambda document: document})
    assert refusal(path) == (
        "state.db was written by a release that nothing leads from: its things are of version"
        f" {version}, and this one reads 3. It is left as it is; name another file."
    )


def test_records_that_are_none_after_a_migration_change_nothing(
    path: Path, now: Callable[..., None]
) -> None:
    change(path, "UPDATE kinds SET version = 1")
    now(
        2,
        {1: lambda document: {**document, "count": "many"} if document["id"] == "2" else document},
    )
    with pytest.raises(
        StoreError, match=r"cannot be migrated: This is no record of things: Expect"
    ):
        SqlStore(str(path))
    now(1, {})
    store = SqlStore(str(path))
    assert store.get(THINGS, "1") == Thing("1", ("x",))
    store.close()
