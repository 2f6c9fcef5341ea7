"""Snapshots by the control API: in memory, and in stores that last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.clock import parse
from cognito_emulator.control import snapshots
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import MemoryStore, Store
from cognito_emulator.store.sql import SqlStore
from tests.contract import CheckedEmulator
from tests.support import Lab, StockKeys
from tests.web.client import WebClient
from tests.web.test_control_users import make, users

Open = Callable[[], Store]


def memory(_folder: Path) -> Open:
    return MemoryStore


def a_file(folder: Path) -> Open:
    return lambda: SqlStore(str(folder / "dev.db"))


def postgresql(_folder: Path) -> Open:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    url = server().emptied()
    return lambda: SqlStore(url)


POSTGRESQL = pytest.param(postgresql, marks=pytest.mark.slow)


@pytest.fixture(params=(memory, a_file, POSTGRESQL))
def emulator(
    request: pytest.FixtureRequest, stock_keys: StockKeys, tmp_path: Path
) -> Iterator[Emulator]:
    with closing(request.param(tmp_path)()) as store:
        yield CheckedEmulator(keys=stock_keys, store=store)


def names(web: Any) -> list[str]:
    return [each["id"] for each in web.get("/_emulator/snapshots").json["snapshots"]]


def test_snapshots(web: Any, lab: Lab) -> None:
    name = web.post("/_emulator/snapshots").json["id"]
    for _ in range(2):
        make(web, lab, username="ada")
        assert web.put(f"/_emulator/snapshots/{name}").json == {"id": name}
        assert users(web, lab) == []
    answer = web.put("/_emulator/snapshots/nothing")
    assert answer.status_code == 400
    assert answer.json == {"error": "There is no snapshot nothing; POST snapshots takes one."}


def test_the_oldest_snapshots_make_room(web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOST", 2)
    names = [web.post("/_emulator/snapshots").json["id"] for _ in range(3)]

    found = [web.put(f"/_emulator/snapshots/{name}").status_code for name in names]

    assert found == [400, 200, 200]


def test_snapshots_by_name(web: Any, lab: Lab) -> None:
    lab.emulator.clock.freeze("2030-01-01T00:00:00Z")
    assert web.post("/_emulator/snapshots/empty").status_code == 201
    make(web, lab, username="ada")
    assert web.post("/_emulator/snapshots/with-ada").json == {"id": "with-ada"}
    empty, with_ada = web.get("/_emulator/snapshots").json["snapshots"]
    assert (empty["id"], with_ada["id"]) == ("empty", "with-ada")
    assert with_ada["records"] == empty["records"] + 1
    assert empty["taken_at"] == "2030-01-01T00:00:00.000Z"

    web.put("/_emulator/snapshots/empty")
    assert users(web, lab) == []
    web.put("/_emulator/snapshots/with-ada")
    assert [each["username"] for each in users(web, lab)] == ["ada"]

    assert web.delete("/_emulator/snapshots/empty").json == {"deleted": 1}
    assert [each["username"] for each in users(web, lab)] == ["ada"]
    for method in ("PUT", "DELETE"):
        answer = web.open("/_emulator/snapshots/empty", method=method)
        assert answer.status_code == 400
        assert answer.json["error"].startswith("There is no snapshot empty; POST snapshots")


def test_a_wrong_name_of_a_snapshot_says_which_is_near(web: Any) -> None:
    web.post("/_emulator/snapshots/before-sign-up")
    said = web.put("/_emulator/snapshots/before-signup").json["error"]
    assert said.endswith("; the nearest is before-sign-up.")


def test_a_name_of_a_snapshot_is_taken_again(web: Any, lab: Lab) -> None:
    web.post("/_emulator/snapshots/base")
    make(web, lab, username="ada")
    web.post("/_emulator/snapshots/base")
    assert names(web) == ["base"]
    web.post("/_emulator/reset")
    web.put("/_emulator/snapshots/base")
    assert [each["username"] for each in users(web, lab)] == ["ada"]


@pytest.mark.parametrize("name", ["a b", "x" * 65, "ümlaut", "a%0A"])
def test_what_can_be_no_name_of_a_snapshot(web: Any, name: str) -> None:
    answer = web.post(f"/_emulator/snapshots/{name}")
    assert answer.status_code == 400
    assert "can be no name of a snapshot" in answer.json["error"]
    assert names(web) == []


def test_named_snapshots_make_no_room(web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOST", 1)
    web.post("/_emulator/snapshots/kept")
    for _ in range(3):
        web.post("/_emulator/snapshots")
    refused = web.post("/_emulator/snapshots/more")
    assert refused.status_code == 400
    assert refused.json["error"].startswith("There are 1 snapshots with names")
    assert web.put("/_emulator/snapshots/kept").status_code == 200
    assert web.post("/_emulator/snapshots/kept").status_code == 201
    assert len(web.get("/_emulator/snapshots").json["snapshots"]) == 2


# --- in a store that lasts ------------------------------------------------------------------------


@pytest.fixture(params=(a_file, POSTGRESQL))
def start(
    request: pytest.FixtureRequest, stock_keys: StockKeys, tmp_path: Path
) -> Iterator[Callable[[], Emulator]]:
    """Starts an emulator over one store; those before go on, as other processes do."""
    place = request.param(tmp_path)
    with ExitStack() as stack:
        yield lambda: Emulator(keys=stock_keys, store=stack.enter_context(closing(place())))


def test_all_processes_share_them_and_they_outlast_each(start: Callable[[], Emulator]) -> None:
    one, other = start(), start()
    pool_id = one.call("CreateUserPool", {"PoolName": "kept"})["UserPool"]["Id"]
    one.clock.freeze("2030-01-01T00:00:00Z")
    first: Any = WebClient(one)
    second: Any = WebClient(other)
    assert first.post("/_emulator/snapshots/base").status_code == 201
    unnamed = second.post("/_emulator/snapshots").json["id"]
    assert names(first) == names(second) == ["base", unnamed]
    other.call("DeleteUserPool", {"UserPoolId": pool_id})
    other.clock.freeze("2031-01-01T00:00:00Z")
    other.fail("ListUsers", "TooManyRequestsException")
    before = other.store.transaction().generation
    assert second.put("/_emulator/snapshots/base").json == {"id": "base"}
    assert one.store.transaction().generation == before + 1
    for each in (one, other):
        assert each.pool(pool_id).name == "kept"
        assert each.faults() == []
        assert each.run(lambda ctx: ctx.now) == parse("2031-01-01T00:00:00Z")
    other.reset()
    third: Any = WebClient(start())
    assert names(third) == ["base", unnamed]
    assert third.put(f"/_emulator/snapshots/{unnamed}").status_code == 200
    assert one.pool(pool_id).name == "kept"
    assert third.delete("/_emulator/snapshots/base").json == {"deleted": 1}
    assert names(first) == [unnamed]
