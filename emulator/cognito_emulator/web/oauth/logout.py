"""GET /logout: the browser session ends, and the browser goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect

from cognito_emulator.domain.oauth import logout as domain_logout
from cognito_emulator.domain.oauth import redirects
from cognito_emulator.domain.oauth.failures import UntrustedRequest
from cognito_emulator.web.hosting import session_cookie
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.logout import Exit
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes."""
    routes.get("/logout")(logout)


def logout() -> Response:
    """Sign the browser out; pages of other origins may send it here, but not read (documented)."""
    here, handle = visit(), session_cookie.handle()

    def signed_out(ctx: Context, place: PoolDomain) -> tuple[Exit, bool]:
        end = domain_logout.signed_out(ctx, place.pool, here.query, handle, here.address.base_url)
        return end, place.domain.is_managed

    response = redirect(_location(*here.run(signed_out)), 302)
    session_cookie.forget(response)
    return response


def _location(end: Exit, is_managed: bool) -> str:  # noqa: FBT001 - of a pair
    here = visit()
    if end.uri is not None:
        return end.uri
    if end.to_login:
        return here.url("/login")
    here.hint = end.hint
    here.raised = UntrustedRequest("invalid_request", hint=end.hint)  # for who hears of calls
    if not is_managed:  # that page finds out by itself (measured [authorization-16])
        return here.url("/error")
    # Measured [authorization-18].
    told = {"error": "Required parameters missing", "client_id": here.query.get("client_id")}
    return here.url("/error", redirects.encoded(told))
