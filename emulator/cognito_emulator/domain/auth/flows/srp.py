"""USER_SRP_AUTH: the password is proved, never sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.auth.flows import arrival
from cognito_emulator.domain.auth.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Attempt
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool

_HEX = re.compile(r"[0-9a-fA-F]+")


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Take the client's public value A."""
    required(parameters, "USERNAME")
    srp_a = public_value(parameters)
    who = arrival.identify(ctx, pool, client, parameters)
    arrival.admit(ctx, pool, client, who)
    return replace(who.attempt(pool, client, "USER_SRP_AUTH"), srp_a=srp_a)


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
