"""``/_emulator/calls`` and ``/_emulator/warnings``: what has happened."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator.api import spec
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import asked

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.calls import Call
    from cognito_emulator.domain.work.record import WarningRecord
    from cognito_emulator.emulator import Emulator

MOST = 1_000


class CallLog:
    """The newest calls, from the first request to the control API on.

    Before it nobody has asked for them, and to keep them costs each call a little.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._calls: deque[Call] = deque(maxlen=MOST)
        self._since: float | None = None

    def begin(self) -> None:
        """Keep calls from now on; again does no harm."""
        if not self._emulator.hears_calls(self._calls.append):
            self._emulator.on_call(self._calls.append)
        if self._since is None:
            self._since = self._emulator.clock.now()

    def forget(self) -> int:
        """Throw the calls away; return how many there were."""
        count = len(self._calls)
        self._calls.clear()
        self._since = self._emulator.clock.now()
        return count

    def document(self, operation: str | None) -> dict[str, Any]:
        """Return the calls, or those of one operation, oldest first, and since when they stand."""
        since = self._emulator.clock.now() if self._since is None else self._since
        found = [each for each in tuple(self._calls) if operation in (None, each.operation)]
        return {"since": iso(since), "calls": [_in_json(_call_view(each)) for each in found]}


def add(routes: Blueprint, emulator: Emulator, log: CallLog) -> None:
    """Add the routes."""

    @routes.get("/calls")
    def calls() -> Response:
        """Show the calls of operations."""
        wish = asked.query("operation")
        operation = asked.choice(wish, "operation", tuple(spec.operations()))
        return answer(log.document(operation))

    @routes.delete("/calls")
    def forget_calls() -> Response:
        """Throw the calls away."""
        return answer({"deleted": log.forget()})

    @routes.get("/warnings")
    def warnings() -> Response:
        """Show the warnings."""
        return answer({"warnings": [_in_json(_warning_view(each)) for each in emulator.warnings()]})

    @routes.delete("/warnings")
    def forget_warnings() -> Response:
        """Throw the warnings away."""
        return answer({"deleted": emulator.forget_warnings()})


def _call_view(call: Call) -> dict[str, Any]:
    error = call.error
    return {
        "operation": call.operation,
        "request": call.request,
        "answer": call.answer,
        "error": None if error is None else {"type": error.type, "message": error.message},
        "at": iso(call.at),
        "seconds": call.seconds,
        "door": call.door,
        "region": call.region,
        "injected": call.injected,
        "line": str(call),
    }


def _in_json(document: object) -> orjson.Fragment:
    """Return JSON, whatever a caller or a function of this process said.

    Moments and all that JSON has no kind for are texts, halves of characters are escaped.
    """
    try:
        return orjson.Fragment(orjson.dumps(document, default=str))
    except TypeError:
        return orjson.Fragment(json.dumps(document, default=str, skipkeys=True).encode())


def _warning_view(warning: WarningRecord) -> dict[str, Any]:
    return {
        "sentence": warning.sentence,
        "operation": warning.operation,
        "user_pool_id": warning.user_pool_id,
        "at": iso(warning.at),
        "line": str(warning),
    }
