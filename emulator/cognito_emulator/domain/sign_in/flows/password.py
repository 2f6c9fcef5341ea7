"""USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and its old name ADMIN_NO_SRP_AUTH."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.work.context import Context


def begin(ctx: Context, request: SignInRequest) -> Attempt:
    """Check a user name and password."""
    _, password = required(request.parameters, "USERNAME", "PASSWORD")
    who = entry.identify(ctx, request, password=password)
    if request.client.hides_users and who.user and not who.user.enabled:
        # Documented: that somebody is disabled is told only to those who know the password.
        eligibility.check_password(ctx, request.pool, who.user, password)
    entry.admit(ctx, request, who)
    if who.user is None:
        raise eligibility.refused()
    eligibility.check_password(ctx, request.pool, who.user, password)
    return replace(who.attempt(request, "USER_PASSWORD_AUTH"), passed=("PASSWORD",))
