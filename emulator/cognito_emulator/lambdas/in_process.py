"""A Python function of this process behind a trigger, called as Lambda's Python runtime would."""

from __future__ import annotations

import inspect
import json
import time
from dataclasses import dataclass
from typing import Any

from cognito_emulator.lambdas.base import Function, FunctionError, Handler, Invocation
from cognito_emulator.lambdas.blame import told
from cognito_emulator.records import Record

_LONGEST = 900.0  # seconds that Lambda gives a function at most
_CONTEXT_NAMES = ("context", "ctx")


def in_process(handler: Handler) -> Function:
    """Return ``handler`` as the emulator calls it.

    What it raises is a `FunctionError` with the exception's text, as in the errorMessage of
    Lambda's runtime. Its answer has to be what JSON can hold, and comes back as JSON has it.

    Raises:
        ValueError: it is no function of an event, or of an event and a context.

    """
    wants_context = _wants_context(handler)
    name = str(getattr(handler, "__name__", type(handler).__name__))

    def call(invocation: Invocation) -> Any:  # noqa: ANN401 - whatever the function returns
        context = (LambdaContext.of(name, invocation),) if wants_context else ()
        try:
            answer = handler(invocation.event, *context)
        except SystemExit as end:
            raise FunctionError(f"Runtime exited with error: exit status {end.code}") from end
        except Exception as error:
            raise FunctionError(str(error), told(error)) from error
        return _marshalled(answer)

    return call


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LambdaContext(Record):
    """What Lambda's Python runtime gives a function besides its event."""

    function_name: str
    aws_request_id: str
    deadline: float
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "128"
    identity: None = None
    client_context: None = None

    @classmethod
    def of(cls, name: str, invocation: Invocation) -> LambdaContext:
        """Return the context of one try."""
        seconds = _LONGEST if invocation.seconds is None else invocation.seconds
        return cls(name, invocation.id, deadline=time.monotonic() + seconds)

    @property
    def invoked_function_arn(self) -> str:
        """An ARN; which one LambdaConfig names does not matter to who asks for it."""
        return f"arn:aws:lambda:us-east-1:123456789012:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where Lambda would keep its log."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """Which part of that log would be this run's."""
        return f"[{self.function_version}]{self.aws_request_id}"

    def get_remaining_time_in_millis(self) -> int:
        """Return how much longer the function may take, in milliseconds."""
        return max(0, round((self.deadline - time.monotonic()) * 1000))


def _wants_context(handler: Handler) -> bool:
    """Whether a handler takes Lambda's context; a second parameter with a default is its own."""
    if not callable(handler):
        raise ValueError(f"{handler!r} is no function: it cannot be called.")  # noqa: TRY004 - as below
    if inspect.iscoroutinefunction(handler):
        raise ValueError(f"{handler!r} is async; a function behind a trigger is not.")
    try:
        signature = inspect.signature(handler)
    except (TypeError, ValueError):  # a callable of C has none to show
        return False
    if _accepts(signature, 2) and (not _accepts(signature, 1) or _names_context(signature)):
        return True
    if not _accepts(signature, 1):
        raise ValueError(
            f"{handler!r} takes {signature}; it has to take (event) or (event, context)."
        )
    return False


def _accepts(signature: inspect.Signature, count: int) -> bool:
    try:
        signature.bind(*(None,) * count)
    except TypeError:
        return False
    return True


def _names_context(signature: inspect.Signature) -> bool:
    second = list(signature.parameters.values())[1:2]
    return any(parameter.name.strip("_") in _CONTEXT_NAMES for parameter in second)


def _marshalled(answer: object) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(json.dumps(answer, default=_plain))
    except (TypeError, ValueError, RecursionError) as error:
        raise FunctionError(f"Unable to marshal response: {error}") from error


def _plain(value: object) -> object:
    """Return the numbers of DynamoDB as numbers, as Lambda's runtime does."""
    from decimal import Decimal  # noqa: PLC0415 - seldom needed

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
