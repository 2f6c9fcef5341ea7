"""Who is signed in, and how to end that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain import doors
from cognito_emulator.domain.tokens import sign_ins
from cognito_emulator.domain.tokens.record import SIGN_INS, SignIn
from cognito_emulator.domain.users import directory

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["SignIn", "end", "end_by_token", "expiry", "is_over", "open_ones"]


def open_ones(engine: Engine, pool_id: str, username: str | None = None) -> list[SignIn]:
    """Return the sign-ins of a pool that can still be refreshed, oldest first.

    Args:
        engine: the engine.
        pool_id: the pool's id.
        username: a username, an alias or a ``sub``; ``None`` for every user of the pool.

    Raises:
        ResourceNotFoundException: there is no such pool.
        UserNotFoundException: there is no such user.

    """

    def found(ctx: Context) -> list[SignIn]:
        pool = doors.pool(ctx, pool_id)
        if username is None:
            kept = ctx.tx.all(SIGN_INS, "pool", pool.id)
        else:
            user = directory.for_admin(ctx, pool, username)
            kept = ctx.tx.all(SIGN_INS, "user", (pool.id, user.sub))
        return [each for each in kept if not _is_over(each) and each.expires_at > ctx.now]

    return engine.run_inside(found)


def is_over(engine: Engine, event_id: str) -> bool:
    """Whether a sign-in was revoked or signed out; false if there is no such sign-in.

    Args:
        engine: the engine.
        event_id: the claim ``event_id`` of its tokens.

    """
    found = engine.run_inside(lambda ctx: ctx.tx.get(SIGN_INS, event_id))
    return found is not None and _is_over(found)


def expiry(engine: Engine, refresh_token: str) -> float:
    """Return when a refresh token expires, in epoch seconds.

    Raises:
        ValueError: this emulator did not issue it.

    """
    found = engine.run_inside(lambda ctx: sign_ins.by_token(ctx, refresh_token))
    if found is None:
        raise ValueError("This emulator did not issue the refresh token.")
    return found.expires_at


def end(engine: Engine, event_id: str) -> None:
    """End a sign-in, even if tokens of its client cannot be revoked.

    Args:
        engine: the engine.
        event_id: the claim ``event_id`` of its tokens.

    """
    _end(engine, lambda ctx: ctx.tx.get(SIGN_INS, event_id))


def end_by_token(engine: Engine, refresh_token: str) -> None:
    """End the sign-in that a refresh token belongs to."""
    _end(engine, lambda ctx: sign_ins.by_token(ctx, refresh_token))


def _is_over(sign_in: SignIn) -> bool:
    return sign_in.revoked or sign_in.signed_out


def _end(engine: Engine, find: Callable[[Context], SignIn | None]) -> None:
    def sign_out(ctx: Context) -> None:
        found = find(ctx)
        if found is not None:
            ctx.tx.put(SIGN_INS, replace(found, signed_out=True))

    engine.run_inside(sign_out)
