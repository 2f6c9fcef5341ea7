"""Which app clients there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.clients.record import CLIENTS, Client
from cognito_emulator.domain.pools.record import POOLS, Pool

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context


def by_id(ctx: Context, client_id: str) -> Client:
    """Return the app client of that id, whatever its pool; see `cognito_emulator.domain.doors`."""
    client = ctx.tx.get(CLIENTS, client_id)
    if client is None:
        raise no_such(client_id)
    return client


def get(ctx: Context, pool: Pool, client_id: str) -> Client:
    """Return a client of that pool, for operations that manage clients.

    Raises:
        ResourceNotFoundException: there is none (text recorded [clients-13]), or it is another
            pool's (a guess).

    """
    client = _within(ctx, pool, client_id)
    if client is None:
        raise errors.ResourceNotFoundException("User pool client does not exist.")
    return client


def in_pool(ctx: Context, pool: Pool, client_id: str) -> Client:
    """Return a client of that pool, for operations that name both and run a sign-in.

    Raises:
        ResourceNotFoundException: it is another pool's (text recorded [clients-14]), or there is no
            such client (a guess).

    """
    client = _within(ctx, pool, client_id)
    if client is None:
        raise errors.ResourceNotFoundException(
            f"User pool client {client_id} does not exist in user pool {pool.id}."
        )
    return client


def pool_of(ctx: Context, client: Client) -> Pool:
    """Return the pool of a client that was just looked up."""
    pool = ctx.tx.get(POOLS, client.pool_id)
    if pool is None:  # a pool takes its clients with it, so only a race can get here
        raise no_such(client.id)
    return pool


def of_pool(ctx: Context, pool: Pool) -> list[Client]:
    """Return a pool's clients in the order of their ids, as listed (recorded [clients-15])."""
    return sorted(ctx.tx.all(CLIENTS, "pool", pool.id), key=lambda client: client.id)


def any_rotates(ctx: Context, pool: Pool) -> bool:
    """Whether any client of a pool rotates refresh tokens."""
    return any(client.rotates for client in ctx.tx.all(CLIENTS, "pool", pool.id))


def no_such(client_id: str) -> errors.ResourceNotFoundException:
    """Return the error that says that there is no such client (text recorded [clients-16])."""
    return errors.ResourceNotFoundException(f"User pool client {client_id} does not exist.")


def _within(ctx: Context, pool: Pool, client_id: str) -> Client | None:
    client = ctx.tx.get(CLIENTS, client_id)
    return client if client is not None and client.pool_id == pool.id else None
