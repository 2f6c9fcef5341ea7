"""How a page is made: a template, the texts, the look, the token of its forms.

A page brings all it needs with it, but for pictures of a style (decision 0027).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
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


def page(template: str, status: int = 200, **values: object) -> Response:
    """Return a page.

    Args:
        template: its file, which says by ``scripts.need`` which scripts it has.
        status: of the answer.
        values: what the template is about; ``problem`` stands above its form.

    """
    seen, scripts = look(), Scripts()
    style = f"{_file('style.css')}{seen.css}"
    body = render_template(
        template,
        csrf=csrf.token(),
        look=seen,
        t=language(),
        url=visit().url,
        style=Markup(style),  # noqa: S704 - ours, and what `look` has made harmless
        aids=aids.of_page(template, values.get("username")),
        scripts=scripts,
        **{"problem": "", "notice": "", "languages": languages(), **values},
    )
    response = Response(printable.whole(body), status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _policy(style, scripts.sources)
    if not seen.classic and (wanted := wanted_language()) is not None:
        cookies.put(response, cookies.LANGUAGE, wanted)
    return response


class Scripts:
    """The scripts of a page: what its template needs, each once, in the end of the page.

    Attributes:
        sources: what stands in the page.

    """

    def __init__(self) -> None:
        self.sources: list[Markup] = []

    def need(self, name: str) -> str:
        """Have a file's script in the page; return nothing, as templates show what is returned."""
        source = Markup(_file(name))  # noqa: S704 - ours
        if source not in self.sources:
            self.sources.append(source)
        return ""


def _policy(style: str, scripts: Iterable[str]) -> str:
    """Return what a page may load and run: what stands in it, and pictures of its domain.

    There is no ``form-action``: with it Chromium would stop the redirect of a form to the app.
    """
    hashes = " ".join(map(_hash, scripts))
    allowed: Mapping[str, str] = {
        "default-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "img-src": "'self' data:",
        "style-src": _hash(style),
        **({"script-src": hashes} if hashes else {}),
    }
    return "; ".join(f"{directive} {source}" for directive, source in allowed.items())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
