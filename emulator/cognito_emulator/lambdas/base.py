"""What a function behind a trigger is, and what can go wrong when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

Trigger = Literal[
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
    "PreTokenGeneration",
    "UserMigration",
    "CustomMessage",
    "CustomEmailSender",
    "CustomSMSSender",
    "InboundFederation",
]
"""A trigger of user pools, by its name in LambdaConfig."""

TriggerName = Literal[
    Trigger,
    "PreTokenGeneration:V1_0",
    "PreTokenGeneration:V2_0",
    "PreTokenGeneration:V3_0",
]
"""A trigger as who attaches a function names it: a version of its events may follow."""

TRIGGERS: tuple[str, ...] = get_args(Trigger)

Event = dict[str, Any]

Handler = Callable[..., Any]
"""A function as its author wrote it: takes the event, or the event and Lambda's context."""


class Invocation(NamedTuple):
    """One try at a function.

    Attributes:
        event: what it is told; a copy of its own.
        id: of the request that asks.
        seconds: how long it may take; ``None`` for as long as it likes.
        background: whether nobody waits for the answer.

    """

    event: Event
    id: str
    seconds: float | None = None
    background: bool = False


Function = Callable[[Invocation], Any]
"""How the emulator reaches a function: one try at it, or an `InvocationError`."""


class InvocationError(Exception):
    """A function did not answer; the message says why, in the words of its own runtime.

    Attributes:
        detail: the same for whoever wrote the function: with what no client is told.

    """

    def __init__(self, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.detail = message if detail is None else detail


class FunctionError(InvocationError):
    """The function itself raised an error; the message is the error's."""


class UnreachableError(InvocationError):
    """The function could not be asked."""


class TimedOutError(UnreachableError):
    """The function took too long."""

    def __init__(self, attempts: str | None = None) -> None:
        """Say so; ``attempts``: how many there were, for whoever wrote the function."""
        # Measured [triggers-8].
        message = "Socket timeout while invoking Lambda function"
        super().__init__(message, f"{message}: {attempts}" if attempts else None)
