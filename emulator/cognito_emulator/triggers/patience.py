"""How long a function is waited for, and how often it is tried.

The figures are documented, and that only a time-out is worth another try.
"""

from __future__ import annotations

import threading
from contextvars import copy_context
from copy import deepcopy
from typing import Any

from cognito_emulator.triggers.base import Event, Function, Invocation, TimedOut

_TRIES = 3


def ask(function: Function, event: Event, request_id: str, seconds: float | None) -> Any:  # noqa: ANN401 - whatever it answers
    """Return what a function answers.

    Args:
        function: it; may be called anew while an earlier try still runs.
        event: what it is told.
        request_id: of the request that asks.
        seconds: how long a try may take; ``None`` for as long as it likes.

    Raises:
        Failed: it did not answer.

    """
    if seconds is None:
        return function(Invocation(deepcopy(event), request_id))
    for _ in range(_TRIES):
        try:
            return _within(function, Invocation(deepcopy(event), request_id, seconds))
        except TimedOut:
            continue
    raise TimedOut


def _within(function: Function, invocation: Invocation) -> Any:  # noqa: ANN401 - whatever it answers
    """Call a function in a thread that can be left behind; its context variables are ours."""
    answers: list[Any] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(function(invocation))
        except BaseException as error:  # noqa: BLE001 - raised again where it was called from
            errors.append(error)

    helper = threading.Thread(
        target=copy_context().run, args=(work,), name="cognito-trigger", daemon=True
    )
    helper.start()
    helper.join(invocation.seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise TimedOut
    return answers[0]
