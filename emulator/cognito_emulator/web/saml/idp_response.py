"""POST /saml2/idpresponse: a browser comes from a SAML provider, with what that says of a user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from cognito_emulator.domain.oauth import federated_requests, federated_returns, unsolicited
from cognito_emulator.domain.oauth.failures import UntrustedRequest
from cognito_emulator.web.hosting import arrival, cookies
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.federated_returns import Return
    from cognito_emulator.domain.oauth.record import FederatedRequest
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

# What the error page says of a state that is not the browser's (claimed of SAML).
_INVALID_STATE = "Invalid State/RelayState provided"


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes; it takes posts only (documented)."""
    routes.post("/saml2/idpresponse")(idp_response)


def idp_response() -> Response:
    """Send the browser back to the app, with what it asked for, or with what went wrong."""
    return arrival.answered(_back)


def _back(ctx: Context, pool: Pool) -> Return:
    here = visit()
    relay_state = here.form.get("RelayState", "")
    if unsolicited.is_request(relay_state):
        field = here.form.get("SAMLResponse", "")
        return unsolicited.back(ctx, pool, relay_state, field, here.place)
    kept = _returned(ctx, pool, relay_state)
    return federated_returns.brought(kept, here.form, here.address.base_url)


def _returned(ctx: Context, pool: Pool, relay_state: str) -> FederatedRequest:
    """Return what the browser was sent away with.

    Raises:
        UntrustedRequest: there is no such thing.

    """
    if not relay_state:
        raise UntrustedRequest(unsolicited.INVALID, hint="There is no RelayState.")
    try:
        return federated_requests.returned(
            ctx,
            pool,
            relay_state,
            arrival.kept_state(),
            cookie_required=cookies.over_tls(),
            parameter="RelayState",
        )
    except UntrustedRequest as refusal:
        raise UntrustedRequest(_INVALID_STATE, hint=refusal.hint) from None
