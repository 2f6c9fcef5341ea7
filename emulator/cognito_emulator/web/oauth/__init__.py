"""The OAuth endpoints of a pool's domain, a module for each."""

from __future__ import annotations

from flask import Blueprint

from cognito_emulator.web.oauth import authorize, token


def blueprint() -> Blueprint:
    """Return the routes of the endpoints."""
    routes = Blueprint("oauth", __name__)
    authorize.add(routes)
    token.add(routes)
    return routes
