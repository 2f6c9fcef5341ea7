"""A process that forks while a database is open: each side has a connection of its own."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_emulator.store.sql import SqlStore
from tests.store.sql import integrity
from tests.store.things import THINGS, Thing, put

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork")


def in_a_fork(work: Callable[[], None]) -> None:
    """Run work in a fork of this process, which ends like nothing that pytest knows."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            work()
            status = 0
        except BaseException:  # noqa: BLE001 - the process ends here
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitpid(pid, 0)[1] == 0


def a_file(folder: Path) -> str:
    return str(folder / "state.db")


def postgresql(_folder: Path) -> str:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return server().emptied()


@pytest.mark.parametrize("place", [a_file, pytest.param(postgresql, marks=pytest.mark.slow)])
def test_both_sides_of_a_fork_go_on_with_the_database(
    tmp_path: Path, place: Callable[[Path], str]
) -> None:
    store = SqlStore(place(tmp_path))
    put(store, Thing("1"))

    def work() -> None:
        assert store.get(THINGS, "1") == Thing("1")
        put(store, Thing("2", ("of the fork",)))
        store.close()

    in_a_fork(work)
    put(store, Thing("3"))
    assert store.find(THINGS, "name", "of the fork") == Thing("2", ("of the fork",))
    assert integrity.check(store.snapshot()) == 3
    store.close()


def test_a_file_that_was_closed_stays_closed(tmp_path: Path) -> None:
    store = SqlStore(str(tmp_path / "state.db"))
    store.close()
    in_a_fork(lambda: None)
    assert not (tmp_path / "state.db-wal").exists()


def test_what_is_in_memory_is_there_on_both_sides() -> None:
    store = SqlStore()
    put(store, Thing("1"))

    def work() -> None:
        assert store.get(THINGS, "1") == Thing("1")

    in_a_fork(work)
    assert store.get(THINGS, "1") == Thing("1")
