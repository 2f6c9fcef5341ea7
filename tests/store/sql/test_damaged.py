"""Files of SQLite that are damaged, or no files: told in a sentence, and never waited for."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.store import Reach, StoreError, UnreachableError, open_store
from cognito_emulator.store.sql import SqlStore
from tests.forked import run
from tests.store.things import THINGS, Thing, put
from tests.table import table

PAGE = 4096

Damage = Callable[[bytearray, int], None]


def written(path: Path) -> bytes:
    """A database of some pages that nobody has open."""
    path.unlink(missing_ok=True)
    store = SqlStore(str(path))
    for box in "abcdef":
        put(
            store, *(Thing(f"{box}{number}", (f"{box} {number}",), box=box) for number in range(40))
        )
    store.close()
    return path.read_bytes()


def write(store: SqlStore) -> None:
    transaction = store.transaction()
    transaction.put(THINGS, Thing("new", ("new",), box="e"))
    transaction.commit()


def use(path: Path) -> None:
    """Read and write whatever there is."""
    store = SqlStore(str(path))
    with closing(store):
        for step in (
            lambda: store.get(THINGS, "a1"),
            lambda: store.find(THINGS, "name", "b 2"),
            lambda: store.all(THINGS, "box", "c"),
            lambda: store.transaction().page(THINGS, "box", "d", Reach(0, 5)),
            lambda: write(store),
            store.snapshot,
            store.clear,
        ):
            with suppress(UnreachableError):
                step()


def nought(content: bytearray, page: int) -> None:
    content[page : page + PAGE] = bytes(PAGE)


def ones(content: bytearray, page: int) -> None:
    content[page : page + PAGE] = b"\xff" * PAGE


def flipped(content: bytearray, page: int) -> None:
    for place in random.Random(page).sample(range(page, page + PAGE), 40):
        content[place] ^= 0x80


def header(content: bytearray, page: int) -> None:
    content[page + (100 if page == 0 else 0) + 3] ^= 1  # how many cells there are


def cut(content: bytearray, page: int) -> None:
    del content[page + PAGE // 2 :]


@table("damage", [nought, ones, flipped, header, cut])
def test_a_page_that_is_damaged_is_no_bug(tmp_path: Path, damage: Damage) -> None:
    path = tmp_path / "state.db"
    whole = written(path)
    for page in range(0, len(whole), PAGE):
        content = bytearray(whole)
        damage(content, page)
        for rest in tmp_path.glob("state.db-*"):
            rest.unlink()
        path.write_bytes(content)
        # Constraints notice some damage, and nothing is written; whatever else it raises is a bug.
        with suppress(StoreError, UnreachableError, sqlite3.IntegrityError):
            use(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "state.db"
    written(path)
    return path


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DELETE FROM state", "is damaged: it does not say of which format it is. It is left"),
        ("UPDATE state SET format = 'x'", "is damaged: it does not say of which format it is."),
        ("UPDATE kinds SET version = 'x'", "is damaged: it does not say of which version its "),
        ("UPDATE kinds SET size = x'00'", "is damaged: it does not say of which version its "),
        ("DROP TABLE names", "is damaged: it has no table names. It is left as it is; name an"),
        ("ALTER TABLE state DROP COLUMN format", "cannot be used: no such column: format."),
    ],
)
def test_what_somebody_changed_in_it(path: Path, statement: str, sentence: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)
    with pytest.raises(StoreError) as refused:
        SqlStore(str(path))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "text", [b"{", b"\xff", b"[]", b'{"id": {}}', b"[" * 100_000, b"x" * 10_000, b""]
)
def test_a_record_that_is_none_is_no_bug(path: Path, text: bytes) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE records SET text = ?", (text,))
    with closing(SqlStore(str(path))) as store:
        with pytest.raises(UnreachableError, match=f"{path}: This is no record of things"):
            store.get(THINGS, "a1")
        with pytest.raises(UnreachableError, match="This is no record of things"):
            store.all(THINGS, "box", "c")


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/null")


@pytest.mark.parametrize(
    ("make", "what"),
    [(folder, "a folder"), (pipe, "a pipe or a device"), (device, "a pipe or a device")],
)
def test_what_is_no_file_is_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None], what: str
) -> None:
    path = tmp_path / "state.db"
    make(path)
    with pytest.raises(StoreError, match=f"state.db is {what}"):
        SqlStore(str(path))


def test_an_emulator_whose_records_are_none_does_not_start(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = open_store(f"sqlite:///{path}")
    Emulator(seed={"Name": "a"}, store=store)
    store.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE records SET text = ?", (b"{",))
    found = run("serve", "--state", str(path), "--port", "0")  # its banner reads them
    assert found.returncode == 2
    assert f"The store cannot be used: {path}: This is no record of " in found.stderr
    assert "Traceback" not in found.stderr
