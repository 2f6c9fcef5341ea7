"""Reading AuthParameters and ChallengeResponses."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator import errors


def required(parameters: Mapping[str, str], *names: str) -> tuple[str, ...]:
    """Return the values of parameters that must be there; an empty one counts as missing.

    Raises:
        InvalidParameterException: names the first that is missing.

    """
    for name in names:
        if not parameters.get(name):
            raise errors.InvalidParameterException(f"Missing required parameter {name}")
    return tuple(parameters[name] for name in names)
