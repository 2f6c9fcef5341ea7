"""Which methods an endpoint takes, and how it refuses others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import request

from cognito_emulator.web.answers import empty

if TYPE_CHECKING:
    from flask import Blueprint, Response

_OTHERS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def serve(routes: Blueprint, path: str, view: Callable[[], Response], *methods: str) -> None:
    """Add an endpoint, and have it answer other methods with an empty 405.

    Measured [oauth-13] of the token endpoint. OPTIONS succeeds, as preflights have to.
    """
    allowed = ", ".join((*methods, "OPTIONS"))

    def another() -> Response:
        """Answer a method that the endpoint does not take."""
        return empty(200 if request.method == "OPTIONS" else 405, {"Allow": allowed})

    name = path.rpartition("/")[2]
    others = [method for method in _OTHERS if method not in methods]
    plainly = {"provide_automatic_options": False}
    routes.add_url_rule(path, name, view, methods=methods, **plainly)
    routes.add_url_rule(path, f"{name}_by_another_method", another, methods=others, **plainly)
