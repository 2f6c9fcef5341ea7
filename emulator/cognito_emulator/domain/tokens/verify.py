"""Verifying an access token that comes back, in the service's order of checks.

The order up to the signature and the place of ``exp`` and scope are guesses; that the user is found
by name, and whether confirmed, of the same ``sub``, enabled and not revoked is looked at in this
order, is recorded [tokens-39, tokens-40].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from cognito_emulator import base64url, errors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.record import Client
from cognito_emulator.domain.pools.record import POOLS, Pool
from cognito_emulator.domain.tokens.record import SIGN_INS, SignIn
from cognito_emulator.domain.tokens.scopes import API_SCOPE
from cognito_emulator.domain.users.record import USERS, User

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context

_PARTS = 3


class Subject(NamedTuple):
    """Whom a valid access token stands for, and through which client."""

    pool: Pool
    client: Client
    user: User
    claims: dict[str, Any]


def subject(ctx: Context, access_token: str, scope: str | None = API_SCOPE) -> Subject:
    """Return whom an access token stands for.

    Args:
        ctx: the operation.
        access_token: it.
        scope: which it must have; ``None`` where whoever asks looks for that.

    Raises:
        NotAuthorizedException: malformed or foreign (texts recorded [tokens-33, tokens-34],
            measured [tokens-35]), expired (text claimed), without the scope (text measured
            [tokens-36]), revoked, or its user is disabled or another one by now (texts recorded
            [tokens-40, tokens-39]).
        ResourceNotFoundException: its client was deleted (recorded [tokens-37]).
        UserNotFoundException: its user was deleted (recorded [tokens-38]).
        UserNotConfirmedException: its user's name belongs to somebody unconfirmed now (recorded
            [tokens-39]).

    """
    pool, claims = _genuine(ctx, access_token)
    if claims["exp"] <= ctx.now:
        raise errors.NotAuthorizedException("Access Token has expired")
    if scope is not None and scope not in claims.get("scope", "").split():
        raise errors.NotAuthorizedException("Access Token does not have required scopes")
    if "username" not in claims:  # a machine's; that it is refused, and how, is a guess
        raise _invalid()
    client = client_lookup.by_id(ctx, claims["client_id"])
    user = ctx.tx.get(USERS, (pool.id, claims["username"]))
    if user is None:
        raise errors.UserNotFoundException("User does not exist.")
    if user.status == "UNCONFIRMED":
        raise errors.UserNotConfirmedException("User is not confirmed.")
    if user.sub != claims["sub"]:
        raise errors.NotAuthorizedException("Invalid access token.")
    if not user.enabled:
        raise errors.NotAuthorizedException("User is disabled.")
    if _is_revoked(ctx.tx.get(SIGN_INS, claims.get("event_id")), claims):
        raise errors.NotAuthorizedException("Access Token has been revoked")
    return Subject(pool, client, user, claims)


def _is_revoked(sign_in: SignIn | None, claims: dict[str, Any]) -> bool:
    """Whether a token of that sign-in was revoked.

    Signing out ends all of a sign-in's tokens; RevokeToken those with the sign-in's own
    ``origin_jti``, so not the ones issued while rotation was switched off (recorded
    [tokens-32]).
    """
    if sign_in is None:
        return False
    return sign_in.signed_out or (
        sign_in.revoked and claims.get("origin_jti") == sign_in.origin_jti
    )


def _genuine(ctx: Context, token: str) -> tuple[Pool, dict[str, Any]]:
    """Return the pool that signed an access token, and the claims."""
    header, claims, signature = _decode(token)
    pool = ctx.tx.get(POOLS, str(claims.get("iss", "")).rpartition("/")[2])
    if pool is None or claims.get("token_use") != "access" or header.get("alg") != "RS256":
        raise _invalid()
    key = ctx.keys.of(pool.id).access
    if header.get("kid") != key.kid:
        raise _invalid()
    if not key.verifies(token.rpartition(".")[0], signature):
        raise errors.NotAuthorizedException("Could not verify signature for Access Token")
    return pool, claims


def _decode(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise _invalid()
    try:
        header, claims = (orjson.loads(base64url.decode(part)) for part in parts[:2])
        signature = base64url.decode(parts[2])
    except ValueError as problem:
        raise _invalid() from problem
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise _invalid()
    return header, claims, signature


def _invalid() -> errors.NotAuthorizedException:
    return errors.NotAuthorizedException("Invalid Access Token")
