"""What every front is."""

from __future__ import annotations

from typing import Protocol

from cognito_emulator.fronts.outcome import Answer, Event, Outcome
from cognito_emulator.fronts.request import FrontRequest
from cognito_emulator.fronts.user_pool import UserPool


class Front(Protocol):
    """A service in front of a Lambda function, with its settings."""

    def decide(self, request: FrontRequest, pool: UserPool) -> Outcome:
        """Return whether the function gets a request, and as which event."""

    def answer(self, result: object, event: Event, pool: UserPool) -> Answer:
        """Return what the client gets where the function has answered ``result``.

        Args:
            result: what the function returned, as JSON has it; a
                `cognito_emulator.lambdas.FunctionError` where it raised an error.
            event: what the function got.
            pool: the pool, for the moment and ids.

        """
