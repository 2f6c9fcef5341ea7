"""GET /error: what cannot be told to the app.

Its status is 400, and its query has ``error`` and ``client_id`` (measured [authorization-21]).
Developers read which registered URL is the nearest, as they have seldom another place to look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import page_data
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from flask import Response

# What signing out shows that was told no place to go to (measured [authorization-16]).
_NOWHERE = "Required String parameter 'redirect_uri' is not present"


def add(routes: Blueprint) -> None:
    """Add the page to routes."""
    routes.get("/error")(error)


def error() -> Response:
    """Show what went wrong."""
    query, data = visit().query, page_data.read()
    code = query.get("error", "" if query.get("redirect_uri") else _NOWHERE)
    response = page("error.html", 400, error=code, hint=data.hint)
    if data.hint:
        page_data.tell(response, data._replace(hint=""))
    return response
