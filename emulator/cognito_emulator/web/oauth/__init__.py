"""The OAuth endpoints of a pool's domain, a module for each."""

from __future__ import annotations

from flask import Blueprint

from cognito_emulator.web.oauth import authorize, direct, idp_response, logout


def blueprint() -> Blueprint:
    """Return the routes of the endpoints."""
    routes = Blueprint("oauth", __name__)
    authorize.add(routes)
    logout.add(routes)
    idp_response.add(routes)
    routes.register_blueprint(direct.blueprint())
    return routes
