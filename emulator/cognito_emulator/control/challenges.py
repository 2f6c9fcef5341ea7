"""Challenges that tests force, and challenges that wait for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.domain import doors
from cognito_emulator.domain.sign_in import driver, forced_challenges
from cognito_emulator.domain.sign_in.challenges import FORCEABLE, ForceableChallenge
from cognito_emulator.domain.sign_in.driver import OpenChallenge
from cognito_emulator.domain.sign_in.record import FORCED_CHALLENGES, ForcedChallenge
from cognito_emulator.domain.users import directory
from cognito_emulator.nearest import nearest
from cognito_emulator.printable import exact

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = [
    "ForceableChallenge",
    "ForcedChallenge",
    "OpenChallenge",
    "force",
    "forget",
    "unmet",
    "waiting",
]


def force(
    engine: Engine,
    challenge: ForceableChallenge,
    *,
    pool_id: str,
    username: str | None,
    times: int,
    expected: bool,
) -> ForcedChallenge:
    """Make the next sign-ins meet a challenge; see :meth:`Emulator.force_challenge`."""
    _check_forceable(challenge)
    if times < 1:
        raise ValueError(f"times is {times}; it must be 1 or more.")

    def work(ctx: Context) -> ForcedChallenge:
        pool = doors.pool(ctx, pool_id)
        forced = ForcedChallenge(
            id=ctx.ids.uuid(),
            pool_id=pool.id,
            username=_whose(ctx, pool, username, expected=expected),
            challenge=challenge,
            times=times,
        )
        return ctx.tx.put(FORCED_CHALLENGES, forced)

    return engine.run_inside(work)


def unmet(engine: Engine) -> list[ForcedChallenge]:
    """Return the forced challenges that no sign-in has met yet, oldest first."""
    return forced_challenges.everybodys(engine.store)


def forget(engine: Engine) -> int:
    """Forget all forced challenges; return how many there were."""

    def work(ctx: Context) -> int:
        found = forced_challenges.everybodys(ctx.tx)
        for forced in found:
            ctx.tx.delete(FORCED_CHALLENGES, forced.id)
        return len(found)

    return engine.run_inside(work)


def waiting(engine: Engine, pool_id: str, username: str | None) -> list[OpenChallenge]:
    """Return the challenges that wait for an answer; see :meth:`Emulator.open_challenges`."""

    def found(ctx: Context) -> list[OpenChallenge]:
        pool = doors.pool(ctx, pool_id)
        user = None if username is None else directory.for_admin(ctx, pool, username)
        return driver.open_challenges(ctx, pool, user)

    return engine.run_inside(found)


def _whose(ctx: Context, pool: Pool, name: str | None, *, expected: bool) -> str | None:
    """Return the username of the named user; an ``expected`` user need not exist yet."""
    if name is None:
        return None
    try:
        return directory.for_admin(ctx, pool, name).username
    except errors.UserNotFoundException:
        if expected:
            return name
        raise


def _check_forceable(challenge: str) -> None:
    """Refuse a challenge that no test can force."""
    if challenge in FORCEABLE:
        return
    known = spec.operation("RespondToAuthChallenge").input.members["ChallengeName"].enum
    flaw = "cannot be forced" if challenge in known else "is no challenge"
    near = nearest(challenge, FORCEABLE)
    raise ValueError(f"{exact(challenge)} {flaw}; of those that can be forced, {near}.")
