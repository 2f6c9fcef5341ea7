"""How long the session of a browser lets a user into a client without asking again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.clients.record import BROWSER_SESSION_MINUTES, CLIENTS, Client
from cognito_emulator.domain.pools import session_tracking

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def reusable_minutes(pool: Pool, client: Client) -> int:
    """Return for how many minutes after a sign-in a browser session may be reused silently.

    0 is never. A client's own number sleeps while the pool does not track sessions (documented);
    then it is an hour (documented).
    """
    tracked = pool.session_tracking.enabled
    return client.browser_session_minutes if tracked else BROWSER_SESSION_MINUTES


def put(ctx: Context, pool: Pool, client: Client, minutes: int) -> Client:
    """Set for how many minutes a browser session may be reused; the client's date stays (a guess).

    Raises:
        FeatureUnavailableInTierException: the tier lacks it (documented; text: guess).
        InvalidParameterException: the pool does not track sessions (documented; type and text:
            guess).

    """
    session_tracking.check_tier(pool)
    if not pool.session_tracking.enabled:
        raise errors.InvalidParameterException(
            "User session tracking must be enabled for the user pool."
        )
    return restore(ctx, client, minutes)


def restore(ctx: Context, client: Client, minutes: int) -> Client:
    """Set it whatever the pool does: what was set once sleeps while sessions are not tracked."""
    return ctx.tx.put(CLIENTS, replace(client, browser_session_minutes=minutes))
