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

    It can be written as JSON. What a seed has no word for is left out:

    - dates, and the functions behind triggers;
    - of a pool the custom attributes that are called like standard ones;
    - of a user earlier passwords, sign-ins, codes, and what waits for a code: new values of
      attributes, an authenticator app.

    Passwords are there as SRP keeps them, and good in a pool of the same ``Id`` only; temporary
    ones are good for as long as new ones.

    Args:
        ctx: of the transaction that reads the pool, as `Engine.look` has one.
        pool: the pool.

    """
    seed = pools.export(pool)
    for name, part in PARTS.items():
        listed = [writable(part.kind, shown) for shown in part.export(ctx, pool)]
        if listed:
            seed[name] = listed
    return seed
