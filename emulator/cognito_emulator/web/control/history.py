"""``/_emulator/calls`` and ``/_emulator/warnings``: what has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from cognito_emulator.api import spec
from cognito_emulator.endpoints import ENDPOINTS
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import parameters
from cognito_emulator.web.served import served
from cognito_emulator.web.siblings import SiblingsError, SilentSiblingError
from cognito_emulator.web.told_calls import in_json

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.history import WarningRecord
    from cognito_emulator.emulator import Emulator


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/calls")
    def calls() -> Response:
        """Show the calls of operations."""
        wish = parameters.query("operation")
        operation = parameters.choice(wish, "operation", (*spec.operations(), *ENDPOINTS))
        told = served(request.environ).calls().of(operation)
        return answer({"since": iso(told.since), "calls": told.calls})

    @routes.delete("/calls")
    def forget_calls() -> Response:
        """Delete the calls."""
        parameters.nothing()
        return answer({"deleted": served(request.environ).calls().forget()})

    @routes.errorhandler(SilentSiblingError)
    def silent(error: SilentSiblingError) -> Response:
        """Say which process has not answered."""
        return answer({"error": str(error)}, 504)

    @routes.errorhandler(SiblingsError)
    def unreachable(error: SiblingsError) -> Response:
        """Say why other processes cannot be asked."""
        why = f"Calls are kept by each process that answers for this emulator, and {error}"
        return answer({"error": why}, 501)

    @routes.get("/warnings")
    def warnings() -> Response:
        """Show the warnings."""
        parameters.nothing()
        return answer({"warnings": [in_json(_warning_view(each)) for each in emulator.warnings()]})

    @routes.delete("/warnings")
    def forget_warnings() -> Response:
        """Delete the warnings."""
        parameters.nothing()
        return answer({"deleted": emulator.forget_warnings()})


def _warning_view(warning: WarningRecord) -> dict[str, Any]:
    return {
        "sentence": warning.sentence,
        "operation": warning.operation,
        "user_pool_id": warning.user_pool_id,
        "at": iso(warning.at),
        "line": str(warning),
    }
