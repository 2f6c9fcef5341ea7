"""A browser comes back from an identity provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from cognito_emulator.web.hosting import cookies, session_cookie

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.authorization import Arrival


def kept_state() -> str | None:
    """Return the state with which the browser left, as it remembers it."""
    return cookies.read(cookies.CSRF_STATE) or cookies.read(cookies.CSRF_STATE_LEGACY)


def to_app(arrival: Arrival) -> Response:
    """Send the browser on, which remembers who has signed in, and no longer how it had left."""
    response = redirect(arrival.location, 302)
    session_cookie.keep(response, arrival.session)
    cookies.remove_csrf_state(response)
    return response
