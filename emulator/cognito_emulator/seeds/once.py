"""Seeds of a store that lasts: planted once, whoever comes first, and again only if that is asked.

What a store knows of a seed is its record in `PLANTED_SEEDS`: which pools came of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import regions
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.work.record import (
    PLANTED_SEEDS,
    SECRETS,
    PlantedPool,
    PlantedSeed,
)
from cognito_emulator.printable import exact
from cognito_emulator.seeds.kinds import pools
from cognito_emulator.seeds.planting import Planted, plant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.record import Secret
    from cognito_emulator.seeds.loaded import LoadedSeed
    from cognito_emulator.settings import Reseed
    from cognito_emulator.store import Reader


def plant_once(ctx: Context, seeds: list[LoadedSeed], again: Reseed = "never") -> list[Planted]:
    """Make what seeds describe that were not planted yet; part of a transaction.

    Of a seed that is planted again, all goes first that it had planted: its pools, with whatever is
    in them by now. Their signing keys stay. A seed that has changed since it was planted, and is
    not planted again, is named in a warning.

    Returns:
        What there is of all of them, as it is by now.

    Raises:
        SeedError: the service would refuse some of it.

    """
    _know_again(ctx, seeds)
    records = {each.name: ctx.tx.get(PLANTED_SEEDS, each.name) for each in seeds}
    wanted = [each for each in seeds if _is_wanted(each, records[each.name], again)]
    keys = [key for each in wanted for key in _cleared(ctx, records[each.name])]
    _plant(ctx, wanted)
    _put_back(ctx, keys)
    for each in seeds:
        _tell(ctx, each, records[each.name], is_planted=each in wanted)
        if each not in wanted:
            _tell_region(ctx, each, records[each.name])
    return there(ctx.tx, seeds)


def warn_of_others(ctx: Context, seeds: list[LoadedSeed]) -> None:
    """Name the seeds that were planted and are none of these; part of a transaction."""
    known = {each.name for each in seeds}
    for record in ctx.tx.all(PLANTED_SEEDS, "all", "all"):
        if record.name not in known:
            ctx.warn(f"{exact(record.name)} is not named any more: what came of it stays.")


def _know_again(ctx: Context, seeds: list[LoadedSeed]) -> None:
    """Find seeds that were planted under another name, as the file has moved or is elsewhere here.

    Such a seed says the same, or it has the id of a pool that came of the former one.
    """
    names = {each.name for each in seeds}
    others = {
        record.name: record
        for record in ctx.tx.all(PLANTED_SEEDS, "all", "all")
        if record.name not in names
    }
    for seed in seeds:
        if not others or ctx.tx.get(PLANTED_SEEDS, seed.name) is not None:
            continue
        former = next((each for each in others.values() if _is_former(each, seed)), None)
        if former is not None:
            del others[former.name]
            ctx.tx.delete(PLANTED_SEEDS, former.name)
            ctx.tx.put(PLANTED_SEEDS, replace(former, name=seed.name))


def _is_former(record: PlantedSeed, seed: LoadedSeed) -> bool:
    fixed = {pools.fixed_id(each.pool) for each in seed.seed.pools}
    return record.digest == seed.digest or any(each.pool_id in fixed for each in record.pools)


def _is_wanted(seed: LoadedSeed, record: PlantedSeed | None, again: Reseed) -> bool:
    if record is None or again == "always":
        return True
    return again == "changed" and record.digest != seed.digest


def _cleared(ctx: Context, record: PlantedSeed | None) -> Iterator[Secret]:
    """Remove the pools that came of a seed; return their signing keys, which go with them."""
    for planted in record.pools if record else ():
        kept = ctx.tx.all(SECRETS, "pool", planted.pool_id)
        pools.remove(ctx, planted.pool_id)
        yield from kept


def _plant(ctx: Context, seeds: list[LoadedSeed]) -> None:
    planted = iter(plant(ctx, [each.seed for each in seeds], lasting=True))
    for each in seeds:
        made = tuple(_noted(next(planted)) for _ in each.seed.pools)
        ctx.tx.put(PLANTED_SEEDS, PlantedSeed(name=each.name, digest=each.digest, pools=made))


def _put_back(ctx: Context, keys: Iterable[Secret]) -> None:
    """Have pools sign as those of their ids did, so that apps may go on with their JWKS."""
    for each in keys:
        if ctx.tx.get(POOLS, each.pool_id) is not None:
            ctx.tx.put(SECRETS, each)


def _noted(planted: Planted) -> PlantedPool:
    clients = tuple(client.id for client in planted.clients)
    return PlantedPool(planted.pool.id, clients, planted.passwords)


def _tell(ctx: Context, seed: LoadedSeed, record: PlantedSeed | None, *, is_planted: bool) -> None:
    """Say what became of a seed that was planted before."""
    if record is None:
        return
    if is_planted:
        ctx.warn(f"{exact(seed.name)} was planted anew, in place of what it had planted before.")
    elif record.digest != seed.digest:
        ctx.warn(
            f"{exact(seed.name)} has changed since it was planted, and is not planted again: the"
            " state is as it was left. --reseed has its pools take the place of those that came of"
            " it; POST /_emulator/reset empties the whole store, and plants all seeds anew."
        )


def _tell_region(ctx: Context, seed: LoadedSeed, record: PlantedSeed | None) -> None:
    """Say that pools are in the region of an earlier run, where the seed leaves it to that."""
    home = ctx.settings.region
    fixed = {pools.fixed_id(each.pool) for each in seed.seed.pools}
    for planted in record.pools if record else ():
        region = regions.of_pool(planted.pool_id, home)
        if region != home and planted.pool_id not in fixed:
            ctx.warn(
                f"{exact(seed.name)} was planted in {region}, and its pools stay there: --region is"
                f" {home} now. --reseed plants it anew."
            )
            return


def there(reader: Reader, seeds: list[LoadedSeed]) -> list[Planted]:
    """Return what there is of seeds that were planted, as it is by now."""
    return [pool for each in seeds for pool in _there(reader, each)]


def _there(reader: Reader, seed: LoadedSeed) -> Iterator[Planted]:
    """Go through the pools of a seed that was planted; some may have been deleted since."""
    record = reader.get(PLANTED_SEEDS, seed.name)
    if record is None:  # another process, which has it elsewhere, has planted it
        others = reader.all(PLANTED_SEEDS, "all", "all")
        record = next((each for each in others if _is_former(each, seed)), None)
    for planted in record.pools if record else ():
        pool = reader.get(POOLS, planted.pool_id)
        if pool is not None:
            found = (reader.get(CLIENTS, client_id) for client_id in planted.client_ids)
            yield Planted(pool, tuple(filter(None, found)), planted.passwords)
