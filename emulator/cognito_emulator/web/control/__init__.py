"""What tests ask of a running emulator, under ``/_emulator/``; a module for each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cognito_emulator.errors import CognitoError
from cognito_emulator.web.answers import answer
from cognito_emulator.web.control import (
    authorization,
    challenges,
    clock,
    exports,
    faults,
    history,
    load_balancers,
    messages,
    parameters,
    pools,
    snapshots,
    stand_ins,
    tokens,
    trial_sign_in,
    users,
)
from cognito_emulator.web.control.parameters import BadRequest
from cognito_emulator.web.guard import NO_SNIFFING
from cognito_emulator.web.served import served

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.emulator import Emulator


def blueprint(emulator: Emulator) -> Blueprint:
    """Return the routes under ``/_emulator/``, except the health check.

    Args:
        emulator: stands for the one that a request is for.

    """
    routes = Blueprint("control", __name__, url_prefix="/_emulator")

    @routes.before_request
    def refuse_foreigners() -> Response | None:
        """Refuse requests that the guard objects to."""
        objection = served(request.environ).guard.objection(request.environ)
        return None if objection is None else answer({"error": objection}, 403)

    @routes.after_request
    def share(response: Response) -> Response:
        """Let pages that may control the emulator read the answer, as JSON."""
        response.headers.update(served(request.environ).guard.sharing(request.environ))
        response.headers.add(*NO_SNIFFING)
        return response

    @routes.before_request
    def keep_calls() -> None:
        """Keep calls from the first request on."""
        served(request.environ).log.begin()

    routes.before_request(parameters.refuse_misplaced)

    @routes.errorhandler(CognitoError)
    def refused(error: CognitoError) -> Response:
        """Say why the emulator refused."""
        return answer({"error": f"{error.type}: {error.message}"}, 400)

    @routes.errorhandler(BadRequest)
    def bad_request(error: BadRequest) -> Response:
        """Say what is wrong with a request."""
        return answer({"error": str(error)}, 400)

    @routes.post("/reset")
    def reset() -> Response:
        """Go back to the seeds, as their files are now."""
        parameters.nothing()
        try:
            reloaded = emulator.reset()
        except ValueError as error:  # a seed or a file of functions that is wrong now
            raise BadRequest(str(error)) from None
        return answer({"status": "ok", "reloaded": [str(path) for path in reloaded]})

    messages.add(routes, emulator)
    clock.add(routes, emulator)
    challenges.add(routes, emulator)
    faults.add(routes, emulator)
    users.add(routes, emulator)
    tokens.add(routes, emulator)
    authorization.add(routes, emulator)
    trial_sign_in.add(routes, emulator)
    history.add(routes, emulator)
    pools.add(routes, emulator)
    snapshots.add(routes)
    stand_ins.add(routes, emulator)
    load_balancers.add(routes, emulator)
    exports.add(routes, emulator)
    return routes
