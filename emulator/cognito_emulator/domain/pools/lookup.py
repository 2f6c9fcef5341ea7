"""Which pools there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.pools.record import POOLS, Pool

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context


def by_id(ctx: Context, pool_id: str) -> Pool:
    """Return the pool of that id in the caller's region; see `cognito_emulator.domain.doors`."""
    pool = find(ctx, pool_id)
    if pool is None:
        raise no_such(pool_id)
    return pool


def find(ctx: Context, pool_id: str) -> Pool | None:
    """Return the pool of that id in the caller's region, if there is one."""
    pool = ctx.tx.get(POOLS, pool_id)
    if pool is None or (ctx.caller.signed and pool.region != ctx.caller.region):
        return None
    return pool


def in_region(ctx: Context) -> list[Pool]:
    """Return the pools of the caller's region, youngest first, as listed (recorded [pools-2])."""
    return ctx.tx.all(POOLS, "region", ctx.caller.region)[::-1]


def everywhere(ctx: Context) -> list[Pool]:
    """Return the pools of all regions, oldest first."""
    return ctx.tx.all(POOLS, "all", "all")


def no_such(pool_id: str) -> errors.ResourceNotFoundException:
    """Return the error that says that there is no such pool (text recorded [pools-3])."""
    return errors.ResourceNotFoundException(f"User pool {pool_id} does not exist.")
