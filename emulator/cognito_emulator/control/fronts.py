"""A user pool as the services in front of an app know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.fronts.user_pool import UserPool

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["UserPool", "user_pool"]


def user_pool(engine: Engine, pool_id: str, *, base_url: str | None = None) -> UserPool:
    """Return what a front knows of a pool now.

    Args:
        engine: the engine that has the pool.
        pool_id: the pool's id.
        base_url: the emulator's address for whoever asks, as :meth:`Emulator.mint` takes it: the
            issuer begins with it.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """

    def work(ctx: Context) -> UserPool:
        pool = doors.pool(ctx, pool_id)
        keys = ctx.keys
        return UserPool(
            id=pool.id,
            region=pool.region,
            account_id=ctx.settings.account_id,
            issuer=ctx.settings.issuer(pool.id, pool.region, ctx.caller.base_url),
            signing_keys=lambda: keys.of(pool_id),
            client_ids=tuple(client.id for client in client_lookup.of_pool(ctx, pool)),
            now=ctx.now,
            ids=ctx.ids,
        )

    return engine.run_inside(work, base_url=base_url)
