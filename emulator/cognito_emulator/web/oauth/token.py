"""POST /oauth2/token: codes, refresh tokens and clients' own secrets become tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cognito_emulator.domain.oauth import client_authentication
from cognito_emulator.domain.oauth.client_authentication import Credentials
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.oauth.grants import authorization_code
from cognito_emulator.web.answers import answer
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context

_GRANTS = {"authorization_code": authorization_code.redeem}


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes."""
    routes.post("/oauth2/token")(token)


def token() -> Response:
    """Answer a grant with tokens (RFC 6749, section 5)."""
    here = visit()

    def redeemed(ctx: Context, place: PoolDomain) -> Tokens:
        grant_type = here.form.get("grant_type")
        if not grant_type:
            raise GrantError("invalid_request")
        if grant_type not in _GRANTS:
            raise GrantError("unsupported_grant_type")
        client = client_authentication.authenticated(ctx, place.pool, _credentials())
        return _GRANTS[grant_type](ctx, place.pool, client, here.form)

    tokens = here.run(redeemed)
    document = {
        "id_token": tokens.id,
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
        "expires_in": tokens.expires_in,
        "token_type": "Bearer",
    }
    return answer({name: value for name, value in document.items() if value is not None})


def _credentials() -> Credentials:
    """Return who the client claims to be."""
    basic = request.authorization
    if basic is not None and basic.type == "basic" and basic.username is not None:
        return Credentials(basic.username, basic.password)
    return Credentials(request.form.get("client_id", ""), request.form.get("client_secret"))
