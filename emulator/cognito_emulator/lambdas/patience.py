"""How long a function is waited for, and how often it is tried.

The figures are documented, and that only a time-out is worth another try.
"""

from __future__ import annotations

import threading
from collections import Counter
from copy import deepcopy
from typing import Any

from cognito_emulator.deadlines import OutOfTimeError, within
from cognito_emulator.lambdas.base import (
    Event,
    Function,
    Invocation,
    TimedOutError,
    UnreachableError,
)

_TRIES = 3


def ask(function: Function, event: Event, request_id: str, seconds: float | None) -> Any:  # noqa: ANN401 - whatever it answers
    """Return what a function answers.

    Args:
        function: it; may be called anew while an earlier try still runs.
        event: what it is told.
        request_id: of the request that asks.
        seconds: how long a try may take; ``None`` for as long as it likes.

    Raises:
        InvocationError: it did not answer, or was not asked, as too many others never did.

    """
    if seconds is None:
        return function(Invocation(deepcopy(event), request_id))
    try_once = _directly if getattr(function, "keeps_time", False) else _within
    for _ in range(_TRIES):
        try:
            return try_once(function, Invocation(deepcopy(event), request_id, seconds))
        except TimedOutError:
            continue
    raise TimedOutError(
        f"{_TRIES} attempts of {seconds:g} s each. --trigger-timeout, in pytest the ini option"
        " cognito_trigger_timeout, gives it other seconds"
    )


def _directly(function: Function, invocation: Invocation) -> Any:  # noqa: ANN401 - whatever it answers
    """Call a function that gives up by itself when its time is over."""
    return function(invocation)


def _within(function: Function, invocation: Invocation) -> Any:  # noqa: ANN401 - whatever it answers
    """Call a function in a thread that can be left behind; its context variables are ours.

    Raises:
        TimedOutError: it took too long; its thread goes on.
        UnreachableError: too many that took too long still go on.

    """
    left_behind.check()
    try:
        return within(invocation.seconds, lambda: function(invocation), "cognito-trigger")
    except OutOfTimeError as late:
        left_behind.add(late.thread, str(invocation.event.get("triggerSource")))
        raise TimedOutError from None


class LeftBehind:
    """The threads of functions that ran out of time, and run all the same: Python can end none.

    Attributes:
        most: how many there may be, whatever hangs.

    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._threads: dict[threading.Thread, str] = {}
        self._lock = threading.Lock()

    def add(self, thread: threading.Thread, source: str) -> None:
        """Note a thread, and the trigger source that its function was called for."""
        with self._lock:
            self._threads[thread] = source

    def check(self) -> None:
        """Refuse another call while there are too many.

        Raises:
            UnreachableError: there are; it says what they were called for.

        """
        if not self._threads:  # nearly always
            return
        with self._lock:
            self._threads = {each: of for each, of in self._threads.items() if each.is_alive()}
            sources = Counter(self._threads.values())
        if sources.total() >= self.most:
            listed = ", ".join(f"{source} ({count})" for source, count in sources.most_common(3))
            raise UnreachableError(
                f"{sources.total()} calls of functions that ran out of time still run: {listed}. No"
                " other is begun until one of them returns"
            )


left_behind = LeftBehind(100)
