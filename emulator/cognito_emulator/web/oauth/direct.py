"""The endpoints that apps call themselves, from servers and from pages of any origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cognito_emulator.domain.oauth.failures import BearerError, GrantError
from cognito_emulator.web.oauth import register, revoke, token, user_info
from cognito_emulator.web.oauth.documents import document
from cognito_emulator.web.sharing import with_any_origin

if TYPE_CHECKING:
    from flask import Response


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
    """Refuse a grant: as a rule by its code alone (measured [oauth-17])."""
    return document(
        {"error": error.error, "error_description": error.description}, status=error.status
    )


def _unauthorized(error: BearerError) -> Response:
    """Refuse a bearer token; the header is documented word for word, the body is a guess."""
    told = {"error": error.error, "error_description": error.description}
    response = document(told, status=error.status)
    challenge = ", ".join(f'{name}="{value}"' for name, value in told.items())
    response.headers["WWW-Authenticate"] = challenge
    return response
