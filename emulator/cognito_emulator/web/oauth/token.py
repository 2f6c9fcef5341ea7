"""POST /oauth2/token: codes, refresh tokens and clients' own secrets become tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.oauth import token_endpoint
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.oauth.documents import document
from cognito_emulator.web.oauth.methods import serve
from cognito_emulator.web.oauth.parameters import credentials, parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes."""
    serve(routes, "/oauth2/token", token, "POST")


def token() -> Response:
    """Answer a grant with tokens (RFC 6749, 5); the members' order is measured [oauth-4]."""
    given = parameters()
    client = credentials(given)

    def redeemed(ctx: Context, place: PoolDomain) -> Tokens:
        return token_endpoint.tokens(ctx, place.pool, client, given)

    tokens = visit().run(redeemed)
    return document(
        {
            "id_token": tokens.id,
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expires_in": tokens.expires_in,
            "token_type": "Bearer",
        }
    )
