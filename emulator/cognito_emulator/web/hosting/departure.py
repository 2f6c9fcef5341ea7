"""A browser leaves for an identity provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from cognito_emulator.web.hosting import cookies, csrf

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.federated_requests import Departure


def to_provider(departure: Departure) -> Response:
    """Send a browser to a provider, with cookies that know it when it comes back."""
    response = redirect(departure.location, 302)
    csrf.send(response)
    cookies.put_csrf_state(response, departure.state)
    return response
