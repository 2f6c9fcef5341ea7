"""SRP_A, the client's public value of SRP, in AuthParameters and ChallengeResponses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cognito_emulator import errors
from cognito_emulator.domain.work.parameters import required

_HEX = re.compile(r"[0-9a-fA-F]+")


def public_value(parameters: Mapping[str, str]) -> str:
    """Return SRP_A; any number is accepted, zero mod N too (recorded [sign-in-3]).

    Raises:
        InvalidParameterException: missing, or no hexadecimal number, which is said in the request
            validator's words (measured [sign-in-4]).

    """
    (srp_a,) = required(parameters, "SRP_A")
    if not _HEX.fullmatch(srp_a):
        raise errors.InvalidParameterException(
            f"1 validation error detected: Value '{srp_a}' at 'sRPA' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
        )
    return srp_a
