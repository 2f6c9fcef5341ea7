"""Refreshing, rotating and revoking. All facts recorded 2026-09 unless a line says otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.tokens import issue
from cognito_emulator.domain.tokens.grant import grant
from cognito_emulator.domain.tokens.record import SIGN_INS, SignIn
from cognito_emulator.domain.tokens.sign_ins import by_token, digest, rotate_out
from cognito_emulator.domain.users.record import USERS, User

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context

_JWT_PARTS = 3


def sign_in_of(ctx: Context, pool: Pool, client: Client, refresh_token: str) -> SignIn:
    """Return the sign-in behind a refresh token that this client presents.

    Raises:
        NotAuthorizedException: nobody's token, another pool's, or another client's.

    """
    sign_in = by_token(ctx, refresh_token)
    if sign_in is None or sign_in.pool_id != pool.id:
        raise errors.NotAuthorizedException("Invalid Refresh Token")
    if sign_in.client_id != client.id:
        raise errors.NotAuthorizedException("Refresh Token has different Client")
    return sign_in


def redeem(
    ctx: Context,
    pool: Pool,
    client: Client,
    refresh_token: str,
    device_key: str | None = None,
) -> Tokens:
    """Return new tokens for a refresh token, rotating it if the client says so.

    Where the pool tracks devices, the token is good only with the key of its own device, as long as
    that is confirmed and not forgotten (measured); elsewhere the key is ignored.

    Raises:
        NotAuthorizedException: the token is not this client's or not of this device, its user was
            deleted or disabled, or it has expired or was revoked. Revoked tokens of rotating
            clients get no message.
        RefreshTokenReuseException: it was rotated out and its grace period is over.

    """
    sign_in = sign_in_of(ctx, pool, client, refresh_token)
    user = _holder(ctx, sign_in)
    if sign_in.revoked or sign_in.signed_out:
        raise errors.NotAuthorizedException(
            None if client.rotates else "Refresh Token has been revoked"
        )
    if sign_in.expires_at <= ctx.now:
        raise errors.NotAuthorizedException("Refresh Token has expired")  # quoted by clients
    if devices.tracked(pool) and not _from_its_device(ctx, pool, sign_in, device_key):
        # The full stop is measured too; where this check stands is not confirmed.
        raise errors.NotAuthorizedException("Invalid Refresh Token.")
    if client.rotates:
        return _rotate(ctx, pool, client, user, sign_in, digest(refresh_token))
    if digest(refresh_token) != sign_in.current:
        raise errors.NotAuthorizedException("Refresh Token has been revoked")
    granted = grant(ctx, pool, client, user, sign_in, sign_in.detached_origin)
    return issue.signed(ctx, pool, granted)


def revoke(ctx: Context, client: Client, refresh_token: str) -> None:
    """End the sign-in that a refresh token belongs to; quietly nothing if there is none.

    Only its first and its newest token can do that; one from the middle of the chain has no effect
    (measured).

    Raises:
        UnsupportedOperationException: the client's tokens cannot be revoked.
        UnsupportedTokenTypeException: an access or ID token was given (text not confirmed).
        UnauthorizedException: the token is another client's (not confirmed).

    """
    if not client.revocable:
        raise errors.UnsupportedOperationException("This feature is not enabled for this client")
    sign_in = by_token(ctx, refresh_token)
    if sign_in is None:
        if refresh_token.startswith("eyJ") and refresh_token.count(".") == _JWT_PARTS - 1:
            raise errors.UnsupportedTokenTypeException("Unsupported token type")
        return
    if sign_in.client_id != client.id:
        raise errors.UnauthorizedException("Invalid client or secret")
    if digest(refresh_token) in (sign_in.root, sign_in.current) and not sign_in.revoked:
        ctx.tx.put(SIGN_INS, replace(sign_in, revoked=True))


def _from_its_device(ctx: Context, pool: Pool, sign_in: SignIn, device_key: str | None) -> bool:
    same = device_key is not None and device_key == sign_in.device_key
    return same and devices.find(ctx, pool, sign_in.sub, device_key) is not None


def _holder(ctx: Context, sign_in: SignIn) -> User:
    user = ctx.tx.get(USERS, (sign_in.pool_id, sign_in.username))
    if user is None or user.sub != sign_in.sub:
        raise errors.NotAuthorizedException(
            "The user has been deleted for the associated refresh token"
        )
    if not user.enabled:
        raise errors.NotAuthorizedException("User is disabled.")
    return user


def _rotate(
    ctx: Context, pool: Pool, client: Client, user: User, sign_in: SignIn, token: bytes
) -> Tokens:
    """Replace the newest token, or, within the grace period, the child of the last but one."""
    if token == sign_in.current:
        grace = client.rotation.grace if client.rotation else 0
        parent, deadline, dropped = sign_in.current, ctx.now + grace, sign_in.previous
    elif token == sign_in.previous and ctx.now < sign_in.previous_until:
        parent, deadline, dropped = token, sign_in.previous_until, sign_in.current
    else:
        raise errors.RefreshTokenReuseException("Refresh token reuse detected")
    if dropped is not None:
        rotate_out(ctx, sign_in, dropped)
    refresh = ctx.ids.refresh_token(rotated=True)
    rotated = replace(
        sign_in,
        current=digest(refresh),
        previous=parent,
        previous_until=deadline,
        detached_origin=ctx.ids.uuid(),
    )
    ctx.tx.put(SIGN_INS, rotated)
    return issue.signed(ctx, pool, grant(ctx, pool, client, user, rotated), refresh)
