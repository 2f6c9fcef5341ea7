"""How a page is made: a template, the token of its forms, the headers of all pages."""

from __future__ import annotations

from flask import Response, render_template

from cognito_emulator.web.hosting import csrf


def page(template: str, status: int = 200, **values: object) -> Response:
    """Return a page."""
    return Response(
        render_template(template, csrf=csrf.token(), **values), status, mimetype="text/html"
    )
