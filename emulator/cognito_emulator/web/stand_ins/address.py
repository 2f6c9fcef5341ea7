"""Which stand-in a request is for, by its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import quote

from cognito_emulator.domain.federation.stand_ins import playing
from cognito_emulator.domain.federation.stand_ins.people import StoredPeople
from cognito_emulator.domain.pools.providers import stand_ins
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.web.aws_json import asked_url, base_url

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.clock import Clock
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine
    from cognito_emulator.idp.provider import Provider
    from cognito_emulator.web.guard import Guard

#: The entry of a WSGI environment that has the `StandIn` that a request is for.
ENTRY = "cognito_emulator.stand_in"


class StandIn(NamedTuple):
    """A stand-in, and where it is.

    Attributes:
        provider: it.
        path: what stands before its own paths in the request, decoded.
        base_url: its own address for who asks, without a slash at its end.
        clock: the time that its tokens have.
        guard: under which hosts it has pages: whoever sees them can sign in as anybody.
        home: the page above it, from the root of this host.

    """

    provider: Provider
    path: str
    base_url: str
    clock: Clock
    guard: Guard
    home: str | None = None


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


def of_pools(engine: Engine, guard: Guard) -> Finder:
    """Return what finds those that play providers of an engine's pools.

    Args:
        engine: it.
        guard: under which hosts there are pages.

    """

    def find(environ: WSGIEnvironment) -> StandIn | None:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(playing.FOLDER):
            return None
        text = path.encode("latin-1", "replace").decode("utf-8", "replace")
        pool_id, _, rest = text.removeprefix(playing.FOLDER).partition("/")
        provider = engine.run_inside(lambda ctx: _played(ctx, pool_id, rest))
        if provider is None:
            return None
        people = StoredPeople(engine.run_inside, provider)
        stand_in = playing.played(provider, engine.keys, people)
        here = playing.address(provider, asked_url(environ, engine.settings.public_url))
        before = f"{playing.FOLDER}{pool_id}/{provider.name}"
        return StandIn(stand_in, before, here, engine.clock, guard)

    return find


def _played(ctx: Context, pool_id: str, rest: str) -> IdentityProvider | None:
    """Return the provider to whose stand-in a path leads; ``None`` if there is none."""
    listed = ctx.tx.all(IDENTITY_PROVIDERS, "pool", pool_id)
    provider = next((each for each in listed if _leads_to(each, rest)), None)
    if provider is None or provider.type not in KINDS or not stand_ins.plays(ctx, provider):
        return None
    return provider


def _leads_to(provider: IdentityProvider, rest: str) -> bool:
    """Whether a path begins with a provider's name, which may have a slash in it."""
    return rest == provider.name or rest.startswith(f"{provider.name}/")


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
