"""Functions that never return: how many threads they leave, and what is said of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from cognito_emulator.lambdas import (
    Function,
    Functions,
    InvocationError,
    TimedOutError,
    UnreachableError,
    ask,
    patience,
    resolve,
)
from cognito_emulator.lambdas.patience import LeftBehind
from tests.triggers.support import Event

EVENT = {"triggerSource": "PreSignUp_SignUp"}


@pytest.fixture
def may_end() -> Iterator[threading.Event]:
    """What the hanging functions wait for."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def left_behind(monkeypatch: pytest.MonkeyPatch) -> LeftBehind:
    """Room for six threads: two calls, each tried three times."""
    few = LeftBehind(6)
    monkeypatch.setattr(patience, "left_behind", few)
    return few


def test_hanging_functions_leave_a_bounded_number_of_threads(
    left_behind: LeftBehind, may_end: threading.Event
) -> None:
    started: list[threading.Thread] = []
    one_more = threading.Semaphore(0)

    def hang(event: Event) -> Event:
        started.append(threading.current_thread())
        one_more.release()
        may_end.wait(60)
        return event

    for _ in range(2):
        with pytest.raises(TimedOutError):
            ask(_function(hang), EVENT, "a-request", 0.001)
    for source in ("PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"):
        with pytest.raises(UnreachableError) as refusal:
            ask(_function(hang), {"triggerSource": source}, "a-request", 0.001)
        assert str(refusal.value) == (
            "6 calls of functions that ran out of time still run: PreSignUp_SignUp (6)."
            " No other is begun until one of them returns"
        )
    assert all(one_more.acquire(timeout=60) for _ in range(left_behind.most))
    assert len(started) == left_behind.most
    may_end.set()
    for thread in started:
        thread.join(60)
    assert ask(_function(lambda event: event), EVENT, "a-request", 60) == EVENT


def test_senders_that_hang_leave_a_bounded_number_of_threads(
    monkeypatch: pytest.MonkeyPatch, may_end: threading.Event
) -> None:
    monkeypatch.setattr("cognito_emulator.lambdas.functions._MOST_SENDERS", 2)
    functions, failures = Functions(), list[InvocationError]()
    for _ in range(3):
        functions.start(
            _function(lambda _event: may_end.wait(60)), EVENT, "a-request", failures.append
        )
    assert [str(failure) for failure in failures] == ["2 functions that nobody waits for still run"]
    may_end.set()
    assert functions.finish(60)
    functions.start(_function(lambda event: event), EVENT, "a-request", failures.append)
    assert functions.finish(60)
    assert len(failures) == 1


def _function(handler: object) -> Function:
    function = resolve(handler)  # type: ignore[arg-type]
    assert function is not None
    return function
