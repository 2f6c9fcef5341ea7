"""A process that ends in the midst of a commit: what the next one finds."""

from __future__ import annotations

import shutil
from pathlib import Path

from cognito_emulator.store.sql import SqlStore
from cognito_emulator.store.sql.sqlite import SqliteDatabase
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put


def test_killed_at_any_statement_a_commit_is_whole_or_nothing(tmp_path: Path) -> None:
    """Before each statement the files are copied as they are: that is what a kill leaves."""
    home = tmp_path / "home"
    home.mkdir()
    store = SqlStore(str(home / "state.db"))
    put(store, Thing("1", ("x",)), Thing("2"))
    copies: list[Path] = []

    def cut(_statement: str = "") -> None:
        copies.append(tmp_path / str(len(copies)))
        shutil.copytree(home, copies[-1])

    assert isinstance(store._db, SqliteDatabase)
    store._db._db.set_trace_callback(cut)
    tx = store.transaction()
    tx.put(THINGS, Thing("1", ("y",), "b"))
    tx.put(THINGS, Thing("3", ("x", "z")))
    tx.delete(THINGS, "2")
    assert tx.commit()
    store._db._db.set_trace_callback(None)
    cut()
    found = [left(copy) for copy in copies]
    store.close()
    before, after = (
        [Thing("1", ("x",)), Thing("2")],
        [Thing("1", ("y",), "b"), Thing("3", ("x", "z"))],
    )
    assert found == [before] * (len(copies) - 1) + [after]
    assert len(copies) > 20


def left(folder: Path) -> list[Thing]:
    store = SqlStore(str(folder / "state.db"))
    integrity.check(store.snapshot())
    things = list(store.snapshot().records[THINGS].values())
    store.close()
    return things
