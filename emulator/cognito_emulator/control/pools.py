"""Pools and app clients of all regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.record import CLIENTS, Client
from cognito_emulator.domain.clients.secrets import secret_hash
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.pools.record import DOMAINS, POOLS, Pool
from cognito_emulator.domain.users.directory import save
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.service_hosts import service_host

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine
    from cognito_emulator.seeds import Planted

__all__ = [
    "Client",
    "Pool",
    "PoolWithClient",
    "amend",
    "client",
    "clients_of",
    "domain_of",
    "domain_url",
    "everywhere",
    "exported",
    "is_domain_host",
    "pool",
    "remove",
    "secret_hash",
    "to_tell_of",
]

Record = TypeVar("Record", Pool, Client)

_DATES = ("created_at", "modified_at")


class PoolWithClient(NamedTuple):
    """A pool and one of its clients, as they should be."""

    pool: Pool
    client: Client


def everywhere(engine: Engine) -> list[Pool]:
    """Return the pools of all regions, oldest first."""
    return engine.run_inside(pool_lookup.everywhere)


def to_tell_of(engine: Engine) -> list[Planted]:
    """Return the pools that whoever starts an engine wants to know of: those of its seeds.

    Without seeds they are those that its store has kept.
    """
    if engine.seeded:
        return engine.seeded
    kept = everywhere(engine)
    if not kept:
        return []
    from cognito_emulator.seeds import Planted  # noqa: PLC0415 - late, as all of seeds

    return [Planted(each, tuple(clients_of(engine, each.id)), {}) for each in kept]


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


def domain_of(engine: Engine, pool_id: str) -> str | None:
    """Return the domain at which a pool's pages are, as the emulator's own addresses name it.

    It is its own, or the default one.

    ``None`` says that it has none: it was given none, and `Settings.default_domain` is off.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    found = engine.run_inside(lambda ctx: domains.shown(ctx, doors.pool(ctx, pool_id)))
    return None if found is None else found.domain.address


def domain_url(engine: Engine, pool_id: str, base_url: str) -> str | None:
    """Return where a pool's pages are, for who reaches the emulator at a base URL.

    ``None`` says that the pool has no domain there.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    found = engine.run_inside(lambda ctx: domains.shown(ctx, doors.pool(ctx, pool_id)))
    return None if found is None else domains.url(found, base_url)


def is_domain_host(engine: Engine, host: str) -> bool:
    """Whether a host is where a pool's domain would be in the real service, prefix or custom."""
    service = service_host(host)
    if service is None:
        domain = engine.store.get(DOMAINS, host)
        return domain is not None and domain.is_custom
    return domains.holder(engine.store, service.prefix or "", service.region) is not None


def exported(engine: Engine, pool_id: str) -> dict[str, Any]:
    """Return a pool with its clients, groups and users as a seed: see `seeds.export`.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    from cognito_emulator.seeds import export  # noqa: PLC0415 - late, as all of seeds

    return engine.look(lambda ctx: export(ctx, doors.pool(ctx, pool_id)))


def remove(engine: Engine, pool_ids: Iterable[str]) -> None:
    """Remove pools, even protected ones, with all that belongs to them; skip unknown ids."""

    def gone(ctx: Context) -> None:
        for pool_id in pool_ids:
            found = ctx.tx.get(POOLS, pool_id)
            if found is not None:
                pool_settings.remove(ctx, found)

    engine.run_inside(gone)


def amend(engine: Engine, former: PoolWithClient, new: PoolWithClient) -> None:
    """Change a pool and its client where ``new`` differs from ``former``.

    Everything else stays, even if it was made since: users, groups, clients, attributes. The pool's
    dates stay, too.

    Args:
        engine: the engine.
        former: what was wanted until now.
        new: what is wanted from now on, under the same ids.

    """

    def work(ctx: Context) -> None:
        changed = ctx.tx.put(POOLS, _merged(ctx.tx.get(POOLS, new.pool.id), former.pool, new.pool))
        if _names_by(former.pool) != _names_by(new.pool):
            for user in ctx.tx.all(USERS, "pool", changed.id):
                save(ctx, changed, user)  # which works out again what the user is found by
        found = ctx.tx.get(CLIENTS, new.client.id)
        ctx.tx.put(CLIENTS, _merged(found, former.client, new.client))

    engine.run_inside(work)


def _names_by(of: Pool) -> tuple[object, ...]:
    """Return the settings that decide by which names users are found."""
    return of.alias_attributes, of.username_attributes, of.case_sensitive


def _merged(there: Record | None, former: Record, new: Record) -> Record:
    """Return the present record, with the fields in which ``new`` differs from ``former``."""
    if there is None:
        return new
    names = [each.name for each in fields(new) if each.name not in _DATES]
    changes: dict[str, Any] = {
        name: getattr(new, name) for name in names if getattr(new, name) != getattr(former, name)
    }
    return replace(there, **changes)
