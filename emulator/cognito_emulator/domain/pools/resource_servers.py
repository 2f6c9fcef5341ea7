"""Resource servers: the APIs that access tokens are for, and the scopes that they know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.pools.record import (
    RESOURCE_SERVERS,
    ResourceServer,
    ResourceServerScope,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_MOST_SERVERS = 25  # documented


def create(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> ResourceServer:
    """Make a resource server.

    Args:
        ctx: the operation.
        pool: whose it will be.
        request: a CreateResourceServerRequest, checked against the model.

    Raises:
        InvalidParameterException: there is one of that identifier (text claimed).
        LimitExceededException: the pool is full (text: guess).

    """
    identifier: str = request["Identifier"]
    if ctx.tx.get(RESOURCE_SERVERS, (pool.id, identifier)) is not None:
        raise errors.InvalidParameterException(
            f"{identifier} already exists in user pool {pool.id}."
        )
    if ctx.tx.count(RESOURCE_SERVERS, "pool", pool.id) >= _MOST_SERVERS:
        raise errors.LimitExceededException(
            f"A user pool can have no more than {_MOST_SERVERS} resource servers."
        )
    server = ResourceServer(
        pool_id=pool.id, identifier=identifier, name=request["Name"], scopes=_scopes(request)
    )
    return ctx.tx.put(RESOURCE_SERVERS, server)


def get(ctx: Context, pool: Pool, identifier: str) -> ResourceServer:
    """Return a resource server of a pool.

    Raises:
        ResourceNotFoundException: there is none (text claimed).

    """
    server = ctx.tx.get(RESOURCE_SERVERS, (pool.id, identifier))
    if server is None:
        raise errors.ResourceNotFoundException(f"Resource server {identifier} does not exist.")
    return server


def update(ctx: Context, server: ResourceServer, request: Mapping[str, Any]) -> ResourceServer:
    """Change a resource server; without Scopes it has none afterwards (documented).

    Clients keep the scopes that they name (of deleted servers measured [resource-servers-3]).
    """
    changed = replace(server, name=request["Name"], scopes=_scopes(request))
    return ctx.tx.put(RESOURCE_SERVERS, changed)


def delete(ctx: Context, server: ResourceServer) -> None:
    """Remove a resource server; clients keep the scopes that they name.

    That is measured [resource-servers-3].
    """
    ctx.tx.delete(RESOURCE_SERVERS, (server.pool_id, server.identifier))


def of_pool(ctx: Context, pool: Pool) -> list[ResourceServer]:
    """Return a pool's resource servers by their identifiers (that order is a guess)."""
    servers = ctx.tx.all(RESOURCE_SERVERS, "pool", pool.id)
    return sorted(servers, key=lambda server: server.identifier)


def known_scopes(ctx: Context, pool: Pool) -> frozenset[str]:
    """Return the scopes that a pool's resource servers know, as clients and tokens name them."""
    servers = ctx.tx.all(RESOURCE_SERVERS, "pool", pool.id)
    return frozenset(
        f"{server.identifier}/{scope.name}" for server in servers for scope in server.scopes
    )


def _scopes(request: Mapping[str, Any]) -> tuple[ResourceServerScope, ...]:
    given = request.get("Scopes", ())
    return tuple(ResourceServerScope(it["ScopeName"], it["ScopeDescription"]) for it in given)
