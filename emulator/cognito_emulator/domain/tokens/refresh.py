"""Refreshing, rotating and revoking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.tokens import issue
from cognito_emulator.domain.tokens.grant import grant
from cognito_emulator.domain.tokens.record import SIGN_INS, SignIn
from cognito_emulator.domain.tokens.sign_ins import by_digest, digest_of, rotate_out
from cognito_emulator.domain.users.record import USERS, User

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails

_JWT_PARTS = 3


class RefreshToken(NamedTuple):
    """A refresh token as a client presents it.

    Attributes:
        digest: what is kept of it.
        sign_in: from which it descends.
        device_key: of the device that it claims to come from.

    """

    digest: bytes
    sign_in: SignIn
    device_key: str | None = None


def find(
    ctx: Context, pool: Pool, client: Client, text: str, device_key: str | None = None
) -> RefreshToken:
    """Return the refresh token that a client presents.

    Raises:
        NotAuthorizedException: nobody's token, another pool's (recorded [tokens-15]), or
            another client's (recorded [tokens-16]).

    """
    digest = digest_of(text)
    sign_in = by_digest(ctx, digest)
    if sign_in is None or sign_in.pool_id != pool.id:
        raise errors.NotAuthorizedException("Invalid Refresh Token")
    if sign_in.client_id != client.id:
        raise errors.NotAuthorizedException("Refresh Token has different Client")
    return RefreshToken(digest, sign_in, device_key)


def redeem(
    ctx: Context,
    pool: Pool,
    client: Client,
    token: RefreshToken,
    source: str,
    details: EventDetails,
) -> Tokens:
    """Return new tokens for a refresh token, rotating it if the client says so.

    Where the pool tracks devices, the token is good only with the key of its own device, as long as
    that is confirmed and not forgotten (measured [devices-8]); elsewhere the key is ignored
    (recorded [devices-3]).

    Args:
        ctx: the operation.
        pool: the client's.
        client: which presents the token.
        token: it.
        source: why tokens are made, as PreTokenGeneration is told after ``TokenGeneration_``.
        details: of the request.

    Raises:
        NotAuthorizedException: the token is not of this device, its user was deleted (recorded
            [tokens-19]) or disabled (recorded [tokens-20]), or it has expired or was
            revoked (recorded [tokens-17, tokens-24]). Revoked tokens of rotating clients get
            no message (recorded [tokens-18]).
        RefreshTokenReuseException: it was rotated out and its grace period is over (recorded
            [tokens-21]).

    """
    sign_in = token.sign_in
    user = _holder(ctx, sign_in)
    if sign_in.revoked or sign_in.signed_out:
        raise errors.NotAuthorizedException(
            None if client.rotates else "Refresh Token has been revoked"
        )
    if sign_in.expires_at <= ctx.now:
        raise errors.NotAuthorizedException("Refresh Token has expired")  # claimed by clients
    if _is_tracked(pool, sign_in) and not _from_its_device(ctx, pool, token):
        # The full stop is measured [devices-8] too; where this check stands is a guess.
        raise errors.NotAuthorizedException("Invalid Refresh Token.")
    if client.rotates:
        rotated, text = _rotate(ctx, client, token)
        granted = grant(ctx, pool, client, user, rotated)
        return issue.signed(ctx, pool, granted, source, details, text)
    if token.digest != sign_in.current:
        raise errors.NotAuthorizedException("Refresh Token has been revoked")
    granted = grant(ctx, pool, client, user, sign_in, sign_in.detached_origin)
    return issue.signed(ctx, pool, granted, source, details)


def revoke(ctx: Context, client: Client, refresh_token: str) -> None:
    """End the sign-in that a refresh token belongs to; quietly nothing if there is none.

    Only its first and its newest token can do that, again too (recorded [tokens-30, tokens-28]);
    one from the middle of the chain has no effect (measured [tokens-31]).

    Raises:
        UnsupportedOperationException: the client's tokens cannot be revoked (recorded
            [tokens-29]).
        UnsupportedTokenTypeException: an access or ID token was given (the text is a guess).
        UnauthorizedException: the token is another client's (a guess).

    """
    if not client.revocable:
        raise errors.UnsupportedOperationException("This feature is not enabled for this client")
    digest = digest_of(refresh_token)
    sign_in = by_digest(ctx, digest)
    if sign_in is None:
        if refresh_token.startswith("eyJ") and refresh_token.count(".") == _JWT_PARTS - 1:
            raise errors.UnsupportedTokenTypeException("Unsupported token type")
        return
    if sign_in.client_id != client.id:
        raise errors.UnauthorizedException("Invalid client or secret")
    if digest in (sign_in.root, sign_in.current) and not sign_in.revoked:
        ctx.tx.put(SIGN_INS, replace(sign_in, revoked=True))


def _is_tracked(pool: Pool, sign_in: SignIn) -> bool:
    """Whether a sign-in is tied to a device; pages remember none (documented)."""
    return devices.tracked(pool) and sign_in.authorized is None


def _from_its_device(ctx: Context, pool: Pool, token: RefreshToken) -> bool:
    key, sign_in = token.device_key, token.sign_in
    same = key is not None and key == sign_in.device_key
    return same and devices.find(ctx, pool, sign_in.sub, key) is not None


def _holder(ctx: Context, sign_in: SignIn) -> User:
    user = ctx.tx.get(USERS, (sign_in.pool_id, sign_in.username))
    if user is None or user.sub != sign_in.sub:
        raise errors.NotAuthorizedException(
            "The user has been deleted for the associated refresh token"
        )
    if not user.enabled:
        raise errors.NotAuthorizedException("User is disabled.")
    return user


def _rotate(ctx: Context, client: Client, token: RefreshToken) -> tuple[SignIn, str]:
    """Replace the newest token, or, within the grace period, the child of the last but one.

    A token may come again and again within the period, which does not get longer (recorded
    [tokens-22]).

    Returns:
        The sign-in as it goes on, and its new token.

    Raises:
        RefreshTokenReuseException: it is neither of the two (recorded [tokens-23]), or its grace
            period is over (recorded [tokens-21]).

    """
    digest, sign_in = token.digest, token.sign_in
    if digest == sign_in.current:
        grace = client.rotation.grace if client.rotation else 0
        # Without a period it is over for calls, too, that began earlier and come later.
        deadline = ctx.now + grace if grace else 0.0
        parent, dropped = sign_in.current, sign_in.previous
    elif digest == sign_in.previous and ctx.now < sign_in.previous_until:
        parent, deadline, dropped = digest, sign_in.previous_until, sign_in.current
    else:
        raise errors.RefreshTokenReuseException("Refresh token reuse detected")
    if dropped is not None:
        rotate_out(ctx, sign_in, dropped)
    refresh = ctx.ids.refresh_token(rotated=True)
    rotated = replace(
        sign_in,
        current=digest_of(refresh),
        previous=parent,
        previous_until=deadline,
        detached_origin=ctx.ids.uuid(),
    )
    return ctx.tx.put(SIGN_INS, rotated), refresh
