"""What a browser finds at the emulator's own address: a page that shows its pools.

Programs find the JSON API there, and what it says to them does not change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.web.aws_json import STATUS_LINES, base_url
from cognito_emulator.web.guard import NO_SNIFFING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard

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
        from cognito_emulator.web import plain_page, welcome_page  # noqa: PLC0415 - for browsers only

        body = welcome_page.document(self._emulator, here).encode("utf-8", "replace")
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
    from cognito_emulator.web import plain_page  # noqa: PLC0415 - loads the library's HTML

    return plain_page.is_wanted(environ.get("HTTP_ACCEPT", ""))
