"""The SAML endpoints of a pool's domain, a module for each."""

from __future__ import annotations

from flask import Blueprint

from cognito_emulator.web.saml import idp_response


def blueprint() -> Blueprint:
    """Return the routes of the endpoints."""
    routes = Blueprint("saml", __name__)
    idp_response.add(routes)
    return routes
