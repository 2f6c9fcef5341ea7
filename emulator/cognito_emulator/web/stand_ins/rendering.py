"""How a page of a stand-in is made: of a template and the one style sheet."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response, render_template
from markupsafe import Markup

_STYLE_FILE = Path(__file__).with_name("style.css")
TEMPLATES = Path(__file__).with_name("templates")
"""Where the templates are."""


def page(template: str, status: int = 200, **values: object) -> Response:
    """Return a page.

    Args:
        template: its file.
        status: of the answer.
        values: what the template is about.

    """
    style = _style()
    body = render_template(template, style=Markup(style), **values)  # noqa: S704 - ours
    whole = body.encode("utf-8", "replace")  # JSON can have halves of characters
    response = Response(whole, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _policy(style)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"  # none would hide our own forms' origin
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    return response


@cache
def _policy(style: str) -> str:
    """Return what a page may load: nothing but its style.

    There is no ``form-action``: with it Chromium would stop the redirect of a form to the app.
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; img-src data:; "
        f"style-src 'sha256-{digest}'"
    )


@cache
def _style() -> str:
    return _STYLE_FILE.read_text("utf-8")
