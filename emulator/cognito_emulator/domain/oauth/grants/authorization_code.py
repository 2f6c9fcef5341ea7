"""The grant ``authorization_code`` (RFC 6749, 4.1.3), with PKCE (RFC 7636)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import base64url
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.oauth.grants import approval
from cognito_emulator.domain.oauth.grants.approval import Approval
from cognito_emulator.domain.oauth.record import AUTHORIZATION_CODES

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationCode
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context


def redeem(ctx: Context, pool: Pool, client: Client, form: Mapping[str, str]) -> Tokens:
    """Return the tokens that a code is good for.

    Whoever presents a client's code uses it up, whatever becomes of the request (a guess). A code
    that comes again is refused (measured [oauth-12]); the tokens that it was exchanged for stay
    good, which RFC 6749 advises against (a guess).

    Raises:
        GrantError: ``invalid_request``: code or redirect URI is missing (documented);
            ``invalid_grant``: the code is nobody's, another client's, expired or used;
            ``unauthorized_client``: the redirect URI differs (measured [oauth-11]); or a function
            refuses.

    """
    code = _presented(ctx, client, form)
    asked = Approval(
        code.sub, code.username, code.auth_time, code.scopes, code.nonce, code.resource
    )
    return approval.redeem(ctx, pool, client, asked)


def _presented(ctx: Context, client: Client, form: Mapping[str, str]) -> AuthorizationCode:
    """Return a code that is good, and use it up."""
    text, redirect_uri = form.get("code"), form.get("redirect_uri")
    if not text or not redirect_uri:
        missing = "redirect_uri" if text else "code"
        raise GrantError("invalid_request", why=f"There is no {missing}.")
    code = ctx.tx.get(AUTHORIZATION_CODES, text)
    if code is None:
        raise GrantError("invalid_grant", why="The code is unknown.")
    if why := _objection(ctx, client, code):
        raise GrantError("invalid_grant", why=why)
    ctx.tx.keep(AUTHORIZATION_CODES, replace(code, spent=True))
    if redirect_uri != code.redirect_uri:
        why = f"redirect_uri is not that of the authorization request, {code.redirect_uri}."
        raise GrantError("unauthorized_client", why=why)
    verifier = form.get("code_verifier")
    if not _verifies(verifier, code.code_challenge):
        raise GrantError("invalid_grant", why=_unverified(verifier, code.code_challenge))
    return code


def _objection(ctx: Context, client: Client, code: AuthorizationCode) -> str | None:
    """Return why a client gets nothing for a code; ``None`` if it is good."""
    if code.client_id != client.id:
        return f"The code belongs to another client, {code.client_id}."
    if code.spent:
        return "The code was used before."
    if code.expires_at <= ctx.now:
        return "The code has expired: it is valid for five minutes."
    return None


def _unverified(verifier: str | None, challenge: str | None) -> str:
    """Return what is wrong with a verifier that does not belong to a challenge."""
    if not challenge:
        return "There is a code_verifier, but the authorization request had no code_challenge."
    if not verifier:
        return "There is no code_verifier, but the authorization request had a code_challenge."
    return "The code_verifier does not belong to the code_challenge."


def _verifies(verifier: str | None, challenge: str | None) -> bool:
    """Whether a verifier belongs to a challenge, or both are missing (``invalid_grant``: a guess).

    That one alone is refused is a guess for a verifier without a challenge, after RFC 9700, section
    2.1.1.
    """
    if not verifier or not challenge:
        return not verifier and not challenge
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return hmac.compare_digest(
        base64url.encode(digest).encode(), challenge.encode("utf-8", "replace")
    )
