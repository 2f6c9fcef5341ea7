"""What one process of several answers, and what it refuses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from cognito_emulator.store import MemoryStore, Store
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.web import several
from cognito_emulator.web.hosting import csrf
from tests.web.client import WebClient

ONE_OF_SEVERAL = {"wsgi.multiprocess": True}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(str(tmp_path / "state.db"))
    yield store
    store.close()


def forked(monkeypatch: pytest.MonkeyPatch, store: Store, **settings: Any) -> Emulator:
    """An emulator as it is in a process that was forked after it had been prepared."""
    emulator = Emulator(Settings(**settings), store=store)
    return marked(monkeypatch, emulator)


def marked(monkeypatch: pytest.MonkeyPatch, emulator: Emulator) -> Emulator:
    """Take this process for a fork of the one that prepared an emulator."""
    monkeypatch.setitem(several._prepared, emulator, os.getpid() + 1)
    return emulator


def said(emulator: Emulator, path: str = "/_emulator/health", method: str = "GET") -> Any:
    web: Any = WebClient(emulator)
    answer = web.open(path, method=method, environ_overrides=ONE_OF_SEVERAL)
    return answer.status_code, answer.get_json(force=True)


def test_it_answers(monkeypatch: pytest.MonkeyPatch, store: SqlStore) -> None:
    assert said(forked(monkeypatch, store))[0] == 200


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/_emulator/calls", "GET"),
        ("/_emulator/calls", "DELETE"),
        ("/_emulator/snapshots", "GET"),
        ("/_emulator/snapshots", "POST"),
        ("/_emulator/snapshots/any", "POST"),
        ("/_emulator/snapshots/any", "PUT"),
        ("/_emulator/snapshots/any", "DELETE"),
        ("/_emulator/triggers", "POST"),
        ("/_emulator/triggers", "DELETE"),
    ],
)
def test_what_one_process_has_alone_is_refused(
    monkeypatch: pytest.MonkeyPatch, store: SqlStore, path: str, method: str
) -> None:
    status, answer = said(forked(monkeypatch, store), path, method)
    assert status == 501
    assert "is not there with several processes: " in answer["error"]


def test_a_store_that_is_not_shared_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    status, answer = said(forked(monkeypatch, MemoryStore()))
    assert status == 500
    assert answer["__type"] == "InternalErrorException"
    assert "a state of its own, in its memory" in answer["message"]


def test_keys_that_are_not_shared_are_refused(store: SqlStore) -> None:
    emulator = Emulator(store=store)
    assert "gunicorn --preload" in said(emulator)[1]["message"]
    several.prepare(emulator)  # and not forked
    assert "gunicorn --preload" in said(emulator)[1]["message"]


def test_forks_have_the_same_keys(store: SqlStore) -> None:
    emulator = Emulator(store=store)
    several.prepare(emulator)
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(writing, "".join(keys_of(emulator)).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as told:  # noqa: PTH123 - a descriptor
        assert told.read() == "".join(keys_of(emulator))
    os.waitpid(pid, 0)


def keys_of(emulator: Emulator) -> list[str]:
    stand_ins = emulator.keys.of_stand_ins
    form_token = csrf._TOKENS.next(str(UUID(int=1)), None, 0)
    kids = [emulator.balancer_keys.signing.kid, stand_ins.signing.kid, stand_ins.foreign.kid]
    return [*kids, form_token]


def test_the_same_ids_are_refused(monkeypatch: pytest.MonkeyPatch, store: SqlStore) -> None:
    emulator = forked(monkeypatch, store, seeded_ids="x")
    assert "would give the same ids" in said(emulator)[1]["message"]


def test_a_clock_that_another_process_moves_is_followed(
    monkeypatch: pytest.MonkeyPatch, store: SqlStore
) -> None:
    ours, theirs = forked(monkeypatch, store), Emulator(store=store)
    theirs.clock.freeze("2030-01-01T00:00:00Z")
    assert said(ours, "/_emulator/clock")[1]["now"] == "2030-01-01T00:00:00.000Z"
    theirs.reset()
    assert not said(ours, "/_emulator/clock")[1]["frozen"]


def test_a_file_that_has_changed_is_not_read_by_one_process_alone(
    monkeypatch: pytest.MonkeyPatch, store: SqlStore, tmp_path: Path
) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text("PoolName: one")
    emulator = marked(monkeypatch, Emulator(seeds=[seed], store=store))
    assert said(emulator, "/_emulator/reset", "POST")[0] == 200
    seed.write_text("PoolName: another one")
    status, answer = said(emulator, "/_emulator/reset", "POST")
    assert status == 501
    assert answer["error"].startswith(f"{seed} changed, and with several processes only one would")
