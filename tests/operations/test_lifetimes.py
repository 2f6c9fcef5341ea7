"""What lives for a while: it is good one millisecond before its end, and not in the very second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from cognito_emulator import errors
from tests.support import PASSWORD, Lab, SrpClient

MINUTE, HOUR, DAY = 60, 3600, 86400
INSTANT = 0.001


class Life(NamedTuple):
    """A thing with an end.

    ``begin`` makes it and returns what uses it; that raises ``error`` from the end on.
    """

    begin: Callable[[Lab], Callable[[], Any]]
    seconds: int
    error: type[errors.CognitoError]
    text: str | None


def access_token(lab: Lab) -> Callable[[], Any]:
    token = lab.tokens()["AccessToken"]
    return lambda: lab.call("GetUser", AccessToken=token)


def refresh_token(lab: Lab) -> Callable[[], Any]:
    token = lab.tokens()["RefreshToken"]
    return lambda: lab.refresh(token)


def rotated_out_token(lab: Lab) -> Callable[[], Any]:
    client_id = lab.client(
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
    )
    token = lab.tokens(ClientId=client_id)["RefreshToken"]

    def rotate() -> Any:
        return lab.call("GetTokensFromRefreshToken", ClientId=client_id, RefreshToken=token)

    rotate()
    return rotate


def session(lab: Lab) -> Callable[[], Any]:
    lab.invited("carol")
    opened = lab.begin("carol")["Session"]
    responses = {"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse2"}
    return lambda: lab.respond("NEW_PASSWORD_REQUIRED", responses, Session=opened)


def secret_block(lab: Lab) -> Callable[[], Any]:
    srp = SrpClient(lab.pool_id, PASSWORD)
    parameters = {"USERNAME": "alice", "SRP_A": srp.srp_a}
    begun = lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    proof = srp.respond(begun["ChallengeParameters"])
    return lambda: lab.respond("PASSWORD_VERIFIER", proof)


def sign_up_code(lab: Lab) -> Callable[[], Any]:
    person = {"ClientId": lab.client_id, "Username": "dave"}
    email = [{"Name": "email", "Value": "dave@example.com"}]
    lab.call("SignUp", Password=PASSWORD, UserAttributes=email, **person)
    code = lab.emulator.messages(username="dave")[-1].code
    return lambda: lab.call("ConfirmSignUp", ConfirmationCode=code, **person)


def reset_code(lab: Lab) -> Callable[[], Any]:
    person = {"ClientId": lab.client_id, "Username": "alice"}
    lab.call("ForgotPassword", **person)
    code = lab.emulator.messages(username="alice")[-1].code
    new = {"ConfirmationCode": code, "Password": "Another-Horse2"}
    return lambda: lab.call("ConfirmForgotPassword", **person, **new)


def attribute_code(lab: Lab) -> Callable[[], Any]:
    def call(operation: str, **request: str) -> Any:
        token = lab.tokens()["AccessToken"]  # a new one, as it lives for less than a code
        return lab.call(operation, AccessToken=token, AttributeName="email", **request)

    call("GetUserAttributeVerificationCode")
    code = lab.emulator.messages(username="alice")[-1].code
    return lambda: call("VerifyUserAttribute", Code=code)


def temporary_password(lab: Lab) -> Callable[[], Any]:
    lab.invited("carol")
    return lambda: lab.begin("carol")


EXPIRED_CODE = "Invalid code provided, please request a code again."
LIVES = {
    "access token": Life(
        access_token, HOUR, errors.NotAuthorizedException, "Access Token has expired"
    ),
    "refresh token": Life(
        refresh_token, 30 * DAY, errors.NotAuthorizedException, "Refresh Token has expired"
    ),
    "rotated-out token": Life(
        rotated_out_token, 10, errors.RefreshTokenReuseException, "Refresh token reuse detected"
    ),
    "session": Life(
        session,
        3 * MINUTE,
        errors.NotAuthorizedException,
        "Invalid session for the user, session is expired.",
    ),
    "secret block": Life(
        secret_block,
        3 * MINUTE,
        errors.NotAuthorizedException,
        "Invalid session for the user, session is expired.",
    ),
    "sign-up code": Life(sign_up_code, DAY, errors.ExpiredCodeException, EXPIRED_CODE),
    "reset code": Life(reset_code, HOUR, errors.ExpiredCodeException, EXPIRED_CODE),
    "attribute code": Life(attribute_code, DAY, errors.ExpiredCodeException, EXPIRED_CODE),
    "temporary password": Life(
        temporary_password,
        7 * DAY,
        errors.NotAuthorizedException,
        "Temporary password has expired and must be reset by an administrator.",
    ),
}


@pytest.fixture
def begun(lab: Lab, life: Life) -> Callable[[], Any]:
    """The thing, made in the first millisecond of a second, in which time stands still."""
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, AutoVerifiedAttributes=["email"])
    lab.emulator.clock.freeze("2030-01-01T00:00:00Z")
    lab.user(email="alice@example.com", email_verified="true")
    return life.begin(lab)


of_each = pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)


@of_each
def test_good_until_the_end(lab: Lab, life: Life, begun: Callable[[], Any]) -> None:
    lab.emulator.clock.shift(life.seconds - INSTANT)
    begun()


@of_each
def test_over_in_the_very_second(lab: Lab, life: Life, begun: Callable[[], Any]) -> None:
    lab.emulator.clock.shift(life.seconds)
    with pytest.raises(life.error) as refusal:
        begun()
    assert refusal.value.message == life.text
