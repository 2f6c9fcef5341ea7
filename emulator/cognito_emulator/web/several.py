"""Several processes that answer for one emulator, with their records in a store that they share."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from cognito_emulator.errors import InternalErrorException
from cognito_emulator.store import UnreachableError
from cognito_emulator.web.any_server import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.web.served import Served

_SHORT_OF_STORE = (
    "Several processes answer for this emulator, and each has a state of its own, in its memory: "
    "give them a store that they share, such as COGNITO_EMULATOR_STORE=sqlite:///dev.db, or have "
    "one process with several threads."
)
_SEEDED = (
    "Several processes answer for this emulator, and each would give the same ids: leave "
    "COGNITO_EMULATOR_SEEDED_IDS out."
)


def prepare() -> None:
    """Load what all processes need, before they are forked: they have it in common."""
    from cognito_emulator.web.app import application  # noqa: PLC0415 - loads Flask
    from cognito_emulator.web.hosting.app import domain_application  # noqa: PLC0415 - likewise
    from cognito_emulator.web.stand_ins.app import stand_in_application  # noqa: PLC0415 - likewise

    for each in (application, domain_application, stand_in_application):
        each()


def leave() -> None:
    """End as one of several processes, where nothing else says that the process ends."""
    from cognito_emulator.web import siblings  # noqa: PLC0415 - most processes have none

    siblings.leave()


class Several:
    """Answers as one of several processes, where the server says that it is one (PEP 3333).

    Args:
        served: the emulator that they answer for.
        rest: what answers.

    """

    def __init__(self, served: Served, rest: WSGIApplication) -> None:
        self._served = served
        self._emulator = served.emulator
        self._clock = served.emulator.kept_clock
        self._rest = rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if environ.get("wsgi.multiprocess"):
            missing = self._missing()
            if missing is not None:
                error = InternalErrorException(missing)
                return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, error).sent(start_response)
            self._served.be_one_of_several()
        if self._clock is not None and "HTTP_X_AMZ_TARGET" not in environ:  # calls do so themselves
            with suppress(UnreachableError):  # who needs the store says it in the client's form
                self._clock.follow()
        return self._rest(environ, start_response)

    def _missing(self) -> str | None:
        if not self._emulator.store.lasts:
            return _SHORT_OF_STORE
        if self._emulator.settings.seeded_ids is not None:
            return _SEEDED
        return None
