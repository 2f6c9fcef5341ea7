"""GET /error: what cannot be told to the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from flask import Response


def add(routes: Blueprint) -> None:
    """Add the page to routes."""
    routes.get("/error")(error)


def error() -> Response:
    """Show what went wrong."""
    return page("error.html", 400, error=visit().query.get("error", ""))
