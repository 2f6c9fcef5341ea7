"""GET /oauth2/authorize: where an app sends its user to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect

from cognito_emulator.domain.oauth import authorization, browser_sessions
from cognito_emulator.web.hosting import cookies, csrf, session_cookie
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes; ``/authorize`` is another name of it (documented)."""
    for path in ("/oauth2/authorize", "/authorize"):
        routes.get(path)(authorize)


def authorize() -> Response:
    """Send the browser back to the app with what it asks for, or to the login page."""
    here, handle = visit(), session_cookie.handle()

    def answered(ctx: Context, place: PoolDomain) -> str | None:
        client, wanted = authorization.requested(ctx, place.pool, here.query, here.repeated)
        session = browser_sessions.find(ctx, place.pool, handle)
        return authorization.silently(ctx, place.pool, client, wanted, session)

    location = here.run(answered)
    response = redirect(location or here.url("/login"), 302)
    csrf.send(response)
    cookies.remove_csrf_state(response)
    return response
