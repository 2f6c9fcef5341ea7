"""GET /oauth2/authorize: where an app sends its user to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect

from cognito_emulator.domain.oauth import authorization, federated_requests
from cognito_emulator.domain.oauth.federated_requests import Departure
from cognito_emulator.web.hosting import cookies, csrf, departure, session_cookie
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

    def answered(ctx: Context, place: PoolDomain) -> str | Departure | None:
        pool = place.pool
        client, wanted = authorization.requested(ctx, pool, here.query, here.repeated)
        provider = federated_requests.provider_of(ctx, pool, client, wanted)
        session = federated_requests.session_for(ctx, pool, client, wanted, provider, handle)
        location = authorization.silently(ctx, pool, client, wanted, session)
        if location is not None or provider is None:
            return location
        return federated_requests.begun(ctx, pool, client, wanted, provider, here.place)

    reached = here.run(answered)
    if isinstance(reached, Departure):
        return departure.to_provider(reached)
    response = redirect(reached or here.url("/login"), 302)
    csrf.send(response)
    cookies.remove_csrf_state(response)
    return response
