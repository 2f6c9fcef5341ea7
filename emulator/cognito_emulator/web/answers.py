"""Answers of all that is not the AWS protocol: JSON, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response

from cognito_emulator.clock import instant


def answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """Return ``document`` as a JSON response, its members in their order."""
    return Response(orjson.dumps(document), status, mimetype="application/json")


def empty(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer without a body."""
    response = Response(b"", status, headers)
    del response.headers["Content-Type"]
    return response


def iso(epoch: float) -> str:
    """Return a moment in ISO 8601, to the millisecond, as ``2030-01-01T00:00:00.000Z``."""
    return instant(epoch).isoformat(timespec="milliseconds").replace("+00:00", "Z")
