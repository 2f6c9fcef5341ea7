"""Pools and app clients of all regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.record import CLIENTS, Client
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools.record import POOLS, Pool

if TYPE_CHECKING:
    from cognito_emulator.engine import Engine

__all__ = ["Client", "Pool", "client", "clients_of", "everywhere", "pool"]


def everywhere(engine: Engine) -> list[Pool]:
    """Return the pools of all regions, oldest first."""
    return engine.run_inside(pool_lookup.everywhere)


def pool(engine: Engine, pool_id: str) -> Pool:
    """Return a pool.

    Raises:
        ResourceNotFoundException: there is none.

    """
    found = engine.store.get(POOLS, pool_id)
    if found is None:
        raise pool_lookup.no_such(pool_id)
    return found


def client(engine: Engine, client_id: str) -> Client:
    """Return an app client of any pool.

    Raises:
        ResourceNotFoundException: there is none.

    """
    found = engine.store.get(CLIENTS, client_id)
    if found is None:
        raise client_lookup.no_such(client_id)
    return found


def clients_of(engine: Engine, pool_id: str) -> list[Client]:
    """Return a pool's app clients, oldest first.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    return engine.run_inside(lambda ctx: client_lookup.of_pool(ctx, doors.pool(ctx, pool_id)))
