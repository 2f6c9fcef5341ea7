"""One clock for all processes whose store is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.clock import Clock, parse
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import MemoryStore
from cognito_emulator.store.sql import SqlStore
from tests.support import StockKeys
from tests.web.client import WebClient

FAR = "2040-01-01T00:00:00Z"

Begin = Callable[..., Emulator]


@pytest.fixture
def begin(tmp_path: Path, stock_keys: StockKeys) -> Iterator[Begin]:
    """Begins a server on one file, which has nothing else in common with the others."""
    stores: list[SqlStore] = []

    def begun(**more: Any) -> Emulator:
        stores.append(SqlStore(str(tmp_path / "dev.db")))
        return Emulator(keys=stock_keys, store=stores[-1], **more)

    yield begun
    for store in stores:
        store.close()


def by_call(emulator: Emulator) -> None:
    emulator.call("ListUserPools", {"MaxResults": 1})


def by_run(emulator: Emulator) -> None:
    emulator.run(lambda _ctx: None)


def by_http(emulator: Emulator) -> None:
    WebClient(emulator).get("/us-east-1_none00000/.well-known/jwks.json")


@pytest.mark.parametrize("ask", [by_call, by_run, by_http])
def test_a_clock_that_one_server_moves_is_moved_for_all(
    begin: Begin, ask: Callable[[Emulator], None]
) -> None:
    ours, theirs = begin(), begin()
    theirs.clock.freeze(FAR)
    ask(ours)
    assert ours.clock.setting() == theirs.clock.setting()
    theirs.clock.reset()
    ask(ours)
    assert not ours.clock.frozen


def test_a_call_is_told_and_done_at_the_time_that_another_server_has_set(begin: Begin) -> None:
    ours, theirs = begin(), begin()
    heard: list[float] = []
    ours.on_call(lambda call: heard.append(call.at))
    theirs.clock.freeze(FAR)
    made = ours.call("CreateUserPool", {"PoolName": "x"})["UserPool"]
    assert heard == [parse(FAR)] == [made["CreationDate"].timestamp()]


def test_a_server_moves_on_from_where_another_has_moved(begin: Begin) -> None:
    ours, theirs = begin(), begin()
    theirs.clock.freeze(FAR)
    ours.clock.shift(60)
    theirs.clock.shift(60)
    ours.clock.freeze()
    assert ours.clock.now() == parse(FAR) + 120


def test_a_snapshot_that_is_gone_back_to_leaves_the_clock(begin: Begin) -> None:
    emulator = begin()
    then = emulator.snapshot()
    emulator.clock.freeze(FAR)
    emulator.restore(then)
    by_call(emulator)
    assert emulator.clock.now() == begin().clock.now() == parse(FAR)
    now = emulator.snapshot()
    emulator.reset()
    emulator.restore(now)
    by_call(emulator)
    assert not emulator.clock.frozen


def test_a_clock_that_is_set_already_stays_so_in_a_new_store(begin: Begin) -> None:
    clock = Clock()
    clock.freeze(FAR)
    emulator = begin(clock=clock)
    by_call(emulator)
    assert emulator.clock.now() == begin().clock.now() == parse(FAR)


def test_who_has_read_the_clock_before_it_was_moved_does_not_set_it_back(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two threads may take turns."""
    emulator = begin()
    read = emulator.store.get

    def read_before_it_is_moved(*place: Any) -> Any:
        found = read(*place)
        monkeypatch.undo()
        emulator.clock.freeze(FAR)
        return found

    emulator.warn("something happened")
    monkeypatch.setattr(emulator.store, "get", read_before_it_is_moved)
    assert emulator.kept_clock is not None
    emulator.kept_clock.follow()
    assert emulator.clock.now() == parse(FAR)


def test_in_memory_there_is_nothing_to_follow() -> None:
    assert Emulator(store=MemoryStore()).kept_clock is None
