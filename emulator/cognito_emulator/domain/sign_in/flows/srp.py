"""USER_SRP_AUTH: the password is proved, never sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.sign_in.srp_parameters import public_value
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Take the client's public value A."""
    required(parameters, "USERNAME")
    srp_a = public_value(parameters)
    who = entry.identify(ctx, pool, client, parameters)
    entry.admit(ctx, pool, client, who)
    return replace(who.attempt(pool, client, "USER_SRP_AUTH"), srp_a=srp_a)
