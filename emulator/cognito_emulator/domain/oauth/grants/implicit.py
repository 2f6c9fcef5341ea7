"""The implicit grant (RFC 6749, 4.2): tokens go back to the app without a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.oauth.failures import AuthorizationError, GrantError
from cognito_emulator.domain.oauth.grants import approval
from cognito_emulator.domain.oauth.grants.approval import Approval

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationRequest, BrowserSession
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context


def tokens_of(
    ctx: Context, pool: Pool, client: Client, session: BrowserSession, request: AuthorizationRequest
) -> Tokens:
    """Return what goes into the fragment: an access token, and an ID token if ``openid`` was asked.

    There is never a refresh token (documented).

    Raises:
        AuthorizationError: why the token endpoint would refuse a code (a guess).

    """
    asked = Approval(
        session.sub,
        session.username,
        session.auth_time,
        request.scopes,
        request.nonce,
        request.resource,
    )
    try:
        return approval.redeem(ctx, pool, client, asked)._replace(refresh=None)
    except GrantError as refusal:
        raise AuthorizationError(request, refusal.error, refusal.description) from None
