"""Revoking a refresh token at /oauth2/revoke (RFC 7009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.oauth import client_authentication
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.tokens import refresh

if TYPE_CHECKING:
    from cognito_emulator.domain.oauth.client_authentication import Credentials
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def revoke(ctx: Context, pool: Pool, credentials: Credentials, token: str | None) -> None:
    """End the sign-in of a refresh token; quietly nothing if it is nobody's (documented).

    That the client is looked at before the token is a guess.

    Raises:
        GrantError: all documented: ``invalid_client``; ``invalid_request``: there is no token, or
            the client's tokens cannot be revoked; ``unsupported_token_type``: it is no refresh
            token. Of another client's token ``invalid_client`` is a guess.

    """
    client = client_authentication.authenticated(ctx, pool, credentials)
    if not token:
        raise GrantError("invalid_request", why="There is no token.")
    try:
        refresh.revoke(ctx, client, token)
    except errors.UnsupportedOperationException:
        why = "EnableTokenRevocation of the client is not true."
        raise GrantError("invalid_request", why=why) from None
    except errors.UnsupportedTokenTypeException:
        why = "The token is not a refresh token."
        raise GrantError("unsupported_token_type", why=why) from None
    except errors.UnauthorizedException:
        why = "The token belongs to another client."
        raise GrantError("invalid_client", why=why) from None
