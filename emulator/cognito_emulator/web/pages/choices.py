"""/selectChallenge and /mfaOption: by which factor to begin, and which to show after the password.

The paths are guesses, the second one by the names of CloudTrail's events.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.web.pages import fields
from cognito_emulator.web.pages.challenge_page import ChallengePage, answered

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

#: The field with the choice; its name is a guess.
FIELD = "answer"
#: How texts call what there is to choose from; a password is typed here, never proved by SRP.
_FIRST: Mapping[str, str] = {
    "WEB_AUTHN": "passkey",
    "EMAIL_OTP": "email",
    "SMS_OTP": "sms",
    "PASSWORD": "password",
}
#: How texts call the second factors.
SECOND: Mapping[str, str] = {"SOFTWARE_TOKEN_MFA": "app", "EMAIL_OTP": "email", "SMS_MFA": "sms"}


def first_factors(attempt: Attempt) -> dict[str, str]:
    """Return the challenges that a sign-in may begin with, by what texts call them."""
    return {name: key for name, key in _FIRST.items() if name in attempt.offered}


def _first(_ctx: Context, _pool: Pool, attempt: Attempt) -> dict[str, Any]:
    return {"section": "choice", "choices": first_factors(attempt)}


def _second(_ctx: Context, _pool: Pool, attempt: Attempt) -> dict[str, Any]:
    listed = json.loads(attempt.parameters["MFAS_CAN_CHOOSE"])
    return {"section": "mfa_choice", "choices": {name: SECOND[name] for name in listed}}


def _step(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> Outcome:
    return answered(ctx, pool, client, attempt, {"ANSWER": fields.text(FIELD)})


SELECT_CHALLENGE = ChallengePage("/selectChallenge", "choice.html", _first, _step)
SELECT_MFA_TYPE = ChallengePage("/mfaOption", "choice.html", _second, _step)
