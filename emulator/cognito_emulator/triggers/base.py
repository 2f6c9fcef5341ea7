"""Which function answers which trigger, and what can go wrong when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

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

TRIGGERS: tuple[str, ...] = get_args(Trigger)

Function = Callable[[dict[str, Any]], Any]
"""A function behind a trigger: takes the event, returns it with its ``response`` filled in."""


class Failed(Exception):  # noqa: N818 - named for what became of the function
    """A function did not answer; the message says why, in the words of its own runtime."""


class Threw(Failed):
    """The function itself raised an error; the message is the error's."""


class Unreachable(Failed):
    """The function could not be asked, or took too long."""


class Functions:
    """The functions of an emulator: attached to triggers, or bound to the ARNs of LambdaConfig.

    They are part of its set-up, like its settings: a reset leaves them in place.
    """

    def __init__(self) -> None:
        self._attached: dict[tuple[str, str | None], Function] = {}
        self._bound: dict[str, Function] = {}

    def attach(self, trigger: str, function: Function, pool_id: str | None = None) -> None:
        """Have ``function`` answer a trigger of one pool, or of every pool.

        Raises:
            ValueError: there is no such trigger.

        """
        _check(trigger)
        self._attached[trigger, pool_id] = function

    def detach(self, trigger: str, pool_id: str | None = None) -> None:
        """Undo :meth:`attach`; again does no harm.

        Raises:
            ValueError: there is no such trigger.

        """
        _check(trigger)
        self._attached.pop((trigger, pool_id), None)

    def bind(self, arn: str, function: Function) -> None:
        """Have ``function`` answer wherever a LambdaConfig names this ARN."""
        self._bound[arn] = function

    def find(self, trigger: str, pool_id: str, arn: str | None) -> Function | None:
        """Return who answers a trigger of a pool: what is attached to it goes before its ARN."""
        attached = self._attached.get((trigger, pool_id)) or self._attached.get((trigger, None))
        return attached or (None if arn is None else self._bound.get(arn))


def _check(trigger: str) -> None:
    if trigger not in TRIGGERS:
        raise ValueError(f"There is no trigger {trigger}; there are {', '.join(TRIGGERS)}.")
