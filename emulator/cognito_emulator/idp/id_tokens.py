"""ID tokens (OpenID Connect Core, section 2), and those that must be refused."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cognito_emulator import base64url

if TYPE_CHECKING:
    from cognito_emulator.idp.behaviours import Behaviour
    from cognito_emulator.idp.grants import Granted
    from cognito_emulator.idp.provider import Provider

_HALF = 16  # bytes: the left half of a SHA-256
_LONG_AGO = 7200  # seconds
ELSEWHERE = "https://somebody-else.example.com"
"""The issuer of a token that names another one."""
OTHER_CLIENT = "somebody-elses-client"
"""The audience of a token that is for another client."""


def make(
    provider: Provider,
    granted: Granted,
    issuer: str,
    now: float,
    *,
    access_token: str | None = None,
    code: str | None = None,
) -> str:
    """Return the ID token of a sign-in, right or as wrong as it was wished.

    Args:
        provider: who says it.
        granted: what was allowed.
        issuer: as whom it says so.
        now: epoch seconds.
        access_token: what it comes with.
        code: likewise.

    """
    hashes = {
        name: _half(text)
        for name, text in (("at_hash", access_token), ("c_hash", code))
        if text is not None
    }
    claims = {**_claims(provider, granted, issuer, now), **hashes}
    return _signed(provider, claims, granted.grant.behaviour)


def _claims(provider: Provider, granted: Granted, issuer: str, now: float) -> dict[str, Any]:
    grant, person = granted
    issued_at = int(now)
    nonce = {} if grant.nonce is None else {"nonce": grant.nonce}
    claims = {
        **provider.oauth.claims(granted),
        "iss": issuer,
        "aud": grant.client_id,
        "sub": person.subject,
        "iat": issued_at,
        "exp": issued_at + provider.oauth.id_token_seconds,
        **nonce,
        **provider.oauth.own_claims(granted),
    }
    return {**claims, **_wrong(grant.behaviour, issued_at)}


def _half(text: str) -> str:
    """Return what an ID token has of what it comes with (OpenID Connect Core, 3.1.3.6)."""
    return base64url.encode(sha256(text.encode()).digest()[:_HALF])


def _wrong(behaviour: Behaviour, issued_at: int) -> dict[str, Any]:
    """Return the claims that are to be wrong."""
    if behaviour == "wrong-issuer":
        return {"iss": ELSEWHERE}
    if behaviour == "wrong-audience":
        return {"aud": OTHER_CLIENT}
    if behaviour == "wrong-nonce":
        return {"nonce": "the-nonce-of-another-sign-in"}
    if behaviour == "expired":
        return {"iat": issued_at - _LONG_AGO, "exp": issued_at - _LONG_AGO // 2}
    return {}


def _signed(provider: Provider, claims: dict[str, Any], behaviour: Behaviour) -> str:
    keys = provider.keys
    if behaviour == "unsigned":
        return unsigned(claims)
    if behaviour == "foreign-key":
        return keys.foreign.sign(claims, keys.signing.kid)
    if behaviour == "unknown-key":
        return keys.foreign.sign(claims)
    return keys.signing.sign(claims)


def unsigned(claims: dict[str, Any]) -> str:
    """Return claims as a JWT that nobody has signed."""
    import jwt  # noqa: PLC0415 - slow to load

    return jwt.encode(claims, "", "none")
