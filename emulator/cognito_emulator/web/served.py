"""Whose request it is: the Flask applications are one for the process, and know no emulator.

Each request says in its WSGI environment which emulator it is for (decision 0031).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cognito_emulator.control.history import CallLog
from cognito_emulator.control.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard

_ENTRY = "cognito_emulator.served"


class Served:
    """An emulator that HTTP clients can reach, and what is kept for them beside its records.

    Attributes:
        emulator: the one.
        guard: which pages and hosts may control it.
        log: its calls, for who asks for them.
        snapshots: those that were taken by HTTP.

    """

    def __init__(self, emulator: Emulator, guard: Guard) -> None:
        self.emulator = emulator
        self.guard = guard
        self.log = CallLog(emulator)
        self.snapshots = Snapshots(emulator)

    def by(self, application: WSGIApplication) -> WSGIApplication:
        """Return an application whose requests are for this emulator."""

        def asked(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return application({**environ, _ENTRY: self}, start_response)

        return asked


def served(environ: WSGIEnvironment) -> Served:
    """Return what a request is for."""
    return cast("Served", environ[_ENTRY])
