"""From a pool back to the seed that describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds.kinds import PARTS, pools
from cognito_emulator.seeds.vocabulary import writable

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def export(ctx: Context, pool: Pool) -> dict[str, Any]:
    """Return a seed that, planted where the pool is not, makes one that the API shows alike.

    It can be written as JSON. Left out is what a seed has no word for: dates, the functions behind
    triggers, second secrets of clients; of users their passkeys, devices, earlier passwords,
    sign-ins, values that wait for a verification, and codes. The name of an authenticator app is
    left out, and a temporary password is as good as new. Passwords are there as SRP keeps them, and
    good in a pool of the same ``Id`` only.

    Args:
        ctx: of the transaction that reads the pool.
        pool: the pool.

    """
    seed = pools.export(pool)
    for name, part in PARTS.items():
        listed = [writable(part.kind, shown) for shown in part.export(ctx, pool)]
        if listed:
            seed[name] = listed
    return seed
