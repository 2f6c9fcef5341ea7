"""Forms come from our own pages: each has a token that is also in a cookie."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from flask import g, request

from cognito_emulator.web.hosting import cookies
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from flask import Response

FIELD = "_csrf"


def token() -> str:
    """Return the token that this answer's forms carry, and its cookie."""
    if "csrf_token" not in g:
        g.csrf_token = visit().engine.new_uuid()
    return str(g.csrf_token)


def is_good() -> bool:
    """Whether the form that was sent comes from one of our pages in this browser."""
    sent, kept = request.form.get(FIELD, ""), request.cookies.get(cookies.CSRF, "")
    return bool(kept) and hmac.compare_digest(sent.encode(), kept.encode())


def add_cookie(response: Response) -> Response:
    """Send the token's cookie along, as every answer of the domain does."""
    cookies.put(response, cookies.CSRF, token())
    return response
