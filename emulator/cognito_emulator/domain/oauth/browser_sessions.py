"""Browser sessions: who has signed in at a pool's pages in which browser.

Changed attributes, MFA and GlobalSignOut do not end one (documented); that a new password does not
either is a guess. Nor does the end of its user: apps go on getting codes, for which there are no
tokens (measured [authorization-25]). It ends by /logout and by its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.clients import session_reuse
from cognito_emulator.domain.oauth.record import BROWSER_SESSIONS, BrowserSession
from cognito_emulator.domain.users.record import USERS

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationRequest
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.completed import CompletedSignIn
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.sessions import SamlSession

#: How long a browser session lasts (documented), in seconds.
LIFETIME = 3600
_MINUTE = 60


def opened(
    ctx: Context,
    completed: CompletedSignIn,
    *,
    provider: str | None = None,
    saml_session: SamlSession | None = None,
) -> BrowserSession:
    """Remember that somebody has signed in in this browser.

    It lasts an hour, or as long as the client says that it may be reused.

    Args:
        ctx: the request.
        completed: who, and by which client.
        provider: the identity provider that vouched for the user, if one did.
        saml_session: the session there, with SAML.

    """
    user = completed.user
    minutes = session_reuse.reusable_minutes(completed.pool, completed.client)
    session = BrowserSession(
        handle=ctx.ids.uuid(),
        pool_id=user.pool_id,
        sub=user.sub,
        username=user.username,
        auth_time=completed.at,
        expires_at=ctx.now + max(LIFETIME, minutes * _MINUTE),
        provider=provider,
        saml_session=saml_session,
    )
    return ctx.tx.put(BROWSER_SESSIONS, session)


def find(ctx: Context, pool: Pool, handle: str | None) -> BrowserSession | None:
    """Return the session that a cookie stands for, as long as it lasts.

    That of a user who is disabled is none as long (a guess).
    """
    session = ctx.tx.get(BROWSER_SESSIONS, handle) if handle else None
    if session is None or session.pool_id != pool.id or session.expires_at <= ctx.now:
        return None
    user = ctx.tx.get(USERS, (pool.id, session.username))
    is_disabled = user is not None and user.sub == session.sub and not user.enabled
    return None if is_disabled else session


def is_offered(ctx: Context, request: AuthorizationRequest, session: BrowserSession) -> bool:
    """Whether a session may answer a request, if its user likes: "sign in as ...".

    ``prompt=login`` and ``max_age`` ask for a new sign-in (documented of managed login, a guess of
    the classic pages). ``select_account`` and ``consent`` are for identity providers (documented).
    """
    if "login" in request.prompts:
        return False
    return request.max_age is None or ctx.now - session.auth_time <= request.max_age


def is_reusable(
    ctx: Context, pool: Pool, client: Client, request: AuthorizationRequest, session: BrowserSession
) -> bool:
    """Whether a session answers a request at once, without a page."""
    reusable = session_reuse.reusable_minutes(pool, client) * _MINUTE
    return is_offered(ctx, request, session) and ctx.now - session.auth_time < reusable


def end(ctx: Context, session: BrowserSession) -> None:
    """Forget a session."""
    ctx.tx.delete(BROWSER_SESSIONS, session.handle)


def end_named(ctx: Context, pool: Pool, handle: str | None) -> BrowserSession | None:
    """Forget the session that a cookie stands for, usable or not, and return it.

    Another pool's stays.
    """
    session = ctx.tx.get(BROWSER_SESSIONS, handle) if handle else None
    if session is None or session.pool_id != pool.id:
        return None
    end(ctx, session)
    return session
