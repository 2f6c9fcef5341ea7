"""Issuing tokens: for a completed sign-in, and again for each refresh."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import orjson

from cognito_emulator import java_maps
from cognito_emulator.domain.tokens import claims, triggers
from cognito_emulator.domain.tokens.grant import Grant, grant
from cognito_emulator.domain.tokens.record import SIGN_INS, Authorized, SignIn
from cognito_emulator.domain.tokens.scopes import API_SCOPE, OPENID
from cognito_emulator.domain.tokens.sign_ins import digest_of
from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.factors.devices import Offer
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.completed import CompletedSignIn
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


class TokenClaims(NamedTuple):
    """What a pair of tokens says.

    Attributes:
        identity, access: make a token's claims. For the access token's there is time while the
            other is signed; of minted ones most tests look at one only.

    """

    identity: Callable[[], claims.Claims]
    access: Callable[[], claims.Claims]


class Tokens(NamedTuple):
    """What a client gets.

    Attributes:
        id: ``None`` where an app did not ask for the scope ``openid``, and of a machine's.
        expires_in: the access token's life in seconds.
        device: what a device that was not known yet may become.

    """

    access: str
    id: str | None
    expires_in: int
    refresh: str | None = None
    device: Offer | None = None


def for_sign_in(ctx: Context, completed: CompletedSignIn, details: EventDetails) -> Tokens:
    """Remember a completed sign-in, and return its tokens.

    Its ``event_id`` is the id of the request that completes it (recorded [tokens-13]).

    Raises:
        UserLambdaValidationException: PreTokenGeneration refuses.

    """
    pool, client, user = completed.pool, completed.client, completed.user
    sign_in, refresh = remember(ctx, client, user, at=completed.at, device_key=completed.device_key)
    granted = grant(ctx, pool, client, user, sign_in)
    tokens = signed(ctx, pool, granted, completed.source, details, refresh)
    return tokens if completed.offer is None else tokens._replace(device=completed.offer)


def remember(  # noqa: PLR0913 - what tokens live by
    ctx: Context,
    client: Client,
    user: User,
    *,
    at: float,
    device_key: str | None = None,
    scopes: tuple[str, ...] = (API_SCOPE,),
    authorized: Authorized | None = None,
) -> tuple[SignIn, str]:
    """Write a completed sign-in down; return it with its refresh token.

    Args:
        ctx: the operation.
        client: by which the user signed in.
        user: who did.
        at: when, in epoch seconds.
        device_key: of the device that it is tied to.
        scopes: of its access tokens.
        authorized: what else an app was authorized to, at the pool's domain. There the user may
            have signed in long before; refreshing ends so long after now (a guess).

    """
    since = at if authorized is None else ctx.now
    refresh = ctx.ids.refresh_token()
    token = digest_of(refresh)
    sign_in = SignIn(
        event_id=ctx.caller.request_id,
        pool_id=user.pool_id,
        client_id=client.id,
        username=user.username,
        sub=user.sub,
        auth_time=int(at),
        expires_at=since + client.validity.refresh,
        origin_jti=ctx.ids.uuid(),
        root=token,
        current=token,
        device_key=device_key,
        scopes=scopes,
        authorized=authorized,
    )
    return ctx.tx.put(SIGN_INS, sign_in), refresh


def signed(
    ctx: Context,
    pool: Pool,
    granted: Grant,
    source: str,
    details: EventDetails,
    refresh: str | None = None,
) -> Tokens:
    """Return an access and an ID token that say what was granted, and what a trigger wants.

    Args:
        ctx: the operation.
        pool: the pool.
        granted: what they are to say.
        source: why they are issued, as PreTokenGeneration is told after ``TokenGeneration_``.
        details: of the request.
        refresh: the refresh token that goes with them.

    Raises:
        UserLambdaValidationException: PreTokenGeneration refuses.

    """
    made = of(ctx, pool, granted, source, details)
    id_token: str | None
    if granted.authorized is None:
        id_token, access_token = ctx.keys.of(pool.id).sign(
            orjson.dumps(made.identity()), lambda: orjson.dumps(made.access())
        )
    else:
        id_token, access_token = _bound(ctx, pool, granted, made)
    return Tokens(access_token, id_token, granted.client.validity.access, refresh)


def for_machine(
    ctx: Context, pool: Pool, client: Client, scopes: tuple[str, ...], details: EventDetails
) -> Tokens:
    """Return the access token that a client has for itself; nothing remembers it.

    Functions of version 3 are asked first; others are not (measured [oauth-9]).

    Raises:
        UserLambdaValidationException: PreTokenGeneration refuses.

    """
    now, life = int(ctx.now), client.validity.access
    issuer = ctx.settings.issuer(pool.id, pool.region, ctx.caller.base_url)
    own = claims.machine(
        client.id, issuer, scopes, jti=ctx.ids.uuid(), issued_at=now, expires_at=now + life
    )
    if (
        triggers.are_customised(ctx, pool)
        and events.version(ctx, pool, "PreTokenGeneration") == "3"
    ):
        generation = triggers.TokenGeneration("ClientCredentials", None, scopes)
        wishes = triggers.customise(ctx, pool, generation, {}, details)
        own = own if wishes is None else java_maps.copied(wishes.access.of(own))
    return Tokens(ctx.keys.of(pool.id).access.sign(orjson.dumps(own)), None, life)


def _bound(ctx: Context, pool: Pool, granted: Grant, made: TokenClaims) -> tuple[str | None, str]:
    """Return an ID token that names its access token, if ``openid`` was asked for, and that one."""
    keys = ctx.keys.of(pool.id)
    access_token = keys.access.sign(orjson.dumps(made.access()))
    if OPENID not in granted.scopes:
        return None, access_token
    return keys.id.sign(orjson.dumps(claims.bound(made.identity(), access_token))), access_token


def of(ctx: Context, pool: Pool, granted: Grant, source: str, details: EventDetails) -> TokenClaims:
    """Return what tokens are to say by what was granted, and by what a trigger wants.

    Raises:
        UserLambdaValidationException: PreTokenGeneration refuses.

    """
    validity = granted.client.validity
    jti = ctx.ids.uuid()

    def plain() -> claims.Claims:
        return claims.identity(granted, jti=jti, expires_at=granted.issued_at + validity.id)

    generation = triggers.TokenGeneration(source, granted.user, granted.scopes)
    customised = triggers.are_customised(ctx, pool)
    wishes = triggers.customise(ctx, pool, generation, plain(), details) if customised else None

    def identity() -> claims.Claims:
        own = plain()
        return own if wishes is None else java_maps.copied(wishes.identity.of(own))

    def access() -> claims.Claims:
        expires_at = granted.issued_at + validity.access
        own = claims.access(granted, jti=ctx.ids.uuid(), expires_at=expires_at)
        return own if wishes is None else java_maps.copied(wishes.access.of(own))

    return TokenClaims(identity, access)
