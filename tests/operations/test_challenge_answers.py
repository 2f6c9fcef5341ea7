"""What the answer to each challenge needs."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from cognito_emulator import Challenge, errors
from tests.support import Lab

RESPOND = "RespondToAuthChallenge"
# What has to be there beside USERNAME and, after it, the Session.
RESPONSES = {
    "CUSTOM_CHALLENGE": "ANSWER",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "MFA_SETUP": None,
    "NEW_PASSWORD_REQUIRED": "NEW_PASSWORD",
    "PASSWORD": "PASSWORD",
    "PASSWORD_SRP": "SRP_A",
    "SELECT_CHALLENGE": "ANSWER",
    "SELECT_MFA_TYPE": "ANSWER",
    "SMS_MFA": "SMS_MFA_CODE",
    "SMS_OTP": "SMS_OTP_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
    "WEB_AUTHN": "CREDENTIAL",
}
# Tested with SRP and with devices, as they do without a Session.
BY_PROOF = {"DEVICE_PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "PASSWORD_VERIFIER"}
NEVER_ISSUED = {"ADMIN_NO_SRP_AUTH"}


def test_the_table_is_complete() -> None:
    assert RESPONSES.keys() | BY_PROOF | NEVER_ISSUED == set(get_args(Challenge))


@pytest.mark.parametrize(("challenge", "response"), RESPONSES.items(), ids=RESPONSES)
def test_what_an_answer_needs_in_order(lab: Lab, challenge: str, response: str | None) -> None:
    named: dict[str, Any] = {"ClientId": lab.client_id, "ChallengeName": challenge}
    given = {"EXTRA": "x"}
    for name in ("USERNAME", response):
        if name is not None:
            request = {**named, "Session": "x" * 20, "ChallengeResponses": dict(given)}
            said = lab.refused(RESPOND, errors.InvalidParameterException, **request)
            assert said == f"Missing required parameter {name}"
            given[name] = "x"
    said = lab.refused(RESPOND, errors.InvalidParameterException, **named, ChallengeResponses=given)
    assert said == "Missing required parameter Session"
    unknown = {**named, "Session": "x" * 20, "ChallengeResponses": given}
    said = lab.refused(RESPOND, errors.NotAuthorizedException, **unknown)
    assert said == "Invalid session for the user."
