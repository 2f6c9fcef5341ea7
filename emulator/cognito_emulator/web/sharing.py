"""Sharing answers with pages of any origin (the Fetch standard's CORS protocol)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from cognito_emulator.api.codec import PREFLIGHT_MAX_AGE_SECONDS, whole_names

if TYPE_CHECKING:
    from flask import Response


def with_any_origin(response: Response) -> Response:
    """Let pages of any origin read an answer, and have preflights succeed (a guess: how)."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET")
        headers["Access-Control-Max-Age"] = str(PREFLIGHT_MAX_AGE_SECONDS)
        if wanted := request.headers.get("Access-Control-Request-Headers"):
            headers["Access-Control-Allow-Headers"] = whole_names(wanted)
    return response
