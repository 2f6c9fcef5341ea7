"""Which pool's domain a request is for, by its path or its host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.web.aws_json import base_url

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: The entry of a WSGI environment that has the `DomainAddress` of a request for a domain.
ENTRY = "cognito_emulator.domain_address"
_BY_PATH = re.compile(r"/_domain/([^/]+)(/.*)?")
_BY_HOST = re.compile(r"([^.:/]+)\.auth\.(localhost(?::[0-9]+)?)", re.IGNORECASE)
_REAL = re.compile(r"([^.:/]+)\.auth\.([a-z0-9-]+)\.amazoncognito\.com", re.IGNORECASE)


class DomainAddress(NamedTuple):
    """The domain that a request is for, and how it got there.

    Attributes:
        name: of the domain: a prefix, or a custom domain's host name.
        path: what stands before the domain's own paths: ``/_domain/{name}``, or nothing where the
            host says it.
        base_url: of the emulator, as whoever asks reaches it: what issuers begin with.

    """

    name: str
    path: str
    base_url: str


class DomainRouter:
    """An application that has another answer what is asked of a pool's domain."""

    def __init__(self, domains: WSGIApplication, rest: WSGIApplication) -> None:
        self._domains = domains
        self._rest = rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        address = address_of(environ)
        if address is None:
            return self._rest(environ, start_response)
        path = environ.get("PATH_INFO", "")[len(address.path) :]
        moved = {
            **environ,
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + address.path,
            "PATH_INFO": path or "/",
            ENTRY: address,
        }
        return self._domains(moved, start_response)


def address_of(environ: WSGIEnvironment) -> DomainAddress | None:
    """Return the domain that a request is for; ``None`` if it is for the emulator itself."""
    if (named := _BY_PATH.fullmatch(environ.get("PATH_INFO", ""))) is not None:
        name = named[1]
        return DomainAddress(name.lower(), f"/_domain/{name}", base_url(environ))
    if (named := _BY_HOST.fullmatch(environ.get("HTTP_HOST", ""))) is not None:
        scheme = environ["wsgi.url_scheme"]
        return DomainAddress(named[1].lower(), "", f"{scheme}://{named[2]}")
    if (named := _REAL.fullmatch(environ.get("HTTP_HOST", ""))) is not None:
        return DomainAddress(named[1].lower(), "", f"https://cognito-idp.{named[2]}.amazonaws.com")
    return None
