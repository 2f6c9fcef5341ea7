"""POST /saml2/logout: a browser comes back from a SAML provider, which has signed it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect

from cognito_emulator.domain.oauth import single_logout
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes; it takes posts only (documented)."""
    routes.post("/saml2/logout")(logout)


def logout() -> Response:
    """Send the browser where the app wants it that has signed it out."""
    here = visit()
    relay_state, field = here.form.get("RelayState", ""), here.form.get("SAMLResponse", "")

    def answered(ctx: Context, place: PoolDomain) -> str:
        return single_logout.answered(ctx, place.pool, relay_state, field, here.place)

    return redirect(here.run(answered), 302)
