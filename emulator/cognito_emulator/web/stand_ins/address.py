"""Which stand-in a request is for, by its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import quote

from cognito_emulator.web.aws_json import base_url

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.clock import Clock
    from cognito_emulator.idp.provider import Provider
    from cognito_emulator.web.guard import Guard

#: The entry of a WSGI environment that has the `StandIn` that a request is for.
ENTRY = "cognito_emulator.stand_in"


class Beginning(NamedTuple):
    """How a SAML provider can begin a sign-in by itself; the page lets it be changed.

    Attributes:
        service_provider: an entity id.
        acs: its assertion consumer service.
        relay_state: what tells it where to go on.

    """

    service_provider: str = ""
    acs: str = ""
    relay_state: str = ""


class StandIn(NamedTuple):
    """A stand-in, and where it is.

    Attributes:
        provider: it.
        path: what stands before its own paths in the request, decoded.
        base_url: its own address for who asks, without a slash at its end.
        clock: the time that its tokens have.
        guard: under which hosts it has pages: whoever sees them can sign in as anybody.
        home: the page above it, from the root of this host.
        beginning: how a sign-in can begin here.

    """

    provider: Provider
    path: str
    base_url: str
    clock: Clock
    guard: Guard
    home: str | None = None
    beginning: Beginning = Beginning()


class Finder(Protocol):
    """Finds the stand-in that a request is for."""

    def __call__(self, environ: WSGIEnvironment) -> StandIn | None:
        """Return it; ``None`` if the request is for none."""
        ...


def alone(providers: Mapping[str, Provider], clock: Clock, guard: Guard) -> Finder:
    """Return what finds providers that have a server for themselves, at ``/NAME/...``.

    Args:
        providers: by their names.
        clock: the time that tokens have.
        guard: under which hosts there are pages.

    """

    def find(environ: WSGIEnvironment) -> StandIn | None:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        name = path.removeprefix("/").partition("/")[0]
        provider = providers.get(name)
        if provider is None:
            return None
        here = f"{base_url(environ)}/{quote(name, safe='')}"
        return StandIn(provider, f"/{name}", here, clock, guard, home="/")

    return find


class StandInRouter:
    """An application that has another answer what is asked of stand-ins.

    Args:
        stand_ins: answers for them.
        rest: answers all else.
        find: finds the stand-in that a request is for.

    """

    def __init__(self, stand_ins: WSGIApplication, rest: WSGIApplication, find: Finder) -> None:
        self._stand_ins = stand_ins
        self._rest = rest
        self._find = find

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        found = self._find(environ)
        if found is None:
            return self._rest(environ, start_response)
        before = found.path.encode().decode("latin-1")
        moved = {
            **environ,
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + before,
            "PATH_INFO": environ.get("PATH_INFO", "")[len(before) :],
            ENTRY: found,
        }
        return self._stand_ins(moved, start_response)
