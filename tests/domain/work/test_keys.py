"""The key ring: who waits for keys that are being made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cognito_emulator import Emulator
from cognito_emulator.domain.work.keys import KeyRing, SigningKey, _Helper
from cognito_emulator.errors import InvalidParameterException


def test_only_who_wants_the_same_keys_waits(
    monkeypatch: pytest.MonkeyPatch, stock_keys: KeyRing
) -> None:
    begun, go_on = Event(), Event()
    waits = [True]

    def generate() -> SigningKey:
        if waits and waits.pop():
            begun.set()
            assert go_on.wait(60)
        return stock_keys.of("any").id

    monkeypatch.setattr(SigningKey, "generate", generate)
    ring = KeyRing()
    with ThreadPoolExecutor(3) as pool:
        slow = pool.submit(lambda: ring.of("slow").id)
        assert begun.wait(60)
        too = pool.submit(lambda: ring.of("slow").id)
        for free in (lambda: ring.of("slow").access, lambda: ring.of("other").id):
            assert pool.submit(free).result(10).kid
        assert not too.done()
        go_on.set()
        assert slow.result(10) is too.result(10) is ring.of("slow").id


POOL = "eu-west-1_abcdefghi"


def test_a_deleted_pool_s_keys_go() -> None:
    """A pool that is made anew under its id signs with others, as apps have to expect it."""
    emulator = Emulator()
    keys = emulator.keys.of(made(emulator, POOL))
    emulator.call("DeleteUserPool", {"UserPoolId": POOL})
    assert POOL not in emulator.keys.snapshot()
    assert emulator.keys.of(made(emulator, POOL)) is not keys


def test_a_pool_that_is_not_deleted_after_all_keeps_its_keys() -> None:
    emulator = Emulator()
    keys = emulator.keys.of(made(emulator, POOL, DeletionProtection="ACTIVE"))
    with pytest.raises(InvalidParameterException):
        emulator.call("DeleteUserPool", {"UserPoolId": POOL})
    assert emulator.keys.of(POOL) is keys


def test_a_deleted_pool_that_comes_back_has_its_keys_again() -> None:
    """A test deletes its module's pool: the next test's signs as that of the whole session."""
    emulator = Emulator()
    keys = emulator.keys.of(made(emulator, POOL))
    before = emulator.snapshot()
    emulator.call("DeleteUserPool", {"UserPoolId": POOL})
    emulator.keys.of(made(emulator, POOL))
    emulator.restore(before)
    assert emulator.keys.of(POOL) is keys


@pytest.mark.parametrize("back", ["reset", "restore"])
def test_a_pool_that_a_reset_takes_may_be_made_again(back: str) -> None:
    """A suite that makes its pool anew for each test does not wait for keys each time."""
    emulator = Emulator()
    before = emulator.snapshot()
    keys = emulator.keys.of(made(emulator, POOL))
    emulator.reset() if back == "reset" else emulator.restore(before)
    assert emulator.keys.of(made(emulator, POOL)) is keys


@pytest.mark.parametrize("back", ["reset", "restore"])
def test_keys_of_pools_that_are_gone_do_not_fill_the_memory(back: str) -> None:
    """The latest stay, and those of pools that are there, however old they are."""
    emulator = Emulator(seed={"Id": POOL, "PoolName": "p"})
    kept = emulator.keys.of(POOL)
    before = emulator.snapshot()
    latest = []
    for _ in range(3):
        for _ in range(120):
            latest.append(made(emulator))
            emulator.keys.of(latest[-1])
        emulator.reset() if back == "reset" else emulator.restore(before)
    assert list(emulator.keys.snapshot()) == [POOL, *latest[-100:]]
    assert emulator.keys.of(POOL) is kept


def test_shared_keys_are_the_sharers_affair() -> None:
    """Another emulator may have a pool of that id."""
    ring = KeyRing()
    one, other = (Emulator(keys=ring) for _ in range(2))
    keys = ring.of(made(one, made(other, POOL)))
    one.call("DeleteUserPool", {"UserPoolId": POOL})
    assert other.keys.of(POOL) is keys


def made(emulator: Emulator, pool_id: str | None = None, **request: str) -> str:
    tags = {} if pool_id is None else {"UserPoolTags": {"_custom_id_": pool_id}}
    answer = emulator.call("CreateUserPool", {"PoolName": "p", **tags, **request})
    return str(answer["UserPool"]["Id"])


def test_a_failure_of_either_hand_leaves_the_helper_usable() -> None:
    def fail() -> str:
        raise ArithmeticError

    helper = _Helper()
    for theirs, ours in ((fail, str), (str, fail), (fail, fail)):
        with pytest.raises(ArithmeticError):
            helper.run_beside(theirs, ours)
    assert helper.run_beside(lambda: "theirs", lambda: "ours") == ("theirs", "ours")


def test_who_finds_the_helper_busy_does_both() -> None:
    helper = _Helper()

    def nested() -> str:
        return "+".join(helper.run_beside(lambda: "a", lambda: "b"))

    assert helper.run_beside(lambda: "theirs", nested) == ("theirs", "a+b")
