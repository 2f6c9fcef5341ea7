"""REFRESH_TOKEN_AUTH and its synonym REFRESH_TOKEN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.clients import secrets
from cognito_emulator.domain.sign_in.parameters import required
from cognito_emulator.domain.tokens import refresh

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Tokens:
    """Redeem a refresh token; the hash is over the user's canonical name (recorded 2026-09)."""
    (token,) = required(parameters, "REFRESH_TOKEN")
    secret_hash = parameters.get("SECRET_HASH")
    secrets.require_secret_hash(client, secret_hash)
    sign_in = refresh.sign_in_of(ctx, pool, client, token)
    secrets.check_secret_hash_of_refresh(client, sign_in.username, secret_hash)
    return refresh.redeem(ctx, pool, client, token, parameters.get("DEVICE_KEY"))


def refuse_rotation(client: Client) -> None:
    """Refuse clients that rotate refresh tokens: GetTokensFromRefreshToken is theirs.

    Such clients cannot allow the flow, and still get this refusal (recorded 2026-09).

    Raises:
        UnsupportedOperationException: the client rotates.

    """
    if client.rotates:
        raise errors.UnsupportedOperationException(
            "This API does not support refresh token rotation"
        )
