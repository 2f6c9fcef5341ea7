"""Who may control the emulator: only pages of its own, and only by a name of its own.

A web page can make its visitor's browser send requests to servers on the visitor's machine. It
cannot hide its Origin, and one that made a name of its own lead here cannot hide the Host.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cognito_emulator.web.aws_json import base_url

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - recognised here, not bound to


class Guard:
    """Tells the emulator's own callers from foreign ones.

    Args:
        bound: the host that the server listens on.
        public_url: the base URL that the emulator was told to have, if any.

    """

    def __init__(self, bound: str, public_url: str | None) -> None:
        self._names = {"localhost", bound.lower(), _host(public_url) if public_url else ""} - {""}
        self._everywhere = bound in _EVERYWHERE
        self._public_origin = _origin(public_url) if public_url else None

    def objection(self, environ: WSGIEnvironment) -> str | None:
        """Return why a request is refused, or ``None`` for one that is welcome."""
        here = base_url(environ)
        if not self._knows(_host(here)):
            return (
                f"The Host {environ.get('HTTP_HOST')} is not this emulator's: use localhost, the "
                "address that it listens on, or the host of its --public-url."
            )
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and origin.lower() not in (_origin(here), self._public_origin):
            return f"The Origin {origin} may not control this emulator."
        return None

    def _knows(self, host: str) -> bool:
        if host in self._names or host.endswith(".localhost"):
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return False
        # A server that listens everywhere is known by any address, but by no foreign name.
        return address.is_loopback or self._everywhere


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:  # of brackets that do not match
        return ""


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()
