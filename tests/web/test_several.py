"""What one process of several answers, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from cognito_emulator.store.sql import SqlStore
from tests.web.client import WebClient

ONE_OF_SEVERAL = {"wsgi.multiprocess": True}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(str(tmp_path / "state.db"))
    yield store
    store.close()


def said(emulator: Emulator, path: str = "/_emulator/health", method: str = "GET") -> Any:
    web: Any = WebClient(emulator)
    answer = web.open(path, method=method, environ_overrides=ONE_OF_SEVERAL)
    return answer.status_code, answer.get_json(force=True)


def test_it_answers(store: SqlStore) -> None:
    assert said(Emulator(store=store))[0] == 200


def test_snapshots_are_in_the_store(store: SqlStore) -> None:
    emulator = Emulator(store=store)
    assert said(emulator, "/_emulator/snapshots/base", "POST") == (201, {"id": "base"})
    assert said(emulator, "/_emulator/snapshots/base", "PUT") == (200, {"id": "base"})


def test_a_store_that_is_not_shared_is_refused() -> None:
    status, answer = said(Emulator())
    assert status == 500
    assert answer["__type"] == "InternalErrorException"
    assert "a state of its own, in its memory" in answer["message"]


def test_the_same_ids_are_refused(store: SqlStore) -> None:
    emulator = Emulator(Settings(seeded_ids="x"), store=store)
    assert "would give the same ids" in said(emulator)[1]["message"]


def test_a_clock_that_another_process_moves_is_followed(store: SqlStore) -> None:
    ours, theirs = Emulator(store=store), Emulator(store=store)
    theirs.clock.freeze("2030-01-01T00:00:00Z")
    assert said(ours, "/_emulator/clock")[1]["now"] == "2030-01-01T00:00:00.000Z"
    theirs.reset()
    assert not said(ours, "/_emulator/clock")[1]["frozen"]
