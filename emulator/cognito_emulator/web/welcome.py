"""What a browser finds at the emulator's own address: which pools there are, and where to go on.

Programs find the JSON API there, and what it says to them does not change.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import __version__
from cognito_emulator.control import identity_providers, pools, trial_sign_in
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.web import plain_page
from cognito_emulator.web.aws_json import STATUS_LINES, base_url
from cognito_emulator.web.guard import NO_SNIFFING
from cognito_emulator.web.plain_page import link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.control.trial_sign_in import Link
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard

_MOST_POOLS = 50
_METHODS = frozenset({"GET", "HEAD"})
_PATHS = ("/", "", "/_domain", "/_domain/")  # where no domain is named either


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
            ("Content-Security-Policy", plain_page.POLICY),
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
    if environ.get("PATH_INFO", "") not in _PATHS:
        return False
    return plain_page.is_wanted(environ.get("HTTP_ACCEPT", ""))


# --- the page -------------------------------------------------------------------------------------


def _page(emulator: Emulator, here: str) -> str:
    return plain_page.document(
        "cognito-emulator",
        f"cognito-emulator {__version__}",
        [
            f"<p>AWS SDKs call the API at <code>{escape(here)}</code>.</p>",
            *_pools(emulator, here),
            "<h2>More</h2>",
            f"<p>{link(f'{here}/_emulator/messages')}: mails and text messages, with codes</p>",
            f"<p>{link(f'{here}/_emulator/calls')}: calls of operations</p>",
            *plain_page.manual(),
        ],
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
        yield f"<p>and {more} more: {link(f'{here}/_emulator/pools')}</p>"


class _Place(NamedTuple):
    """Where a pool's pages are, and where a browser signs in; ``None`` where there is no such.

    Attributes:
        stand_ins: the pages of those that play its identity providers, by the providers' names.

    """

    domain: str | None
    sign_in: Link | None
    stand_ins: Mapping[str, str]

    @classmethod
    def of(cls, emulator: Emulator, pool: Pool, here: str) -> _Place:
        """Return those of a pool.

        Raises:
            ResourceNotFoundException: it is gone.

        """
        domain = pools.domain_url(emulator, pool.id, here)
        stand_ins = identity_providers.stand_in_pages(emulator, pool.id, here)
        return cls(domain, trial_sign_in.link(emulator, pool.id, here), stand_ins)


def _place(place: _Place) -> Iterator[str]:
    if place.domain is None:
        yield "<p>It has no domain, and so no pages.</p>"
        return
    yield f"<p>Domain: <code>{escape(place.domain)}</code></p>"
    yield plain_page.sign_in(place.sign_in)
    for name, url in place.stand_ins.items():
        yield f"<p>Stand-in of {escape(name)}: {link(url)}</p>"
