"""Minting: the tokens of a sign-in that nobody went through. For tests; no operation does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import java_maps
from cognito_emulator.domain.tokens import issue
from cognito_emulator.domain.tokens.grant import grant
from cognito_emulator.domain.tokens.scopes import API_SCOPE
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.records import Record

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.claims import Claims
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Wish(Record):
    """What tokens shall be like.

    Attributes:
        identity, access: claims that the tokens shall have in place of, or beside, their own;
            ``None`` leaves a claim out. They have the last word, after triggers, too.
        scopes: of the access token.
        age: how many seconds ago the sign-in was.
        expires_in: in how many seconds from now both tokens expire; by default when the client's
            settings say.

    """

    identity: Mapping[str, Any] = field(default_factory=dict)
    access: Mapping[str, Any] = field(default_factory=dict)
    scopes: tuple[str, ...] = (API_SCOPE,)
    age: float = 0.0
    expires_in: float | None = None


class Minted(NamedTuple):
    """Tokens yet to be signed, and the refresh token that goes with them.

    Attributes:
        pool_id: of the pool whose keys are to sign them.
        make_identity: makes the claims of the ID token.
        expires_in: the access token's life in seconds from now on; 0 where ``exp`` is no number.

    """

    pool_id: str
    make_identity: Callable[[], Claims]
    access: Claims
    refresh: str
    expires_in: int

    @property
    def identity(self) -> Claims:
        """What the ID token says."""
        return self.make_identity()


def mint(ctx: Context, pool: Pool, client: Client, user: User, wish: Wish) -> Minted:
    """Return what a sign-in through ``client`` would yield, without the sign-in.

    It is remembered like any other: its tokens can be used, refreshed and revoked. Nobody asks
    whether the user may sign in; PreTokenGeneration is asked as for any sign-in.

    Raises:
        UserLambdaValidationException: PreTokenGeneration refuses.

    """
    then = ctx.now - wish.age
    sign_in, refresh = issue.remember(ctx, client, user, at=then, scopes=wish.scopes)
    granted = grant(ctx, pool, client, user, sign_in, issued_at=sign_in.auth_time)
    made = issue.of(ctx, pool, granted, "Authentication", EventDetails(client))
    until = {} if wish.expires_in is None else {"exp": int(ctx.now + wish.expires_in)}
    access = _with(made.access(), {**until, **wish.access})

    def identity() -> Claims:
        return _with(made.identity(), {**until, **wish.identity})

    return Minted(pool.id, identity, access, refresh, _life(access.get("exp"), ctx.now))


def _life(expiry: object, now: float) -> int:
    """Return how many seconds are left; none where nobody could tell."""
    return max(int(expiry - int(now)), 0) if isinstance(expiry, int | float) else 0


def _with(own: Claims, wanted: Mapping[str, Any]) -> Claims:
    """Return claims with others in place of, or beside, them; ``None`` leaves one out."""
    if not wanted:
        return own
    merged = {**own, **wanted}
    return java_maps.copied({n: v for n, v in merged.items() if v is not None})
