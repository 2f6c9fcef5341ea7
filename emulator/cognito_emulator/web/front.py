"""What is answered before Flask is asked, or even loaded: the JSON API, and the health check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson

from cognito_emulator import __version__
from cognito_emulator.domain.federation.stand_ins.address import FOLDER
from cognito_emulator.store import UnreachableError
from cognito_emulator.web.aws_json import STATUS_LINES, AwsJson
from cognito_emulator.web.balancer_keys import BalancerKeys
from cognito_emulator.web.guard import NO_SNIFFING
from cognito_emulator.web.hosting.address import DomainRouter
from cognito_emulator.web.served import Served
from cognito_emulator.web.several import Several
from cognito_emulator.web.stand_ins.address import StandInRouter
from cognito_emulator.web.welcome import Welcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard
    from cognito_emulator.web.stand_ins.address import Finder, StandIn

HEALTH = "/_emulator/health"
_SLASHES = re.compile("/{2,}")


def front(emulator: Emulator, guard: Guard) -> WSGIApplication:
    """Return all that HTTP clients find; what needs no Flask stands before what does.

    Args:
        emulator: the one to serve.
        guard: which pages and hosts may control it.

    """
    served = Served(emulator, guard)
    rest = Health(emulator, guard, served.by(_of_the_emulator))
    itself = Welcome(emulator, guard, AwsJson(emulator, guard, rest))
    beside_stand_ins = StandInRouter(_of_stand_ins, itself, _finding_stand_ins(emulator, guard))
    by_host = DomainRouter(served.by(_of_domains), beside_stand_ins, emulator, {"/", HEALTH})
    return Several(served, merging_slashes(BalancerKeys(emulator, by_host)))


def _of_the_emulator(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    from cognito_emulator.web.app import application  # noqa: PLC0415 - loads Flask: 0.1 s

    return application()(environ, start_response)


def _of_stand_ins(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    from cognito_emulator.web.stand_ins.app import (  # noqa: PLC0415 - loads Flask: 0.1 s
        stand_in_application,
    )

    return stand_in_application()(environ, start_response)


def _of_domains(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    from cognito_emulator.web.hosting.app import domain_application  # noqa: PLC0415 - loads Flask: 0.1 s

    return domain_application()(environ, start_response)


def _finding_stand_ins(emulator: Emulator, guard: Guard) -> Finder:
    def find(environ: WSGIEnvironment) -> StandIn | None:
        if not environ.get("PATH_INFO", "").startswith(FOLDER):
            return None
        from cognito_emulator.web.stand_ins.pools import of_pools  # noqa: PLC0415 - most pools have none

        return of_pools(emulator, guard)(environ)

    return find


def merging_slashes(application: WSGIApplication) -> WSGIApplication:
    """Treat several slashes in a path as one, because an endpoint may end with a slash.

    There is no redirect: its header would repeat the path, at any length.
    """

    def merged(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if "//" in path:
            environ = {**environ, "PATH_INFO": _SLASHES.sub("/", path)}
        return application(environ, start_response)

    return merged


class Health:
    """Answers ``GET /_emulator/health``, and leaves the rest to another application."""

    def __init__(self, emulator: Emulator, guard: Guard, rest: WSGIApplication) -> None:
        self._emulator = emulator
        self._guard = guard
        self._rest = rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if environ.get("PATH_INFO") != HEALTH:
            return self._rest(environ, start_response)
        method = environ["REQUEST_METHOD"]
        status, document = self._state()
        if (objection := self._guard.objection(environ)) is not None:
            status, document = 403, {"error": objection}
        elif method not in ("GET", "HEAD", "OPTIONS"):
            status, document = 405, {"error": f"{HEALTH} takes GET, not {method}."}
        body = orjson.dumps(document)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        headers += [*self._guard.sharing(environ).items(), NO_SNIFFING]
        start_response(STATUS_LINES[status], headers)
        return [] if method == "HEAD" else [body]

    def _state(self) -> tuple[int, dict[str, str]]:
        """Ask the store something, and say whether it answers."""
        store = self._emulator.store
        said = {"status": "ok", "version": __version__, "store": store.name}
        try:
            store.transaction()  # which a database is asked for
        except UnreachableError as error:
            return 503, {**said, "status": "store does not answer", "error": error.why}
        return 200, said
