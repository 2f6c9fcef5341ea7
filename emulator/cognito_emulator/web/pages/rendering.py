"""How a page is made: a template, the texts, the look, the token of its forms.

A page brings all it needs with it, but for pictures of a style (decision 0027).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response, render_template
from markupsafe import Markup

from cognito_emulator import printable
from cognito_emulator.web.hosting import cookies, csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import aids
from cognito_emulator.web.pages.look import language, languages, look, wanted_language

_FOLDER = Path(__file__).parent


def page(template: str, status: int = 200, *, script: str = "", **values: object) -> Response:
    """Return a page.

    Args:
        template: its file.
        status: of the answer.
        script: the file with the script that it needs.
        values: what the template is about; ``problem`` stands above its form.

    """
    seen, code = look(), _file(script) if script else ""
    style = f"{_file('style.css')}{seen.css}"
    body = render_template(
        template,
        csrf=csrf.token(),
        look=seen,
        t=language(),
        url=visit().url,
        style=Markup(style),  # noqa: S704 - ours, and what `look` has made harmless
        aids=aids.of_page(template, values.get("username")),
        script=Markup(code),  # noqa: S704 - ours
        **{"problem": "", "notice": "", "languages": languages(), **values},
    )
    response = Response(printable.whole(body), status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _policy(style, code)
    if not seen.classic and (wanted := wanted_language()) is not None:
        cookies.put(response, cookies.LANGUAGE, wanted)
    return response


def _policy(style: str, script: str) -> str:
    """Return what a page may load and run: what stands in it, and pictures of its domain.

    There is no ``form-action``: with it Chromium would stop the redirect of a form to the app.
    """
    allowed: Mapping[str, str] = {
        "default-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "img-src": "'self' data:",
        "style-src": _hash(style),
        **({"script-src": _hash(script)} if script else {}),
    }
    return "; ".join(f"{directive} {source}" for directive, source in allowed.items())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
