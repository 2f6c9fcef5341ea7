"""What a browser finds at the emulator's own address: which pools there are, and where to go on.

Programs find the JSON API there, and what it says to them does not change.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.metadata import PackageNotFoundError, metadata
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import __version__
from cognito_emulator.control import pools, trial_sign_in
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.web.aws_json import STATUS_LINES, base_url
from cognito_emulator.web.guard import NO_SNIFFING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard

_MOST_POOLS = 50
_METHODS = frozenset({"GET", "HEAD"})
_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem }
p { margin: .25rem 0 }
a, code { overflow-wrap: anywhere }
"""
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
    f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)


class Welcome:
    """Answers browsers at ``/``, and leaves the rest to another application.

    Args:
        emulator: whose pools are shown.
        guard: under which hosts, and to whose pages.
        rest: answers all else.

    """

    def __init__(self, emulator: Emulator, guard: Guard, rest: WSGIApplication) -> None:
        self._emulator = emulator
        self._guard = guard
        self._rest = rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if not (_is_of_browser(environ) and self._guard.objection(environ) is None):
            return self._rest(environ, start_response)
        here = self._emulator.settings.public_url or base_url(environ)
        body = _page(self._emulator, here).encode("utf-8", "replace")
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", _POLICY),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Vary", "Accept"),
            NO_SNIFFING,
        ]
        start_response(STATUS_LINES[200], headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _is_of_browser(environ: WSGIEnvironment) -> bool:
    """Whether somebody wants to see a page; what calls an operation does not."""
    if environ["REQUEST_METHOD"] not in _METHODS or "HTTP_X_AMZ_TARGET" in environ:
        return False
    if environ.get("PATH_INFO", "") not in ("/", ""):
        return False
    return "text/html" in environ.get("HTTP_ACCEPT", "").lower()


# --- the page -------------------------------------------------------------------------------------


def _page(emulator: Emulator, here: str) -> str:
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8"><title>cognito-emulator</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head><body><main>',
            f"<h1>cognito-emulator {escape(__version__)}</h1>",
            f"<p>AWS SDKs call the API at <code>{escape(here)}</code>.</p>",
            *_pools(emulator, here),
            "<h2>More</h2>",
            f"<p>{_link(f'{here}/_emulator/messages')}: mails and text messages, with codes</p>",
            f"<p>{_link(f'{here}/_emulator/calls')}: calls of operations</p>",
            *_manual(),
            "</main></body></html>",
        ]
    )


def _pools(emulator: Emulator, here: str) -> Iterator[str]:
    there = pools.everywhere(emulator)
    if not there:
        yield "<p>There is no user pool yet; --seed FILE begins with those of a file.</p>"
    for pool in there[:_MOST_POOLS]:
        try:
            place = _Place.of(emulator, pool, here)
        except ResourceNotFoundException:  # it has been deleted meanwhile
            continue
        yield f"<h2>{escape(pool.name)} <code>{escape(pool.id)}</code></h2>"
        yield from _place(place)
    if (more := len(there) - _MOST_POOLS) > 0:
        yield f"<p>and {more} more: {_link(f'{here}/_emulator/pools')}</p>"


class _Place(NamedTuple):
    """Where a pool's pages are, and where a browser signs in; ``None`` where there is no such."""

    domain: str | None
    sign_in: str | None

    @classmethod
    def of(cls, emulator: Emulator, pool: Pool, here: str) -> _Place:
        """Return those of a pool.

        Raises:
            ResourceNotFoundException: it is gone.

        """
        domain = pools.domain_url(emulator, pool.id, here)
        return cls(domain, trial_sign_in.link(emulator, pool.id, here))


def _place(place: _Place) -> Iterator[str]:
    if place.domain is None:
        yield "<p>It has no domain, and so no pages.</p>"
        return
    yield f"<p>Domain: <code>{escape(place.domain)}</code></p>"
    if place.sign_in is None:
        yield (
            "<p>No client may send users to its pages: a client needs CallbackURLs, "
            "AllowedOAuthFlows and AllowedOAuthFlowsUserPoolClient.</p>"
        )
    else:
        yield f"<p>Sign in: {_link(place.sign_in)}</p>"


def _manual() -> Iterator[str]:
    url = _manual_url()
    if url is not None:
        yield f"<p>{_link(url)}: the manual</p>"


@cache
def _manual_url() -> str | None:
    """Return where the manual is, as the package says; ``None`` where it is not installed."""
    try:
        urls = metadata("cognito-emulator").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    named = dict(each.split(", ", 1) for each in urls)
    return named.get("Documentation")


def _link(url: str) -> str:
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>'
