"""What the tokens say, and in which order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cognito_emulator import base64url, java_maps
from cognito_emulator.domain.tokens import scopes
from cognito_emulator.domain.users import identities
from cognito_emulator.domain.users.record import Group

if TYPE_CHECKING:
    from cognito_emulator.domain.tokens.grant import Grant

Claims = dict[str, Any]

_BOOLEANS = frozenset({"email_verified", "phone_number_verified"})
_LONG_DIGITS = 18
#: Of access tokens of the OAuth endpoints (measured [oauth-1, oauth-3]).
VERSION = 2
# Where two claims share a bucket of the service's map, these come before its own claims; for
# phone_number_verified that is a guess.
_EARLY = ("email_verified", "phone_number_verified", "identities")


def access(grant: Grant, *, jti: str, expires_at: int) -> Claims:
    """Return an access token's claims: what its holder may do, and no attribute.

    Those of a sign-in through the API are recorded [tokens-1], groups too (recorded [tokens-6]),
    those of one at the pool's domain measured [oauth-1]; ``device_key`` and ``aud`` are documented.
    The order in which they are written down counts only within a bucket of `java_maps`.
    """
    own: Claims = {}
    if grant.authorized is not None:
        own = {"version": VERSION, "aud": grant.authorized.resource}
    claims: Claims = {
        "sub": grant.user.sub,
        "device_key": grant.device_key,
        "cognito:groups": [group.name for group in grant.groups],
        "iss": grant.issuer,
        "origin_jti": grant.origin_jti if _names_origin(grant) else None,
        "event_id": grant.event_id,
        "token_use": "access",
        "scope": scope(grant.scopes) or None,
        "auth_time": grant.auth_time,
        "exp": expires_at,
        "iat": grant.issued_at,
        **own,
        "jti": jti,
        "client_id": grant.client.id,
        "username": grant.user.username,
    }
    return java_maps.copied(_present(claims))


def identity(grant: Grant, *, jti: str, expires_at: int) -> Claims:
    """Return an ID token's claims: who the user is, as far as the client may read.

    Recorded [tokens-2, tokens-3, tokens-6]. At the pool's domain its scopes narrow that further.
    """
    # Recorded [tokens-11, tokens-12] of both claims.
    traceable = grant.client.revocable or grant.client.rotates
    shown = grant.client.readable(identities.shown(grant.user))
    if grant.authorized is not None:
        shown = scopes.narrowed(grant.scopes, shown)
    attributes = {name: _claim(name, value) for name, value in shown.items()}
    early = {name: attributes.pop(name) for name in _EARLY if name in attributes}
    claims: Claims = {
        "origin_jti": grant.origin_jti if traceable else None,
        "sub": grant.user.sub,
        "cognito:groups": [group.name for group in grant.groups],
        **early,
        **_roles(grant.groups),
        "iss": grant.issuer,
        "cognito:username": grant.user.username,
        "aud": grant.client.id,
        "event_id": grant.event_id,
        "token_use": "id",
        "auth_time": grant.auth_time,
        "exp": expires_at,
        "iat": grant.issued_at,
        "jti": jti if traceable else None,
        "nonce": grant.nonce,
        **attributes,
    }
    return java_maps.copied(_present(claims))


def bound(identity: Claims, access_token: str) -> Claims:
    """Return an ID token's claims with ``at_hash``, which binds it to an access token.

    Measured [oauth-2] of sign-ins at the pool's domain; OpenID Connect Core, section 3.1.3.6.
    """
    half = sha256(access_token.encode()).digest()[:16]
    return java_maps.copied({**identity, "at_hash": base64url.encode(half)})


def machine(
    client_id: str, issuer: str, names: Iterable[str], *, jti: str, issued_at: int, expires_at: int
) -> Claims:
    """Return the claims of an access token that a client has for itself (measured [oauth-3])."""
    return java_maps.copied(
        {
            "sub": client_id,
            "iss": issuer,
            "token_use": "access",
            "scope": scope(names),
            "auth_time": issued_at,
            "exp": expires_at,
            "iat": issued_at,
            "version": VERSION,
            "jti": jti,
            "client_id": client_id,
        }
    )


def scope(names: Iterable[str]) -> str:
    """Return the claim ``scope``: each scope once, as a Java HashSet has them.

    Measured [tokens-41] for the OAuth endpoints.
    """
    return " ".join(java_maps.copied(dict.fromkeys(names)))


def _names_origin(grant: Grant) -> bool:
    """Whether an access token has ``origin_jti`` (recorded [tokens-11, tokens-12])."""
    return grant.client.revocable or grant.rotated


def _present(claims: Claims) -> Claims:
    return {name: value for name, value in claims.items() if value not in (None, [])}


def _claim(name: str, value: str) -> object:
    if name in _BOOLEANS:  # recorded [tokens-4]
        return value == "true"
    if name == "address":  # never parsed: measured [tokens-5]
        return {"formatted": value}
    if name == "identities":
        return [_identity(each) for each in json.loads(value)]
    if name == "updated_at":  # claimed: a number; its 64 bits are a guess
        return int(value) if value.isdigit() and len(value) <= _LONG_DIGITS else value
    return value


def _identity(identity: Mapping[str, object]) -> Claims:
    """Return an identity at a provider, whose truth values and numbers are texts (documented)."""
    kept = (str, type(None))
    return {n: v if isinstance(v, kept) else str(v).lower() for n, v in identity.items()}


def _roles(members: Iterable[Group]) -> Claims:
    """Return the role claims.

    The preferred role is that of the group with the lowest precedence among those with a role;
    it is left out when two such groups share the precedence and differ in role. Groups without a
    precedence give roles, but never the preferred one. All recorded [tokens-8].

    Each role is there once, in an order that is not the groups' (recorded [tokens-7]). That it is a
    Java HashSet's is a guess.
    """
    with_role = [(group.precedence, group.role_arn) for group in members if group.role_arn]
    ranked = [(precedence, role) for precedence, role in with_role if precedence is not None]
    best = {role for precedence, role in ranked if precedence == min(ranked)[0]}
    return {
        "cognito:roles": list(java_maps.copied(dict.fromkeys(role for _, role in with_role))),
        "cognito:preferred_role": best.pop() if len(best) == 1 else None,
    }
