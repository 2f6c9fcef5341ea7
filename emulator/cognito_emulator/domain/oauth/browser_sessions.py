"""Browser sessions: who has signed in at a pool's pages in which browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.oauth.record import BROWSER_SESSIONS, BrowserSession

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.completed import CompletedSignIn
    from cognito_emulator.domain.work.context import Context

#: How long a browser session lasts (documented), in seconds.
LIFETIME = 3600


def opened(ctx: Context, completed: CompletedSignIn) -> BrowserSession:
    """Remember that somebody has signed in in this browser."""
    user = completed.user
    session = BrowserSession(
        handle=ctx.ids.uuid(),
        pool_id=user.pool_id,
        sub=user.sub,
        username=user.username,
        auth_time=completed.at,
        expires_at=ctx.now + LIFETIME,
    )
    return ctx.tx.put(BROWSER_SESSIONS, session)


def find(ctx: Context, pool: Pool, handle: str | None) -> BrowserSession | None:
    """Return the session that a cookie stands for, as long as it lasts."""
    session = ctx.tx.get(BROWSER_SESSIONS, handle) if handle else None
    if session is None or session.pool_id != pool.id or session.expires_at <= ctx.now:
        return None
    return session


def end(ctx: Context, session: BrowserSession) -> None:
    """Forget a session."""
    ctx.tx.delete(BROWSER_SESSIONS, session.handle)
