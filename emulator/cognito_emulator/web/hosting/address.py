"""Which pool's domain a request is for, by its host or its path.

===================================================  ============================================
``{domain}.auth.localhost[:port]``                   any domain; browsers resolve the name
``{prefix}.auth.{region}.amazoncognito.com``         what the pool was given, in its region only
``login.example.com``                                a custom domain that a pool was given
``/_domain/{domain}/...`` at any other host          any domain; every client can resolve it
===================================================  ============================================

A host that names a domain has that domain at all of its paths. What is no domain's is the
emulator's own, under any host: see `cognito_emulator.web.guard`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from cognito_emulator.domain.pools.record import DOMAINS, POOLS
from cognito_emulator.service_hosts import ServiceHost, api_url, service_host
from cognito_emulator.store import UnreachableError
from cognito_emulator.web.aws_json import asked_url

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.domain.pools.record import Domain
    from cognito_emulator.engine import Engine
    from cognito_emulator.store import Reader

#: The entry of a WSGI environment that has the `DomainAddress` of a request for a domain.
ENTRY = "cognito_emulator.domain_address"
_FOLDER = "/_domain/"
_BY_PATH = re.compile(r"/_domain/([A-Za-z0-9.-]{1,255})(/.*)?", re.DOTALL)
_HOST = re.compile(r"([a-z0-9.-]+?)\.?(:[0-9]{0,5})?")
_BY_HOST = re.compile(r"([a-z0-9-]+)\.auth\.localhost")
# What of a query is not encoded once more: all but blanks, controls, and what is not ASCII.
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


class DomainAddress(NamedTuple):
    """The domain that a request is for, and how it got there.

    Attributes:
        name: of the domain: a prefix, or a custom domain's host name.
        path: what stands before the domain's own paths, for who asks: ``/_domain/{name}``, below
            the public URL's path where that was asked; nothing where the host says it.
        base_url: of the emulator, as whoever asks reaches it: what issuers begin with.
        region: of the host of the real service, where one is asked. There is no default domain.

    """

    name: str
    path: str
    base_url: str
    region: str | None = None

    def inside(self, path: str) -> str:
        """Return which of the domain's own paths a request's path is."""
        return (path[len(_FOLDER) + len(self.name) :] if self.path else path) or "/"


class DomainRouter:
    """An application that has another answer what is asked of a pool's domain.

    Args:
        domains: answers for domains.
        rest: answers all else.
        engine: whose domains they are.
        even_so: paths that are the rest's while the store cannot say whose a host is: there
            clients are told in their own form.

    """

    def __init__(
        self,
        domains: WSGIApplication,
        rest: WSGIApplication,
        engine: Engine,
        even_so: Container[str] = (),
    ) -> None:
        self._domains = domains
        self._rest = rest
        self._engine = engine
        self._even_so = even_so

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        try:
            address = address_of(environ, self._engine)
        except UnreachableError:
            if environ.get("PATH_INFO") not in self._even_so:
                raise
            address = None
        if address is None:
            return self._rest(environ, start_response)
        moved = {
            **environ,
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + address.path,
            "PATH_INFO": address.inside(environ.get("PATH_INFO", "")),
            "QUERY_STRING": quote(environ.get("QUERY_STRING", ""), _PRINTABLE, "latin-1"),
            ENTRY: address,
        }
        return self._domains(moved, start_response)


def address_of(environ: WSGIEnvironment, engine: Engine) -> DomainAddress | None:
    """Return the domain that a request is for; ``None`` if it is for the emulator itself."""
    host = _host(environ.get("HTTP_HOST", ""))
    at_host = None if host is None else _at_host(host, environ["wsgi.url_scheme"], engine.store)
    if at_host is not None:
        return at_host
    path = environ.get("PATH_INFO", "")
    if path.startswith(_FOLDER) and (named := _BY_PATH.fullmatch(path)) is not None:
        public_url = engine.settings.public_url
        here = asked_url(environ, public_url)
        above = urlsplit(here).path if here == public_url else ""
        return DomainAddress(named[1].lower(), f"{above}{_FOLDER}{named[1]}", here)
    return None


def _at_host(host: _Host, scheme: str, records: Reader) -> DomainAddress | None:
    if host.prefix is not None:
        return DomainAddress(host.prefix, "", f"{scheme}://localhost{host.port}")
    custom = records.get(DOMAINS, host.name)
    if custom is not None and custom.is_custom:
        return _custom(custom, records)
    service = host.service
    if service is not None and service.prefix is not None:
        return DomainAddress(service.prefix, "", service.api_url(scheme), service.region)
    return None


def _custom(domain: Domain, records: Reader) -> DomainAddress | None:
    pool = records.get(POOLS, domain.pool_id)
    if pool is None:  # both are gone by now
        return None
    return DomainAddress(domain.name, "", api_url(pool.region), pool.region)


class _Host(NamedTuple):
    """A Host header, read: a name in lower case, and the port with its colon.

    Attributes:
        prefix: of ``{prefix}.auth.localhost``.
        service: which of the service's hosts it is.

    """

    name: str
    port: str
    prefix: str | None
    service: ServiceHost | None


@lru_cache(maxsize=64)
def _host(authority: str) -> _Host | None:
    """Read a Host header that may be a domain's; every request asks, and few hosts are asked."""
    read = _HOST.fullmatch(authority.lower())
    if read is None:
        return None
    ours = _BY_HOST.fullmatch(read[1])
    port = "" if read[2] in (None, ":") else read[2]
    return _Host(read[1], port, ours[1] if ours else None, service_host(authority))
