"""Challenges that a test forces on a user's next sign-ins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in.record import FORCED_CHALLENGES, ForcedChallenge

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Reader


def everybodys(reader: Reader) -> list[ForcedChallenge]:
    """Return those for all users of all pools, oldest first."""
    return reader.all(FORCED_CHALLENGES, "all", "all")


def of_user(ctx: Context, pool_id: str, username: str) -> list[ForcedChallenge]:
    """Return those that concern a user, oldest first."""
    found = ctx.tx.all(FORCED_CHALLENGES, "pool", pool_id)
    return [forced for forced in found if forced.username in (None, username)]


def use_up(ctx: Context, forced: ForcedChallenge) -> None:
    """Count one sign-in that met the challenge."""
    if forced.times > 1:
        left = replace(forced, times=forced.times - 1, met=forced.met + 1)
        ctx.tx.put(FORCED_CHALLENGES, left)
    else:
        ctx.tx.delete(FORCED_CHALLENGES, forced.id)
