"""What the OAuth endpoints answer: JSON, or nothing."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from flask import Response

_TYPE = "application/json;charset=UTF-8"


def document(members: Mapping[str, object], *, status: int = 200) -> Response:
    """Return a JSON answer with members in their order; those that are ``None`` are left out."""
    told = {name: value for name, value in members.items() if value is not None}
    return Response(orjson.dumps(told), status, content_type=_TYPE)


def empty(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer without a body."""
    response = Response(b"", status, headers)
    del response.headers["Content-Type"]
    return response
