"""The endpoints that apps call themselves, from servers and from pages of any origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cognito_emulator import printable
from cognito_emulator.domain.oauth.failures import BearerError, GrantError
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.oauth import register, revoke, token, user_info
from cognito_emulator.web.oauth.documents import document
from cognito_emulator.web.sharing import with_any_origin

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.domain.oauth.failures import OAuthFailure

_BAD_REQUEST, _UNAUTHORIZED = 400, 401


def blueprint() -> Blueprint:
    """Return the routes of these endpoints."""
    routes = Blueprint("direct", __name__)
    for endpoint in (token, user_info, revoke, register):
        endpoint.add(routes)
    routes.register_error_handler(GrantError, _refused)
    routes.register_error_handler(BearerError, _unauthorized)
    routes.after_request(_shared)
    return routes


def _shared(response: Response) -> Response:
    """Let pages of any origin read an answer; who names no origin hears nothing of it.

    Programs that copied all headers saw none of it (measured [authorization-4, authorization-5]).
    """
    return with_any_origin(response) if "Origin" in request.headers else response


def _refused(error: GrantError) -> Response:
    """Refuse a grant: as a rule by its code alone (measured [oauth-17]).

    Who is no client gets 401 where tokens are revoked, and 400 elsewhere (documented).
    """
    visit().raised = error  # for who hears of calls, also if it was raised outside of any work
    is_unauthorized = error.error == "invalid_client" and request.path == revoke.PATH
    return document(_told(error), status=_UNAUTHORIZED if is_unauthorized else _BAD_REQUEST)


def _unauthorized(error: BearerError) -> Response:
    """Refuse a bearer token; the header is documented word for word, the body is a guess.

    Only a request that cannot be read gets 400 (RFC 6750, section 3.1).
    """
    is_unreadable = error.error == "invalid_request"
    response = document(_told(error), status=_BAD_REQUEST if is_unreadable else _UNAUTHORIZED)
    challenge = ", ".join(f"{name}={_quoted(value or '')}" for name, value in _told(error).items())
    response.headers["WWW-Authenticate"] = challenge
    return response


def _quoted(text: str) -> str:
    """Return a text as a header has it (RFC 9110, section 5.6.4), on one line."""
    escaped = printable.line(text).replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def _told(error: OAuthFailure) -> dict[str, str | None]:
    return {"error": error.error, "error_description": error.description}
