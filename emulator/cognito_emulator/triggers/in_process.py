"""A Python function of this process behind a trigger."""

from __future__ import annotations

from typing import Any

from cognito_emulator.triggers.base import Function, Threw


def in_process(function: Function) -> Function:
    """Return ``function`` as the emulator calls it: what it raises is a `Threw` that says so.

    The text is the exception's, as in the errorMessage of Lambda's Python runtime.
    """

    def call(event: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the function returns
        try:
            return function(event)
        except Exception as error:
            raise Threw(str(error)) from error

    return call
