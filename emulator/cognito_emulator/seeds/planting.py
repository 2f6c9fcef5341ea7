"""Making what seeds describe, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import regions
from cognito_emulator.domain.clients import settings as client_settings
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.users import groups
from cognito_emulator.domain.users.record import GROUPS, group_key
from cognito_emulator.seeds import people, vocabulary
from cognito_emulator.seeds.documents import with_lines
from cognito_emulator.seeds.places import Mistakes, SeedError
from cognito_emulator.seeds.vocabulary import Entry, or_refuse

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.reading import PoolSeed, Seed


class Planted(NamedTuple):
    """What came of a pool's seed.

    Attributes:
        passwords: those of its users, by their usernames.

    """

    pool: Pool
    clients: tuple[Client, ...]
    passwords: Mapping[str, str]


def plant(ctx: Context, seeds: Iterable[Seed], *, anew: bool = False) -> list[Planted]:
    """Make what the seeds describe; part of a transaction.

    Args:
        ctx: the transaction's.
        seeds: as they were read.
        anew: whether pools, clients, users and groups take the place of those of their ids and
            names; all else stays.

    Raises:
        SeedError: the service would refuse some of it.

    """
    mistakes = Mistakes()
    planted = []
    try:
        for seed in seeds:
            for note in seed.notes:
                ctx.warn(note)
            for pool in seed.pools:
                with mistakes:
                    planted.append(_plant(ctx, pool, mistakes, anew=anew))
        mistakes.settle()
    except SeedError as error:
        raise with_lines(error) from error.__cause__
    return planted


def _plant(ctx: Context, seed: PoolSeed, mistakes: Mistakes, *, anew: bool) -> Planted:
    pool_id = _fixed_id(seed.pool)
    if anew:
        _make_room(ctx, pool_id, seed)
    home = ctx.settings.region
    region = regions.of_pool(pool_id, home) if pool_id else home
    ctx = replace(ctx, caller=replace(ctx.caller, region=region))
    pool = or_refuse(seed.pool, lambda: _plant_pool(ctx, seed.pool, pool_id))
    for entry in seed.groups:
        with mistakes:
            _plant_group(ctx, pool, entry)
    made = []
    for entry in seed.clients:
        with mistakes:
            made.append(_plant_client(ctx, pool, entry))
    newcomers = people.newcomers(ctx, pool, seed.users, fixed=pool_id is not None)
    if anew:
        people.evict_former(ctx, pool, newcomers)
    passwords = {}
    for each in newcomers:
        with mistakes:
            user = people.make(ctx, pool, each)
            if (password := people.password_of(each.entry)) is not None:
                passwords[user.username] = password
    return Planted(pool, tuple(made), passwords)


def _fixed_id(entry: Entry) -> str | None:
    """Return the id that a pool shall have, if the seed says one."""
    tags = entry.request.get("UserPoolTags", {})
    fixed: str | None = entry.extra.get("Id", tags.get(pool_settings.ID_TAG))
    return fixed


def _make_room(ctx: Context, pool_id: str | None, seed: PoolSeed) -> None:
    """Remove the pool, the clients and the groups of the ids and names of what comes."""
    for entry in seed.clients:
        ctx.tx.delete(CLIENTS, entry.extra.get("ClientId"))
    if pool_id is None:
        return
    for entry in seed.groups:
        ctx.tx.delete(GROUPS, group_key(pool_id, entry.request["GroupName"]))
    ctx.tx.delete(POOLS, pool_id)


def _plant_pool(ctx: Context, entry: Entry, pool_id: str | None) -> Pool:
    """Make a pool; its MFA comes last, as GetUserPoolMfaConfig shows it."""
    request = dict(entry.request)
    mode = request.pop("MfaConfiguration", "OFF")
    factors = {name: entry.extra[name] for name in vocabulary.MFA_BLOCKS if name in entry.extra}
    pool = pool_settings.create(ctx, request, pool_id)
    if mode == "OFF" and not factors:
        return pool
    return pool_settings.restore_mfa(ctx, pool, {"MfaConfiguration": mode, **factors})


def _plant_client(ctx: Context, pool: Pool, entry: Entry) -> Client:
    client_id = entry.extra.get("ClientId")
    return or_refuse(entry, lambda: client_settings.restore(ctx, pool, entry.request, client_id))


def _plant_group(ctx: Context, pool: Pool, entry: Entry) -> None:
    request = entry.request
    or_refuse(
        entry,
        lambda: groups.create(
            ctx,
            pool,
            request["GroupName"],
            description=request.get("Description"),
            precedence=request.get("Precedence"),
            role_arn=request.get("RoleArn"),
        ),
    )
