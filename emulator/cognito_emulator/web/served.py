"""Whose request it is: the Flask applications are one for the process, and know no emulator.

Each request says in its WSGI environment which emulator it is for (decision 0031).
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, cast

from cognito_emulator.control.history import CallLog
from cognito_emulator.control.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard
    from cognito_emulator.web.told_calls import CallsOfAll, OwnCalls

_ENTRY = "cognito_emulator.served"


class Served:
    """An emulator that HTTP clients can reach, and what is kept for them beside its records.

    Attributes:
        emulator: the one.
        guard: which pages and hosts may control it.
        log: the calls of this process, for who asks for them.
        snapshots: those that were taken by HTTP.

    """

    def __init__(self, emulator: Emulator, guard: Guard) -> None:
        self.emulator = emulator
        self.guard = guard
        self.log = CallLog(emulator)
        self._calls: OwnCalls | CallsOfAll | None = None
        self._making = Lock()
        self.snapshots = Snapshots(emulator)

    def be_one_of_several(self) -> None:
        """Know that other processes answer for the emulator, too; again does nothing."""
        if self._calls is None:
            from cognito_emulator.web.told_calls import CallsOfAll  # noqa: PLC0415 - loads Flask

            with self._making:
                if self._calls is None:
                    self._calls = CallsOfAll(self.log, self.emulator.store.name)

    def calls(self) -> OwnCalls | CallsOfAll:
        """Return the calls that are kept of the emulator."""
        from cognito_emulator.web.told_calls import OwnCalls  # noqa: PLC0415 - loads Flask

        return self._calls or OwnCalls(self.log)

    def by(self, application: WSGIApplication) -> WSGIApplication:
        """Return an application whose requests are for this emulator."""

        def asked(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return application({**environ, _ENTRY: self}, start_response)

        return asked


def served(environ: WSGIEnvironment) -> Served:
    """Return what a request is for."""
    return cast("Served", environ[_ENTRY])
