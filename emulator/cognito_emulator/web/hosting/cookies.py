"""The cookies of a pool's domain: names and values are the service's.

They differ from the service's where clients would not send them back otherwise: over plain HTTP
they lack ``Secure``, and ``SameSite`` where the service says ``None``; below a path they have the
domain's path and no ``Domain``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

BROWSER_SESSION = "cognito"
CSRF = "XSRF-TOKEN"


def put(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie of the domain."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=visit().address.path or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def remove(response: Response, name: str) -> None:
    """Have the browser forget a cookie of the domain."""
    put(response, name, "", max_age=0)
