"""Pages that show people the way through the emulator: plain, without scripts or pictures.

They are ours, not the service's, and stand where a program would find JSON.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.control.trial_sign_in import Link

_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem }
p { margin: .25rem 0 }
a, code { overflow-wrap: anywhere }
"""
#: What such a page may load and run: nothing but its style.
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
    f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)


def is_wanted(accept: str) -> bool:
    """Whether an ``Accept`` header is of somebody who wants to see a page, as browsers send it."""
    return "text/html" in accept.lower()


def document(title: str, heading: str, parts: Iterable[str]) -> str:
    """Return a page.

    Args:
        title: of the window; text.
        heading: text.
        parts: what follows, as HTML.

    """
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head><body><main>',
            f"<h1>{escape(heading)}</h1>",
            *parts,
            "</main></body></html>",
        ]
    )


def link(url: str) -> str:
    """Return a link that shows where it leads."""
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>'


def sign_in(where: Link | None) -> str:
    """Say where a browser signs in to a pool, or what is missing; ``None`` is nowhere."""
    if where is None:
        return (
            "<p>No client may send users to its pages: a client needs CallbackURLs, "
            "AllowedOAuthFlows and AllowedOAuthFlowsUserPoolClient.</p>"
        )
    note = (
        "<br>This link is to see the page. It leads to the app, which has not begun the sign-in "
        "and may refuse it: to come in there, begin at the app."
    )
    return f"<p>Sign in: {link(where.url)}{note if where.to_app else ''}</p>"


def manual() -> Iterator[str]:
    """Yield where the manual is, as the package says; nothing where it is not installed."""
    url = _manual_url()
    if url is not None:
        yield f"<p>{link(url)}: the manual</p>"


@cache
def _manual_url() -> str | None:
    from importlib.metadata import PackageNotFoundError, metadata  # noqa: PLC0415 - slow to load

    try:
        urls = metadata("cognito-emulator").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    named = dict(each.split(", ", 1) for each in urls)
    return named.get("Documentation")
