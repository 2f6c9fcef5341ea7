"""Challenges that a test forces on a user's next sign-ins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in.record import FORCED, ForcedChallenge

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Reader


def everybodys(reader: Reader) -> list[ForcedChallenge]:
    """Return the wishes for all users of all pools, oldest first."""
    return reader.all(FORCED, "all", "all")


def of_user(ctx: Context, pool_id: str, username: str) -> list[ForcedChallenge]:
    """Return the wishes that concern a user, oldest first."""
    wishes = ctx.tx.all(FORCED, "pool", pool_id)
    return [wish for wish in wishes if wish.username in (None, username)]


def use_up(ctx: Context, wish: ForcedChallenge) -> None:
    """Count one sign-in that met the wish."""
    if wish.times > 1:
        ctx.tx.put(FORCED, replace(wish, times=wish.times - 1, met=wish.met + 1))
    else:
        ctx.tx.delete(FORCED, wish.id)
