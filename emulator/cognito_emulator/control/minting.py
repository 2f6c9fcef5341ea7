"""Tokens without a sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import orjson

from cognito_emulator.domain import doors
from cognito_emulator.domain.tokens import minting
from cognito_emulator.domain.tokens.minting import Minted, Wish
from cognito_emulator.domain.tokens.scopes import API_SCOPE
from cognito_emulator.domain.users import directory

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["API_SCOPE", "Minted", "Tokens", "Use", "Wish", "mint", "signed"]

Use = Literal["access", "id"]


class Tokens(NamedTuple):
    """The tokens of one sign-in, signed.

    Attributes:
        expires_in: the access token's life in seconds.

    """

    access: str
    identity: str
    refresh: str
    expires_in: int

    def of(self, use: Use) -> str:
        """Return one of the two JSON Web Tokens."""
        return self.identity if use == "id" else self.access


def mint(
    engine: Engine, client_id: str, username: str, wish: Wish, *, base_url: str | None = None
) -> Minted:
    """Return what a sign-in would return, without the sign-in; see :meth:`Emulator.mint`."""

    def work(ctx: Context) -> Minted:
        client = doors.client(ctx, client_id)
        pool = doors.pool(ctx, client.pool_id)
        user = directory.for_admin(ctx, pool, username)
        return minting.mint(ctx, pool, client, user, wish)

    return engine.run_inside(work, base_url=base_url)


def signed(engine: Engine, minted: Minted) -> Tokens:
    """Return tokens, signed with their pool's keys."""
    keys = engine.keys.of(minted.pool_id)
    return Tokens(
        access=keys.access.sign(orjson.dumps(minted.access)),
        identity=keys.id.sign(orjson.dumps(minted.identity)),
        refresh=minted.refresh,
        expires_in=minted.expires_in,
    )
