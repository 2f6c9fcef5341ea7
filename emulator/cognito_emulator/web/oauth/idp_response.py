"""/oauth2/idpresponse: a browser comes back from an identity provider that speaks OAuth 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cognito_emulator.domain.oauth import federated_requests, federated_returns
from cognito_emulator.web.hosting import arrival, cookies
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.federated_returns import Return
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes; Apple posts what others put into the query (documented)."""
    routes.get("/oauth2/idpresponse")(idp_response)
    routes.post("/oauth2/idpresponse")(idp_response)


def idp_response() -> Response:
    """Send the browser back to the app, with what it asked for, or with what went wrong."""
    here = visit()
    posted = request.method == "POST"
    parameters = here.form if posted else here.query

    def back(ctx: Context, pool: Pool) -> Return:
        kept = federated_requests.returned(
            ctx,
            pool,
            parameters.get("state"),
            arrival.kept_state(),
            cookie_required=not posted or cookies.over_tls(),
        )
        return federated_returns.brought(kept, parameters, here.address.base_url)

    return arrival.answered(back)
