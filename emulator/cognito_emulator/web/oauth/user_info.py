"""GET and POST /oauth2/userInfo: who somebody is, for an access token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from cognito_emulator.domain.oauth import user_info as domain
from cognito_emulator.domain.oauth.failures import BearerError
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.oauth.documents import document
from cognito_emulator.web.oauth.methods import serve

if TYPE_CHECKING:
    from flask import Blueprint, Response


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes."""
    serve(routes, "/oauth2/userInfo", user_info, "GET", "HEAD", "POST")


def user_info() -> Response:
    """Show the user's claims."""
    return document(visit().run(lambda ctx, place: domain.of(ctx, place.pool, _bearer_token())))


def _bearer_token() -> str:
    """Return the token of the Authorization header, the only place for it (a guess).

    Raises:
        BearerError: ``invalid_request`` (documented).

    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise BearerError("invalid_request", "Bad OAuth2 request at UserInfo Endpoint")
    return token
