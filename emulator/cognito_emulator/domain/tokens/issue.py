"""Issuing tokens: for a completed sign-in, and again for each refresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from cognito_emulator.domain import groups
from cognito_emulator.domain.tokens import claims
from cognito_emulator.domain.tokens.sessions import SIGN_INS, SignIn, digest

if TYPE_CHECKING:
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.devices import Offer
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.domain.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """All that decides what a pair of tokens says.

    Attributes:
        groups: the user's groups now: refresh reads them anew (recorded 2026-09).
        rotated: whether the session's refresh token was ever rotated.
        auth_time, issued_at: epoch seconds.
        device_key: of the device that the sign-in is tied to.

    """

    client: Client
    user: User
    groups: list[groups.Group]
    issuer: str
    event_id: str
    origin_jti: str
    auth_time: int
    issued_at: int
    rotated: bool = False
    device_key: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client gets.

    Attributes:
        expires_in: the access token's life in seconds.
        device: what a device that was not known yet may become.

    """

    access: str
    id: str
    expires_in: int
    refresh: str | None = None
    device: Offer | None = None


def for_sign_in(
    ctx: Context, pool: Pool, client: Client, user: User, device_key: str | None = None
) -> Tokens:
    """Complete a sign-in: remember it and return its tokens.

    Its ``event_id`` is the id of the request that completes it (recorded 2026-09).
    """
    refresh = ctx.ids.refresh_token()
    token = digest(refresh)
    sign_in = SignIn(
        event_id=ctx.caller.request_id,
        pool_id=pool.id,
        client_id=client.id,
        username=user.username,
        sub=user.sub,
        auth_time=int(ctx.now),
        expires_at=ctx.now + client.validity.refresh,
        origin_jti=ctx.ids.uuid(),
        root=token,
        current=token,
        device_key=device_key,
    )
    ctx.tx.put(SIGN_INS, sign_in)
    return signed(ctx, pool, grant(ctx, pool, client, user, sign_in), refresh)


def grant(
    ctx: Context,
    pool: Pool,
    client: Client,
    user: User,
    sign_in: SignIn,
    origin_jti: str | None = None,
) -> Grant:
    """Return what tokens of ``sign_in`` are to say now."""
    return Grant(
        client=client,
        user=user,
        groups=groups.of_user(ctx, pool.id, user.groups),
        issuer=ctx.settings.issuer(pool.id, pool.region, ctx.caller.base_url),
        event_id=sign_in.event_id,
        origin_jti=origin_jti or sign_in.origin_jti,
        auth_time=sign_in.auth_time,
        issued_at=int(ctx.now),
        rotated=sign_in.current != sign_in.root,
        device_key=sign_in.device_key,
    )


def signed(ctx: Context, pool: Pool, granted: Grant, refresh: str | None = None) -> Tokens:
    """Return an access and an ID token that say what was granted."""
    validity = granted.client.validity
    identity = claims.identity(
        granted, jti=ctx.ids.uuid(), expires_at=granted.issued_at + validity.id
    )

    def access() -> bytes:
        expires_at = granted.issued_at + validity.access
        return orjson.dumps(claims.access(granted, jti=ctx.ids.uuid(), expires_at=expires_at))

    id_token, access_token = ctx.keys.of(pool.id).sign(orjson.dumps(identity), access)
    return Tokens(access_token, id_token, validity.access, refresh)
