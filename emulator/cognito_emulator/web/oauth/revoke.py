"""POST /oauth2/revoke: a refresh token ends, with all tokens of its sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.oauth import revocation
from cognito_emulator.web.answers import empty
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.oauth.methods import serve
from cognito_emulator.web.oauth.parameters import credentials, parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response


PATH = "/oauth2/revoke"


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes."""
    serve(routes, PATH, revoke, "POST")


def revoke() -> Response:
    """Revoke a token; the answer is empty (documented)."""
    given = parameters()
    client = credentials(given)
    token = given.get("token")
    visit().run(lambda ctx, place: revocation.revoke(ctx, place.pool, client, token))
    return empty(200)
