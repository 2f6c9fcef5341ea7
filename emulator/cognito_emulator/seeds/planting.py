"""Making what seeds describe, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import regions
from cognito_emulator.domain.clients.appearance import branding
from cognito_emulator.seeds.files import with_lines
from cognito_emulator.seeds.kind import or_refuse
from cognito_emulator.seeds.kinds import PARTS, pools
from cognito_emulator.seeds.kinds.clients import PART as CLIENTS
from cognito_emulator.seeds.kinds.users import PART as USERS
from cognito_emulator.seeds.people import password_of
from cognito_emulator.seeds.places import Mistakes, SeedError

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry, Part
    from cognito_emulator.seeds.reading import PoolSeed, Seed


class Planted(NamedTuple):
    """What came of a pool's seed.

    Attributes:
        passwords: those of its users, by their usernames.

    """

    pool: Pool
    clients: tuple[Client, ...]
    passwords: Mapping[str, str]


def plant(
    ctx: Context, seeds: Iterable[Seed], *, anew: bool = False, lasting: bool = False
) -> list[Planted]:
    """Make what the seeds describe; part of a transaction.

    Args:
        ctx: the transaction's.
        seeds: as they were read.
        anew: whether pools, clients, users and groups take the place of those of their ids and
            names; all else stays.
        lasting: whether the ids of pools and clients that no seed says are the same in every run;
            else they are new ones, as those are that the API makes.

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
                    planted.append(_plant(ctx, pool, mistakes, anew=anew, lasting=lasting))
        mistakes.settle()
    except SeedError as error:
        raise with_lines(error) from error.__cause__
    return planted


def _plant(
    ctx: Context, seed: PoolSeed, mistakes: Mistakes, *, anew: bool, lasting: bool
) -> Planted:
    pool_id = pools.fixed_id(seed.pool)
    if anew and pool_id is not None:
        pools.remove_record_only(ctx, pool_id)
    home = ctx.settings.region
    region = regions.of_pool(pool_id, home) if pool_id else home
    ctx = replace(ctx, caller=replace(ctx.caller, region=region))
    pool = or_refuse(seed.pool, lambda: pools.plant(ctx, seed.pool, pool_id, lasting=lasting))
    grown: dict[str, list[tuple[Entry, Any]]] = {}
    for name, part in PARTS.items():
        entries = part.prepare(
            ctx, pool, seed.parts[name], named=pool_id is not None, lasting=lasting
        )
        if anew:
            part.make_room(ctx, pool, entries)
        grown[name] = _plant_part(ctx, pool, part, entries, mistakes)
    for doubt in branding.missing(ctx, pool):
        ctx.warn(doubt, pool)
    passwords = {user.username: password_of(entry) for entry, user in grown[USERS.name]}
    return Planted(
        pool,
        tuple(client for _, client in grown[CLIENTS.name]),
        {name: password for name, password in passwords.items() if password is not None},
    )


def _plant_part(
    ctx: Context, pool: Pool, part: Part, entries: Iterable[Entry], mistakes: Mistakes
) -> list[tuple[Entry, Any]]:
    """Make what a list of the pool describes; return what came of each."""
    grown = []
    for entry in entries:
        with mistakes:
            grown.append((entry, or_refuse(entry, partial(part.plant, ctx, pool, entry))))
    return grown
