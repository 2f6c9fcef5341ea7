"""Emulators whose store has lost what was kept last, or has another state in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.control import triggers
from cognito_emulator.domain.work.context import Context
from cognito_emulator.domain.work.keys import KeyRing
from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from cognito_emulator.store import open_store
from cognito_emulator.store.sql import SqlStore, statements
from cognito_emulator.vault import RANDOM
from tests.store import places
from tests.support import StockKeys

POOL_ID = "us-east-1_Losing001"
NOWHERE = "http://127.0.0.1:1/f"
Start = Callable[..., Emulator]
Lose = Callable[[], None]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return places.empty(request.param, tmp_path)


@pytest.fixture
def start(place: str, stock_keys: StockKeys) -> Iterator[Start]:
    """Starts an emulator over the same store as all others."""
    running: list[Emulator] = []

    def started(*seeds: Path, keys: KeyRing = stock_keys, **settings: Any) -> Emulator:
        store = open_store(place)
        running.append(Emulator(Settings(**settings), seeds=seeds, keys=keys, store=store))
        return running[-1]

    yield started
    for each in running:
        each.store.close()


@pytest.fixture
def lose(place: str) -> Iterator[Lose]:
    """Takes all back that was kept since the beginning of the test."""
    store = open_store(place)
    assert isinstance(store, SqlStore)
    nothing = store.snapshot()

    def lost() -> None:
        with store.exclusively():
            store.restore(nothing)
            with store._db.writing():
                store._db.run(statements.LOST, statements.new_history())

    yield lost
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return seed(tmp_path / "seed.yaml")


def seed(path: Path, name: str = "shop") -> Path:
    path.write_text(f"PoolName: {name}\nId: {POOL_ID}\n", encoding="utf-8")
    return path


def pools(emulator: Emulator) -> list[str]:
    found = emulator.call("ListUserPools", {"MaxResults": 60})["UserPools"]
    return [pool["Name"] for pool in found]


def said(emulator: Emulator) -> list[str]:
    return [each.sentence for each in emulator.warnings()]


def test_seeds_that_were_lost_are_planted_by_whoever_is_asked_first(
    start: Start, file: Path, lose: Lose
) -> None:
    one, other = start(file), start(file)
    one.call("CreateUserPool", {"PoolName": "made"})
    lose()
    assert [pools(each) for each in (other, one, start(file))] == [["shop"]] * 3
    assert [[it.pool.id for it in each.seeded] for each in (one, other)] == [[POOL_ID]] * 2
    (told, _of_the_other) = said(one)
    assert told == (
        f"{one.store.name} is not as it was: what was kept last may be lost, as by a crash of its"
        " server, or something else is in its place. The emulator goes on with what there is, and"
        " plants seeds that are gone."
    )


def test_each_plants_its_own(start: Start, tmp_path: Path, lose: Lose) -> None:
    """As a start of each would do."""
    files = [tmp_path / f"{name}.yaml" for name in "ab"]
    for each in files:
        each.write_text(f"PoolName: {each.stem}\n", encoding="utf-8")
    one, other = map(start, files)
    lose()
    assert pools(one) == ["a"]
    assert sorted(pools(other)) == sorted(pools(one)) == ["a", "b"]


def test_they_are_read_again_first(start: Start, file: Path, lose: Lose) -> None:
    emulator = start(file)
    seed(file, "changed")
    lose()
    assert pools(emulator) == ["changed"]
    assert emulator.changed_files() == {}


def test_one_that_is_wrong_by_now_is_planted_as_it_was(
    start: Start, file: Path, lose: Lose
) -> None:
    emulator = start(file)
    file.write_text("PoolNam: slip", encoding="utf-8")
    lose()
    assert pools(emulator) == ["shop"]
    assert "seeds and functions stay as they were: " in said(emulator)[-1]


def test_one_that_cannot_be_planted_any_more_is_told(start: Start, file: Path, lose: Lose) -> None:
    emulator, other = start(file), start()
    lose()
    other.plant({"PoolName": "theirs", "Id": POOL_ID})
    for _ in range(2):
        assert pools(emulator) == ["theirs"]
    assert emulator.seeded == []
    (problem,) = [each for each in said(emulator) if "cannot be planted: " in each]
    assert POOL_ID in problem


def test_no_id_is_given_twice_afterwards(start: Start, lose: Lose) -> None:
    """Also by whoever has made the latest exchange."""
    one, other = start(seeded_ids="x"), start(seeded_ids="x")
    one.reset()
    lose()
    for _ in range(2):
        for each in (one, other, start(seeded_ids="x")):
            each.call("CreateUserPool", {"PoolName": "any"})
    assert len(pools(one)) == 6


def test_secrets_that_were_lost_are_made_anew_for_all(start: Start, lose: Lose) -> None:
    one, other = start(), start()

    def secrets() -> set[bytes]:
        for each in (one, other):
            pools(each)
        return {each.vault.secret("any", RANDOM) for each in (one, other, other, one)}

    (before,) = secrets()
    lose()
    (after,) = secrets()
    assert after != before


def test_keys_that_were_given_are_kept_again(
    start: Start, lose: Lose, stock_keys: StockKeys
) -> None:
    """By whoever was given them, for pools of all."""
    given = stock_keys.of("any")
    one, other = start(keys=KeyRing(otherwise=given)), start(keys=KeyRing())
    for each in (one, other):
        each.keep_keys()
    lose()
    pools(one)
    other.plant({"PoolName": "shop", "Id": POOL_ID})
    kids = {each.keys.of(POOL_ID).id.kid for each in (one, other)}
    assert kids == {given.id.kid}


def test_what_tests_wished_for_is_gone_for_all(start: Start, file: Path, lose: Lose) -> None:
    one, other = start(file), start(file)
    one.clock.freeze("2030-01-01T00:00:00Z")
    one.fail("ListUserPools", "TooManyRequestsException")
    triggers.attach_for_all(one, "PreSignUp", NOWHERE)
    other.run(lambda _ctx: None)
    assert (other.clock.frozen, len(other.faults())) == (True, 1)
    lose()
    for each in (one, other):
        assert pools(each) == ["shop"]
        assert (each.clock.frozen, each.faults()) == (False, [])
        assert each.kept_targets is not None
        assert each.kept_targets.attached() == {}


def test_what_was_under_way_comes_to_nothing(start: Start, file: Path, lose: Lose) -> None:
    emulator = start(file)

    def work(ctx: Context) -> None:
        lose()
        ctx.warn("is never said")

    with pytest.raises(errors.InternalErrorException, match="was exchanged while this call was"):
        emulator.run(work)
    assert pools(emulator) == ["shop"]
    assert "is never said" not in said(emulator)
