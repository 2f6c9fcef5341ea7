"""USER_SRP_AUTH: the password is proved, never sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.auth.flows import arrival
from cognito_emulator.domain.auth.parameters import public_value, required

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Attempt
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Take the client's public value A."""
    required(parameters, "USERNAME")
    srp_a = public_value(parameters)
    who = arrival.identify(ctx, pool, client, parameters)
    arrival.admit(ctx, pool, client, who)
    return replace(who.attempt(pool, client, "USER_SRP_AUTH"), srp_a=srp_a)
