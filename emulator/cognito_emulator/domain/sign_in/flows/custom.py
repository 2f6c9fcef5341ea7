"""CUSTOM_AUTH: the pool's triggers decide which challenges lead to tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in import triggers
from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.sign_in.record import Round
from cognito_emulator.domain.sign_in.srp_parameters import public_value
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.work.context import Context

_SRP_FIRST = "SRP_A"


def begin(ctx: Context, request: SignInRequest) -> Attempt:
    """Begin plainly, or with SRP where CHALLENGE_NAME is SRP_A (documented).

    Raises:
        InvalidParameterException: a parameter or a trigger is missing.

    """
    required(request.parameters, "USERNAME")
    proves = request.parameters.get("CHALLENGE_NAME") == _SRP_FIRST
    srp_a = public_value(request.parameters) if proves else None
    triggers.require_custom(ctx, request.pool)
    who = entry.identify(ctx, request)
    entry.admit(ctx, request, who)
    rounds = (Round(_SRP_FIRST, result=True),) if proves else ()
    return replace(who.attempt(request, "CUSTOM_AUTH"), srp_a=srp_a, rounds=rounds)
