"""The grant ``refresh_token`` (RFC 6749, section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.oauth.grants.functions import asking
from cognito_emulator.domain.tokens import refresh
from cognito_emulator.domain.work.events import EventDetails

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context

_SOURCE = "RefreshTokens"


def redeem(ctx: Context, pool: Pool, client: Client, form: Mapping[str, str]) -> Tokens:
    """Return new tokens for a refresh token: of this endpoint, or of the API.

    One of the API is not taken where the pool remembers devices (documented).

    Raises:
        GrantError: ``invalid_request``: there is none; ``invalid_grant``: it is refused
            (documented; of one that was rotated out a guess); or a function refuses.

    """
    text = form.get("refresh_token")
    if not text:
        raise GrantError("invalid_request", why="There is no refresh_token.")
    try:
        token = refresh.find(ctx, pool, client, text)
        with asking():
            return refresh.redeem(ctx, pool, client, token, _SOURCE, EventDetails(client))
    except (errors.NotAuthorizedException, errors.RefreshTokenReuseException) as refusal:
        raise GrantError("invalid_grant", why=refusal.message or "") from None
