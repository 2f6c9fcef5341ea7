"""Reading AuthParameters and ChallengeResponses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cognito_emulator import errors

_HEX = re.compile(r"[0-9a-fA-F]+")


def required(parameters: Mapping[str, str], *names: str) -> tuple[str, ...]:
    """Return the values of parameters that must be there; an empty one counts as missing.

    Raises:
        InvalidParameterException: names the first that is missing.

    """
    for name in names:
        if not parameters.get(name):
            raise errors.InvalidParameterException(f"Missing required parameter {name}")
    return tuple(parameters[name] for name in names)


def public_value(parameters: Mapping[str, str]) -> str:
    """Return SRP_A; any number is accepted, zero mod N too (recorded 2026-09).

    Raises:
        InvalidParameterException: missing, or no hexadecimal number, which is said in the request
            validator's words (measured).

    """
    (srp_a,) = required(parameters, "SRP_A")
    if not _HEX.fullmatch(srp_a):
        raise errors.InvalidParameterException(
            f"1 validation error detected: Value '{srp_a}' at 'sRPA' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
        )
    return srp_a
