"""What pages know of the browser that asks: who has signed in in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.oauth import browser_sessions
from cognito_emulator.web.hosting import session_cookie

if TYPE_CHECKING:
    from cognito_emulator.domain.oauth.record import BrowserSession
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def signed_in(ctx: Context, pool: Pool) -> BrowserSession | None:
    """Return the browser's session with a pool, as long as it lasts."""
    return browser_sessions.find(ctx, pool, session_cookie.handle())
