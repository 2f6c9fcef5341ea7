"""How a sign-in begins at the pages where somebody has just signed up there; no flow of the API."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in import sign_up_sessions
from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.work.context import Context

#: Its name, beside the AuthFlows.
NAME = "SIGN_UP"


def begin(ctx: Context, request: SignInRequest) -> Attempt:
    """Take the Session of the sign-up in place of the password that was given there.

    Raises:
        NotAuthorizedException: it is not that of this user's sign-up, spent or expired.
        UserNotConfirmedException: the sign-up waits for its code; the Session stays good.

    """
    required(request.parameters, "USERNAME")
    who = entry.identify(ctx, request)
    entry.admit(ctx, request, who)
    sign_up_sessions.redeem_at_pages(ctx, request.client, who.user, request.session or "")
    return replace(who.attempt(request, "USER_PASSWORD_AUTH"), passed=("PASSWORD",))
