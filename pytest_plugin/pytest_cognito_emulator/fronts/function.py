"""A Lambda function behind a front, called by requests of tests."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

from cognito_emulator.control import fronts
from cognito_emulator.fronts.outcome import Admitted, Answer, Outcome
from cognito_emulator.lambdas import Function, FunctionError, Invocation
from pytest_cognito_emulator.fronts.result import FrontResult, Headers
from pytest_cognito_emulator.fronts.sending import Habit, Sending, sent

if TYPE_CHECKING:
    from cognito_emulator.fronts.front import Front
    from cognito_emulator.fronts.user_pool import UserPool
    from pytest_cognito_emulator.api.cognito import Cognito


class FrontedFunction:
    """A function behind a front.

    Attributes:
        front: the front, with its settings.

    """

    def __init__(self, cognito: Cognito, front: Front, function: Function, habit: Habit) -> None:
        self.front = front
        self._cognito = cognito
        self._function = function
        self._habit = habit

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.front}>"

    def request(self, method: str, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send a request, and return what the client gets.

        Args:
            method: the method of HTTP.
            path: the path; it may have a query.
            **how: the rest of the request, see `Sending`.

        Raises:
            TypeError: user and token are both given, or scopes without a user.

        """
        pool = self._pool()
        outcome = self._decided(method, path, how, pool)
        if not isinstance(outcome, Admitted):
            return shown(outcome.answer, None, outcome.reason)
        result = self._called(outcome.event)
        answer = self.front.answer(result, outcome.event, pool)
        got = replace(answer, body=b"") if method.upper() == "HEAD" else answer
        return shown(got, outcome.event, failure(result) or answer.reason)

    def get(self, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send GET; see `request`."""
        return self.request("GET", path, **how)

    def post(self, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send POST; see `request`."""
        return self.request("POST", path, **how)

    def put(self, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send PUT; see `request`."""
        return self.request("PUT", path, **how)

    def patch(self, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send PATCH; see `request`."""
        return self.request("PATCH", path, **how)

    def delete(self, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send DELETE; see `request`."""
        return self.request("DELETE", path, **how)

    def head(self, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send HEAD; see `request`."""
        return self.request("HEAD", path, **how)

    def options(self, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send OPTIONS; see `request`."""
        return self.request("OPTIONS", path, **how)

    def event(self, method: str, path: str = "/", **how: Unpack[Sending]) -> dict[str, Any]:
        """Return the event that the function would get of a request; it is not called.

        Args:
            method: the method of HTTP.
            path: the path; it may have a query.
            **how: the rest of the request, see `Sending`.

        Raises:
            ValueError: the front refuses the request; the message says why.
            TypeError: user and token are both given, or scopes without a user.

        """
        outcome = self._decided(method, path, how, self._pool())
        if isinstance(outcome, Admitted):
            return outcome.event
        status, reason = outcome.answer.status, outcome.reason
        raise ValueError(f"There is no event, as the front answers {status}: {reason}.")

    def _pool(self) -> UserPool:
        return fronts.user_pool(self._cognito.emulator, self._cognito.pool_id)

    def _decided(self, method: str, path: str, how: Sending, pool: UserPool) -> Outcome:
        return self.front.decide(sent(method, path, how, self._habit), pool)

    def _called(self, event: dict[str, Any]) -> object:
        """Call the function with a copy of an event, as JSON has it."""
        copy = json.loads(json.dumps(event))
        try:
            return self._function(Invocation(copy, self._cognito.emulator.new_uuid()))
        except FunctionError as error:
            return error


def failure(result: object) -> str | None:
    """Return how a function failed; ``None`` if it did not."""
    return f"the function failed: {result.detail}" if isinstance(result, FunctionError) else None


def shown(answer: Answer, event: dict[str, Any] | None, reason: str | None) -> FrontResult:
    """Return an answer as tests see it.

    Args:
        answer: what the client gets.
        event: what the function got; ``None`` if the front refused the request.
        reason: why it did, or what is wrong with the function's answer.

    """
    return FrontResult(answer.status, Headers(answer.headers), answer.body, event, reason)
