"""Calls, kept for whoever asks for them."""

from __future__ import annotations

from cognito_emulator.control.history import MOST, CallLog
from tests.support import Lab


def test_keeps_calls_from_when_it_begins(lab: Lab) -> None:
    log = CallLog(lab.emulator)
    lab.user()
    assert log.of(None) == []

    log.begin()
    log.begin()
    lab.tokens()
    lab.call("ListUserPools", MaxResults=1)

    assert [call.operation for call in log.of(None)] == ["InitiateAuth", "ListUserPools"]
    assert [call.operation for call in log.of("ListUserPools")] == ["ListUserPools"]
    assert log.forget() == 2
    assert log.of(None) == []


def test_keeps_the_newest(lab: Lab) -> None:
    log = CallLog(lab.emulator)
    log.begin()
    for _ in range(MOST + 1):
        lab.call("ListUserPools", MaxResults=1)

    assert len(log.of(None)) == MOST
