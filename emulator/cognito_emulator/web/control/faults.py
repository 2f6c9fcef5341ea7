"""``/_emulator/faults``: calls that are to fail, or to wait."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from cognito_emulator.web.answers import answer
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.faults import Fault
    from cognito_emulator.emulator import Emulator


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/faults")
    def faults() -> Response:
        """Show the faults that wait."""
        parameters.nothing()
        return answer({"faults": [asdict(fault) for fault in emulator.faults()]})

    @routes.post("/faults")
    def add_fault() -> Response:
        """Make calls fail or wait."""
        return answer(asdict(_wished(emulator)), 201)

    @routes.delete("/faults")
    def forget_faults() -> Response:
        """Forget all faults."""
        parameters.nothing()
        return answer({"deleted": emulator.forget_faults()})


def _wished(emulator: Emulator) -> Fault:
    """Add the fault that the body describes; a member that is null counts as absent."""
    body = parameters.body("operation", "error", "delay", "message", "times", "probability", "seed")
    wish = {member: value for member, value in body.items() if value is not None}
    if ("error" in wish) == ("delay" in wish):
        raise parameters.BadRequest("Say error or delay, one of them.")
    if "delay" in wish and "message" in wish:
        raise parameters.BadRequest("message goes with error.")
    operation = wish.pop("operation", None)
    try:
        if "delay" in wish:
            return emulator.delay(operation, wish.pop("delay"), **wish)
        return emulator.fail(operation, **wish)
    except ValueError as error:
        raise parameters.BadRequest(str(error)) from None
