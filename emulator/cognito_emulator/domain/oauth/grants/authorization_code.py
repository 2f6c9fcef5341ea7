"""The grant ``authorization_code`` (RFC 6749, 4.1.3), with PKCE (RFC 7636)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import base64url
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.oauth.record import AUTHORIZATION_CODES
from cognito_emulator.domain.tokens import issue
from cognito_emulator.domain.tokens.grant import grant
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.domain.work.events import EventDetails

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationCode
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context


def redeem(ctx: Context, pool: Pool, client: Client, form: Mapping[str, str]) -> Tokens:
    """Return the tokens that a code is good for.

    Raises:
        GrantError: ``invalid_request``, ``invalid_grant`` or ``unauthorized_client``.

    """
    code = _presented(ctx, client, form)
    user = ctx.tx.get(USERS, (pool.id, code.username))
    if user is None or user.sub != code.sub:
        raise GrantError("invalid_grant")
    sign_in, refresh = issue.remember(ctx, client, user, at=code.auth_time, scopes=code.scopes)
    granted = grant(ctx, pool, client, user, sign_in)
    return issue.signed(ctx, pool, granted, "HostedAuth", EventDetails(client), refresh)


def _presented(ctx: Context, client: Client, form: Mapping[str, str]) -> AuthorizationCode:
    """Return a code that is good, and use it up."""
    text, redirect_uri = form.get("code"), form.get("redirect_uri")
    if not text or not redirect_uri:
        raise GrantError("invalid_request")
    code = ctx.tx.get(AUTHORIZATION_CODES, text)
    if code is None or code.spent or code.expires_at <= ctx.now or code.client_id != client.id:
        raise GrantError("invalid_grant")
    ctx.tx.keep(AUTHORIZATION_CODES, replace(code, spent=True))
    if redirect_uri != code.redirect_uri:
        raise GrantError("unauthorized_client")
    if code.code_challenge and not _verifies(form.get("code_verifier") or "", code.code_challenge):
        raise GrantError("invalid_grant")
    return code


def _verifies(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return hmac.compare_digest(base64url.encode(digest).encode(), challenge.encode())
