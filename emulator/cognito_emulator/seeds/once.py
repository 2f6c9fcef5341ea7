"""Seeds of a store that lasts: planted once, whoever comes first, and not again at a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.work.record import PLANTED_SEEDS, PlantedPool, PlantedSeed
from cognito_emulator.printable import exact
from cognito_emulator.seeds.planting import Planted, plant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.loaded import LoadedSeed


def plant_once(ctx: Context, seeds: list[LoadedSeed]) -> list[Planted]:
    """Make what seeds describe that were not planted yet; part of a transaction.

    A seed that has changed since it was planted is named in a warning.

    Returns:
        What there is of all of them, as it is by now.

    Raises:
        SeedError: the service would refuse some of it.

    """
    fresh = [each for each in seeds if ctx.tx.get(PLANTED_SEEDS, each.name) is None]
    planted = iter(plant(ctx, [each.seed for each in fresh], lasting=True))
    for each in fresh:
        pools = tuple(_noted(next(planted)) for _ in each.seed.pools)
        record = PlantedSeed(name=each.name, digest=each.digest, pools=pools)
        ctx.tx.put(PLANTED_SEEDS, record)
    return [pool for each in seeds for pool in _there(ctx, each)]


def _noted(planted: Planted) -> PlantedPool:
    clients = tuple(client.id for client in planted.clients)
    return PlantedPool(planted.pool.id, clients, planted.passwords)


def _there(ctx: Context, seed: LoadedSeed) -> Iterator[Planted]:
    """Go through the pools of a seed that was planted; some may have been deleted since."""
    record = ctx.tx.get(PLANTED_SEEDS, seed.name)
    if record is None:
        return
    if record.digest != seed.digest:
        ctx.warn(
            f"{exact(seed.name)} has changed since it was planted, and is not planted again: the"
            " state is as it was left. POST /_emulator/reset empties it and plants all seeds anew."
        )
    for planted in record.pools:
        pool = ctx.tx.get(POOLS, planted.pool_id)
        if pool is not None:
            found = (ctx.tx.get(CLIENTS, client_id) for client_id in planted.client_ids)
            yield Planted(pool, tuple(filter(None, found)), planted.passwords)
