"""``/_emulator/calls`` and ``/_emulator/warnings``: what has happened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson
from flask import request

from cognito_emulator.api import spec
from cognito_emulator.endpoints import ENDPOINTS
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import parameters
from cognito_emulator.web.served import served

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.calls import Call
    from cognito_emulator.control.history import WarningRecord
    from cognito_emulator.emulator import Emulator


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/calls")
    def calls() -> Response:
        """Show the calls of operations."""
        wish = parameters.query("operation")
        operation = parameters.choice(wish, "operation", (*spec.operations(), *ENDPOINTS))
        log = served(request.environ).log
        found = [_in_json(_call_view(each)) for each in log.of(operation)]
        return answer({"since": iso(log.since), "calls": found})

    @routes.delete("/calls")
    def forget_calls() -> Response:
        """Delete the calls."""
        parameters.nothing()
        return answer({"deleted": served(request.environ).log.forget()})

    @routes.get("/warnings")
    def warnings() -> Response:
        """Show the warnings."""
        parameters.nothing()
        return answer({"warnings": [_in_json(_warning_view(each)) for each in emulator.warnings()]})

    @routes.delete("/warnings")
    def forget_warnings() -> Response:
        """Delete the warnings."""
        parameters.nothing()
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
    """Return JSON of whatever a caller or a function of this process said.

    Moments and other things that JSON does not have become texts; halves of characters are escaped.
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
