"""The JSON of the OAuth endpoints, and how they refuse methods that they do not take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson
from flask import Response

if TYPE_CHECKING:
    from flask import Blueprint

_TYPE = "application/json;charset=UTF-8"
_OTHERS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def document(members: Mapping[str, object], *, status: int = 200) -> Response:
    """Return a JSON answer with members in their order; those that are ``None`` are left out."""
    told = {
        name: _encodable(value) if isinstance(value, str) else value
        for name, value in members.items()
        if value is not None
    }
    return Response(orjson.dumps(told), status, content_type=_TYPE)


def empty(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer without a body."""
    response = Response(b"", status, headers)
    del response.headers["Content-Type"]
    return response


def refuse_others(routes: Blueprint, path: str, *methods: str) -> None:
    """Answer other methods than these with an empty 405 (measured [oauth-13] of token)."""
    others = [method for method in _OTHERS if method not in methods]
    allowed = ", ".join((*methods, "OPTIONS"))

    def not_allowed() -> Response:
        """Refuse the method."""
        return empty(405, {"Allow": allowed})

    name = f"not_allowed_{path.rpartition('/')[2]}"
    routes.add_url_rule(path, name, not_allowed, methods=others, provide_automatic_options=False)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which functions behind triggers can put into a text."""
    return text.encode("utf-8", "replace").decode()
