"""Which web pages may control the emulator. The rule stands only here.

A page can make its visitor's browser send requests to servers on the visitor's machine. It cannot
hide its Origin: browsers send it with every POST, and programs do not. A page whose own host name
was made to lead here (DNS rebinding) can read without an Origin, but it cannot hide the Host.

=====================================  ============================================================
``/``, operations that are public      open: pages of any origin sign users up and in
``/``, those that need credentials     refused to foreign pages, unless the keys were verified
``/_emulator``                         refused to foreign pages, and under foreign hosts; others
                                       may read the answers (CORS)
``/<pool id>/.well-known``             open
domains of pools, by host or path      open to pages of any origin, ``null`` too, and under any host
``/_provider``, endpoints              open likewise
``/_provider``, pages                  refused under foreign hosts; forms come from our own pages
=====================================  ============================================================

What a domain does for a browser, it does by that browser's cookies, which go to the host that set
them; its forms have a token that only its own pages know. So a name that was made to lead here
finds a domain, as it finds the public operations, but nobody's session.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from cognito_emulator.settings import Settings

#: A header by which browsers take an answer for nothing but what it says it is, so that a page that
#: may not read it cannot have it as an image or a script either.
NO_SNIFFING = ("X-Content-Type-Options", "nosniff")
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - recognised here, not bound to
# Nobody can own a name under these in the public DNS: RFC 6761, RFC 6762, and ICANN in 2024.
_OWNERLESS = (".localhost", ".test", ".local", ".internal")
_AUTHORITY = re.compile(r"(?:([0-9a-z._-]+)|\[([0-9a-f:.]+)\])(?::([0-9]{0,5}))?")
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{0,30})://(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL
)
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_MAX_AUTHORITY_CHARS = 261  # a name has 255: RFC 1035
_SHOWN_CHARS = 200


class Place(NamedTuple):
    """A host and a port, as a Host header or an origin names them.

    Attributes:
        host: in lower case, without brackets, and without the dot that ends an absolute name. An
            address has its shortest spelling.
        port: empty for the default one.

    """

    host: str
    port: str

    @classmethod
    def of(cls, authority: str) -> Place | None:
        """Read ``host[:port]``; ``None`` if the text is something else."""
        match = _AUTHORITY.fullmatch(authority.lower())
        if match is None or len(authority) > _MAX_AUTHORITY_CHARS:
            return None
        name, address, port = match.groups()
        if address is None:
            return cls(name.removesuffix("."), port or "")
        known = _address(address)
        return None if known is None else cls(str(known), port or "")


class Origin(NamedTuple):
    """An origin, as browsers send it (RFC 6454); default ports are left out."""

    scheme: str
    place: Place

    @classmethod
    def of(cls, text: str) -> Origin | None:
        """Read ``scheme://host[:port]``; ``None`` if it is something else, such as ``null``."""
        url = _URL.fullmatch(text.lower())
        return cls.of_url(text) if url is not None and not url["rest"] else None

    @classmethod
    def of_url(cls, text: str) -> Origin | None:
        """Return the origin of a URL; ``None`` if the URL has no host."""
        url = _URL.fullmatch(text.lower())
        place = Place.of(url["authority"]) if url else None
        if url is None or place is None:
            return None
        return cls(url["scheme"], _without_default(place, url["scheme"]))


def allowed_origin(text: str) -> Origin:
    """Read an entry of `Settings.allow_origins`.

    Raises:
        ValueError: it is not the origin of one site's pages.

    """
    origin = Origin.of(text.removesuffix("/"))
    if origin is not None:
        return origin
    if text.lower() == "null":
        raise ValueError(
            "null is no origin of one site: any file and any sandboxed frame has it; serve the "
            "page from http://localhost"
        )
    raise ValueError(
        f"{text!r} is no origin, such as https://app.example.com or http://10.0.0.7:3000"
    )


def allowed_host(text: str) -> str:
    """Read an entry of `Settings.allow_hosts`; a port makes no difference.

    Raises:
        ValueError: it is neither a host's name nor an address.

    """
    place = _of_host(text)
    if place is None:
        raise ValueError(f"{text!r} is no host, such as cognito.example.com or 10.0.0.7")
    return place.host


def listens_everywhere(bound: str) -> bool:
    """Tell whether a server that is bound to a host has every address of its machine."""
    return bound in _EVERYWHERE


class Guard:
    """Decides which pages may control the emulator, and which are foreign.

    Args:
        settings: they have the public URL, and the other origins and hosts that are allowed.
        bound: the host that the server listens on.

    Raises:
        ValueError: the settings allow something that is no origin or no host.

    """

    def __init__(self, settings: Settings, bound: str) -> None:
        self._everywhere = listens_everywhere(bound)
        self._origins = {allowed_origin(text) for text in settings.allow_origins}
        self._hosts = {allowed_host(text) for text in settings.allow_hosts}
        if (here := _of_host(bound)) is not None:
            self._hosts.add(here.host)
        public = Origin.of_url(settings.public_url) if settings.public_url else None
        if public is not None:
            self._origins.add(public)
            self._hosts.add(public.place.host)

    def objection(self, environ: WSGIEnvironment) -> str | None:
        """Return why a request may not control the emulator; ``None`` if it may."""
        return self.objection_to_host(environ) or self.objection_to_page(environ)

    def sharing(self, environ: WSGIEnvironment) -> dict[str, str]:
        """Return the headers that let an allowed page read an answer (CORS)."""
        origin = environ.get("HTTP_ORIGIN")
        if origin is None or self.objection(environ) is not None:
            return {}
        headers = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        if environ["REQUEST_METHOD"] == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
            headers["Access-Control-Allow-Headers"] = "Content-Type"
        return headers

    def objection_to_page(self, environ: WSGIEnvironment) -> str | None:
        """Return why a page may not call operations that need credentials; ``None`` if it may.

        Programs, which send no Origin, always may.
        """
        text = environ.get("HTTP_ORIGIN")
        if text is None:
            return None
        origin = Origin.of(text)
        if origin is None:
            return (
                f"cognito-emulator is closed to pages of the Origin {_shown(text)}, which may be "
                "anybody's, except for operations that need no AWS credentials: serve the page "
                "from http://localhost."
            )
        if self._welcomes(origin, environ):
            return None
        return (
            f"cognito-emulator is closed to pages of {_shown(text)}, except for operations that "
            f"need no AWS credentials: start it with --allow-origin {_shown(text)}, or serve the "
            "page from http://localhost."
        )

    def objection_to_host(self, environ: WSGIEnvironment) -> str | None:
        """Return why nothing is controlled under a Host; ``None`` if it may be."""
        text = environ.get("HTTP_HOST")
        if not text:  # then it is no browser
            return None
        place = Place.of(text)
        if place is not None and self._knows(place.host):
            return None
        hint = f", or start it with --allow-host {_shown(place.host)}" if place else ""
        return (
            f"cognito-emulator is not controlled under the Host {_shown(text)}, which may lead "
            f"anywhere: use localhost, or the address that it listens on{hint}."
        )

    def _welcomes(self, origin: Origin, environ: WSGIEnvironment) -> bool:
        if origin in self._origins:
            return True
        if origin.scheme not in _DEFAULT_PORTS:  # of an extension, or an app
            return False
        if _is_this_machine(origin.place.host):
            return True
        here = Place.of(environ.get("HTTP_HOST", ""))
        return (
            here is not None
            and self._knows(here.host)
            and _without_default(here, origin.scheme) == origin.place
        )

    def _knows(self, host: str) -> bool:
        if host in self._hosts or _is_this_machine(host):
            return True
        if _address(host) is not None:
            return self._everywhere  # a server that listens everywhere has any address
        return is_ownerless(host)


def is_ownerless(host: str) -> bool:
    """Tell whether a name, in lower case, is one that nobody can own in the public DNS."""
    return "." not in host or host.endswith(_OWNERLESS)


def is_of_nobody(authority: str) -> bool:
    """Whether a Host names this machine, or may do so: no one can own the name in public."""
    place = Place.of(authority)
    if place is None or _is_this_machine(place.host) or _address(place.host) is not None:
        return True
    return is_ownerless(place.host)


def _of_host(text: str) -> Place | None:
    """Read a host; an address of IPv6 needs no brackets."""
    return Place.of(text) or Place.of(f"[{text}]")


def _without_default(place: Place, scheme: str) -> Place:
    return place._replace(port="") if place.port == _DEFAULT_PORTS.get(scheme) else place


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address is not None and address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}..."
