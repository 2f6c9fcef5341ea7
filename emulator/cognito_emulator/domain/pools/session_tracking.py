"""Whether a pool keeps track of sessions, on which their configuration hangs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.pools import tiers
from cognito_emulator.domain.pools.record import POOLS, SessionTracking

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def put(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> Pool:
    """Set whether sessions are tracked, and how many a user may have.

    That is all kept and shown; there are no lists of sessions yet. The modification date stays (a
    guess).

    Args:
        ctx: the operation.
        pool: what it is.
        request: a SetUserPoolSessionConfigurationRequest, checked against the model.

    Raises:
        FeatureUnavailableInTierException: the tier lacks it (documented; text: guess).

    """
    check_tier(pool)
    tracking = SessionTracking(
        enabled=request["UserSessionTracking"] == "ENABLED",
        most_per_user=request["TokenSession"]["MaxPerUser"],
    )
    return ctx.tx.put(POOLS, replace(pool, session_tracking=tracking))


def check_tier(pool: Pool) -> None:
    """Refuse what LITE lacks, also to turn it off (documented; text: guess).

    Raises:
        FeatureUnavailableInTierException: the pool is LITE.

    """
    if pool.tier == "LITE":
        raise errors.FeatureUnavailableInTierException(tiers.not_in_lite(tiers.SESSION_TRACKING))
