"""The key ring: who waits for keys that are being made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cognito_emulator.domain.tokens.keys import KeyRing, SigningKey, _Helper


def test_only_who_wants_the_same_keys_waits(
    monkeypatch: pytest.MonkeyPatch, stock_keys: KeyRing
) -> None:
    begun, go_on = Event(), Event()
    waits = [True]

    def generate() -> SigningKey:
        if waits and waits.pop():
            begun.set()
            assert go_on.wait(10)
        return stock_keys.of("any").id

    monkeypatch.setattr(SigningKey, "generate", generate)
    ring = KeyRing()
    with ThreadPoolExecutor(3) as pool:
        slow = pool.submit(lambda: ring.of("slow").id)
        assert begun.wait(10)
        too = pool.submit(lambda: ring.of("slow").id)
        for free in (lambda: ring.of("slow").access, lambda: ring.of("other").id):
            assert pool.submit(free).result(10).kid
        assert not too.done()
        go_on.set()
        assert slow.result(10) is too.result(10) is ring.of("slow").id


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
