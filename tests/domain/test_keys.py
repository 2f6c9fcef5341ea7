"""The key ring: who waits for keys that are being made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cognito_emulator.domain.tokens.keys import KeyRing, SigningKey


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
        slow = pool.submit(ring.of, "slow")
        assert begun.wait(10)
        too = pool.submit(ring.of, "slow")
        other = pool.submit(ring.of, "other")
        assert other.result(10)
        assert not too.done()
        go_on.set()
        assert slow.result(10) is too.result(10)
