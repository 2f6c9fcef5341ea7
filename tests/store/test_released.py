"""What a released version wrote is opened by this one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cognito_emulator.domain.users.record import USERS
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import tables
from cognito_emulator.store.sql import SqlStore
from tests.store import busy, released
from tests.store.sql import integrity
from tests.support import StockKeys


def opens(path: Path, keys: StockKeys) -> set[str]:
    """Hold a database against itself, and use it; return the tables that have records."""
    store = SqlStore(str(path))
    integrity.check(store.snapshot())
    filled = {table.name for table, kept in store.snapshot().records.items() if kept}
    found = Emulator(keys=keys, store=store).call("ListUsers", {"UserPoolId": busy.POOL_ID})
    assert len(found["Users"]) == len(store.all(USERS, "pool", busy.POOL_ID)) > 0
    store.close()
    return filled


@pytest.mark.parametrize(
    "database", sorted(released.FOLDER.glob("*.db")), ids=lambda path: path.stem
)
def test_a_database_of_a_released_version_is_opened(
    database: Path, tmp_path: Path, stock_keys: StockKeys
) -> None:
    copy = tmp_path / database.name
    shutil.copy(database, copy)
    assert opens(copy, stock_keys)


def test_such_a_database_has_all_that_there_can_be(tmp_path: Path, stock_keys: StockKeys) -> None:
    released.write(tmp_path / "now.db")
    own = {t.name for t in tables() if t.record.__module__.startswith("cognito_emulator.")}
    assert opens(tmp_path / "now.db", stock_keys) == own


def test_it_is_written_once_every_table_has_a_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Else a later release could not tell its records from those of another shape."""
    monkeypatch.setattr(released, "FOLDER", tmp_path)
    monkeypatch.setattr(released, "unversioned", lambda: ["users"])
    with pytest.raises(SystemExit, match="1 tables are of version 0"):
        released.main()
    assert list(tmp_path.iterdir()) == []
