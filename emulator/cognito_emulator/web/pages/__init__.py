"""The hosted pages of a pool's domain; their forms call the domain, never the API."""

from __future__ import annotations

from flask import Blueprint

from cognito_emulator.web.pages import error, login


def blueprint() -> Blueprint:
    """Return the routes of the pages."""
    routes = Blueprint("pages", __name__, template_folder="templates")
    login.add(routes)
    error.add(routes)
    return routes
