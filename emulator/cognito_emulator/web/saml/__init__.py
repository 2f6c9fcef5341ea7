"""The SAML endpoints of a pool's domain, a module for each."""

from __future__ import annotations

from flask import Blueprint

from cognito_emulator.web.saml import idp_response, logout


def blueprint() -> Blueprint:
    """Return the routes of the endpoints."""
    routes = Blueprint("saml", __name__)
    idp_response.add(routes)
    logout.add(routes)
    return routes
