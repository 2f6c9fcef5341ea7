"""The domains of pools: where their pages and OAuth endpoints are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.pools.record import DOMAINS, POOLS, Domain, Pool

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context


class PoolDomain(NamedTuple):
    """A domain and its pool.

    Attributes:
        configured: whether the pool was given it; else it is one that the emulator lends a pool
            that has none.

    """

    pool: Pool
    domain: Domain
    configured: bool = True


def by_name(ctx: Context, name: str) -> PoolDomain:
    """Return the domain of that name, in whatever region; see `cognito_emulator.domain.doors`."""
    domain = ctx.tx.get(DOMAINS, name.lower())
    pool = ctx.tx.get(POOLS, domain.pool_id) if domain else None
    if domain is None or pool is None:
        raise errors.ResourceNotFoundException(f"There is no domain {name}.")
    return PoolDomain(pool, domain)


def of_pool(ctx: Context, pool: Pool) -> list[Domain]:
    """Return the domains that a pool was given: a prefix, a custom one, both or none."""
    return ctx.tx.all(DOMAINS, "pool", pool.id)
