"""The Flask application of what emulators have beside their API: well-known documents, control."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.local import LocalProxy

from cognito_emulator.api.codec import MAX_BODY_BYTES
from cognito_emulator.domain.federation.stand_ins import absent
from cognito_emulator.domain.federation.stand_ins.address import FOLDER
from cognito_emulator.nearest import near
from cognito_emulator.web import control, well_known
from cognito_emulator.web.answers import answer
from cognito_emulator.web.front import HEALTH
from cognito_emulator.web.served import served
from cognito_emulator.wire import failure

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.emulator import Emulator

_WHAT_THERE_IS = (
    "POST / is the API of Amazon Cognito user pools (with X-Amz-Target); "
    "GET /<pool id>/.well-known/openid-configuration and /<pool id>/.well-known/jwks.json are for "
    "programs that verify tokens; /_emulator/ is for tests: "
)
_CONTROL = "/_emulator/"
# What a pool's domain serves: the pages of the hosted UI, and the OAuth endpoints (documented).
_OF_A_DOMAIN = (
    "/oauth2/",
    "/login",
    "/logout",
    "/signup",
    "/forgotPassword",
    "/confirm",
    "/saml2/",
)
# What is asked at the service's own host is answered in its words (measured [authorization-22]; the
# status is a guess), for programs that have its address built in.
_OF_THE_SERVICE = re.compile(r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?::[0-9]+)?")
_NOT_UNDERSTOOD = {
    "code": "BadRequest",
    "message": "The server did not understand the operation that was requested.",
    "type": "client",
}


@cache
def application() -> Flask:
    """Return the application, which serves all emulators of the process: `web.served`."""
    emulator = cast("Emulator", LocalProxy(lambda: served(request.environ).emulator))
    app = Flask("cognito_emulator", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # done before
    app.register_blueprint(well_known.blueprint(emulator))
    app.register_blueprint(control.blueprint(emulator))
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    return app


def _refused(error: HTTPException) -> Response:
    """Answer in JSON what Flask would answer with a page."""
    if isinstance(error, NotFound) and _OF_THE_SERVICE.fullmatch(request.host):
        return answer(_NOT_UNDERSTOOD, 400)
    sentence = error.description or error.name
    if isinstance(error, NotFound) and request.path.startswith(_OF_A_DOMAIN):
        sentence = (
            f"{request.path} belongs to a pool's domain: it is at /_domain/DOMAIN{request.path}."
        )
        return answer({"error": sentence}, 404)
    if isinstance(error, NotFound) and request.path.startswith(FOLDER):
        emulator = served(request.environ).emulator
        return answer({"error": emulator.run_inside(_nobody_played)}, 404)
    if isinstance(error, NotFound):
        sentence = f"There is nothing at {request.path}. {_what_there_is(request.path)}"
    if isinstance(error, MethodNotAllowed):
        takes = sorted({*(error.valid_methods or ())} - {"HEAD", "OPTIONS"})
        sentence = f"{request.path} takes {' or '.join(takes)}, not {request.method}."
    refusal = answer({"error": sentence}, error.code or 500)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        refusal.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return refusal


def _nobody_played(ctx: Context) -> str:
    return absent.at(ctx, request.path)


def _what_there_is(path: str) -> str:
    rules = {rule.rule.partition("<")[0].rstrip("/") for rule in current_app.url_map.iter_rules()}
    paths = [HEALTH, *sorted(rule for rule in rules if rule.startswith(_CONTROL))]
    names = [each.removeprefix(_CONTROL) for each in paths]
    found = near(path.removeprefix(_CONTROL), names) if path.startswith(_CONTROL) else []
    if not found:
        return f"{_WHAT_THERE_IS}{', '.join(names)}."
    those = ", ".join(f"{_CONTROL}{name}" for name in found)
    return f"The nearest {'is' if len(found) == 1 else 'are'} {those}."


def _failed(error: Exception) -> Response:
    """Answer for a bug of ours as the API would."""
    refusal = failure(error)
    return answer({"__type": refusal.type, "message": refusal.message}, refusal.status)
