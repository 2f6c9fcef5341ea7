"""All that decides what a pair of tokens says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.tokens.record import Authorized, SignIn
from cognito_emulator.domain.users import groups
from cognito_emulator.domain.users.record import Group

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


class Grant(NamedTuple):
    """All that decides what a pair of tokens says.

    Attributes:
        groups: the user's groups now: refresh reads them anew (recorded [tokens-14]).
        rotated: whether the session's refresh token was ever rotated.
        auth_time, issued_at: epoch seconds.
        scopes: of the access token.
        device_key: of the device that the sign-in is tied to.
        authorized: of a sign-in at the pool's domain, whose tokens say more; whoever refreshes it
            (a guess).
        nonce: of the authorization request; refreshed ID tokens have none (a guess, after OpenID
            Connect Core, section 12.2).

    """

    client: Client
    user: User
    groups: list[Group]
    issuer: str
    event_id: str
    origin_jti: str
    auth_time: int
    issued_at: int
    scopes: tuple[str, ...]
    rotated: bool = False
    device_key: str | None = None
    authorized: Authorized | None = None
    nonce: str | None = None


def grant(  # noqa: PLR0913 - what tokens are made of
    ctx: Context,
    pool: Pool,
    client: Client,
    user: User,
    sign_in: SignIn,
    origin_jti: str | None = None,
    *,
    issued_at: int | None = None,
) -> Grant:
    """Return what tokens of ``sign_in`` are to say now, or said when they were issued."""
    return Grant(
        client=client,
        user=user,
        groups=groups.of_user(ctx, pool.id, user.groups),
        issuer=ctx.settings.issuer(pool.id, pool.region, ctx.caller.base_url),
        event_id=sign_in.event_id,
        origin_jti=origin_jti or sign_in.origin_jti,
        auth_time=sign_in.auth_time,
        issued_at=int(ctx.now) if issued_at is None else issued_at,
        scopes=sign_in.scopes,
        rotated=sign_in.current != sign_in.root,
        device_key=sign_in.device_key,
        authorized=sign_in.authorized,
    )
