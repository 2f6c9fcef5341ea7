"""What logs keep from being said too often."""

from __future__ import annotations

import pytest

from cognito_emulator import clock, logs

LOG = logs.logger("tests.seldom")


def test_an_error_of_many_calls_is_said_once_in_a_while(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = [0.0]
    monkeypatch.setattr(clock.Stopwatch, "seconds", lambda _: passed[0])
    seldom = logs.Seldom(LOG)
    for _ in range(1_234):
        seldom.error("It is away.")
    seldom.error("It is broken.")
    passed[0] = 10.0
    seldom.error("It is away.")
    seldom.error("It is broken.")
    assert caplog.messages == [
        "It is away.",
        "It is broken.",
        "It is away. (and 1,233 times more since that was said)",
        "It is broken.",
    ]


def test_it_does_not_keep_all_that_was_ever_said(caplog: pytest.LogCaptureFixture) -> None:
    seldom = logs.Seldom(LOG)
    for number in range(1_000):
        seldom.error(f"It is away: {number}.")
    assert len(caplog.messages) == 1_000
    assert len(seldom._said) <= 20
