"""USER_SRP_AUTH: the password is proved, never sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.sign_in.srp_parameters import public_value
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.work.context import Context


def begin(ctx: Context, request: SignInRequest) -> Attempt:
    """Take the client's public value A."""
    required(request.parameters, "USERNAME")
    srp_a = public_value(request.parameters)
    who = entry.identify(ctx, request)
    entry.admit(ctx, request, who)
    return replace(who.attempt(request, "USER_SRP_AUTH"), srp_a=srp_a)
