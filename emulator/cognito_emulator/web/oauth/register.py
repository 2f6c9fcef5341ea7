"""POST /oauth2/register: clients that register themselves (RFC 7591), which is not emulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.web.oauth.documents import document
from cognito_emulator.web.oauth.methods import serve

if TYPE_CHECKING:
    from flask import Blueprint, Response


def add(routes: Blueprint) -> None:
    """Add the endpoint to routes."""
    serve(routes, "/oauth2/register", register, "POST")


def register() -> Response:
    """Say that there is no such thing here."""
    sentence = "Dynamic client registration (RFC 7591) is not emulated."
    return document({"error": "invalid_request", "error_description": sentence}, status=400)
