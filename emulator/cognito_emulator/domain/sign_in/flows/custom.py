"""CUSTOM_AUTH: the pool's triggers decide which challenges lead to tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in import triggers
from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.sign_in.record import Round
from cognito_emulator.domain.sign_in.srp_parameters import public_value
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_SRP_FIRST = "SRP_A"


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Begin plainly, or with SRP where CHALLENGE_NAME is SRP_A (documented).

    Raises:
        InvalidParameterException: a parameter or a trigger is missing.

    """
    required(parameters, "USERNAME")
    proves = parameters.get("CHALLENGE_NAME") == _SRP_FIRST
    srp_a = public_value(parameters) if proves else None
    triggers.require_custom(ctx, pool)
    who = entry.identify(ctx, pool, client, parameters)
    entry.admit(ctx, pool, client, who)
    rounds = (Round(_SRP_FIRST, result=True),) if proves else ()
    return replace(who.attempt(pool, client, "CUSTOM_AUTH"), srp_a=srp_a, rounds=rounds)
