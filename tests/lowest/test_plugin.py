"""The plugin: its fixtures, markers, clock and interception."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests

from cognito_emulator import CognitoError
from pytest_cognito_emulator import (
    BAD_TOKENS_OFFLINE,
    ChallengeRequired,
    Cognito,
    CognitoClock,
    CognitoUser,
    MakeCognitoUser,
)

SERVICE = "https://cognito-idp.us-east-1.amazonaws.com"


def verified(cognito: Cognito, token: str) -> dict[str, Any]:
    """What a token says, once its signature, issuer and lifetime are verified."""
    key = jwt.PyJWKClient(cognito.jwks_url).get_signing_key_from_jwt(token).key
    return jwt.decode(token, key, algorithms=["RS256"], issuer=cognito.issuer)


def admitted(cognito: Cognito, token: str) -> None:
    """Refuse what a resource server refuses."""
    claims = verified(cognito, token)
    if (claims["token_use"], claims["client_id"]) != ("access", cognito.client_id):
        raise PermissionError


def test_a_token(cognito: Cognito, cognito_user: CognitoUser) -> None:
    token = cognito_user.tokens().access_token

    admitted(cognito, token)
    assert verified(cognito, token)["sub"] == cognito_user.sub


@pytest.mark.parametrize("flaw", BAD_TOKENS_OFFLINE)
def test_a_bad_token(cognito: Cognito, cognito_user: CognitoUser, flaw: str) -> None:
    bad = cognito.bad_tokens(cognito_user)[flaw]

    with pytest.raises((jwt.PyJWTError, PermissionError)):
        admitted(cognito, bad.authorization.removeprefix("Bearer "))


def test_people(cognito: Cognito, make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(mfa="SOFTWARE_TOKEN_MFA", groups=["admins"])

    tokens = user.sign_in(solve=True)

    assert tokens.id_claims["cognito:groups"] == ["admins"]
    cognito.assert_signed_in(user)
    cognito.assert_called("RespondToAuthChallenge", times=1)


def test_a_sign_up(cognito: Cognito) -> None:
    cognito.call(
        "SignUp",
        ClientId=cognito.client_id,
        Username="dave",
        Password="Dave-Password-1",
        UserAttributes=[{"Name": "email", "Value": "dave@example.com"}],
    )
    code = cognito.assert_message(to="dave@example.com", reason="SignUp").code

    cognito.call(
        "ConfirmSignUp", ClientId=cognito.client_id, Username="dave", ConfirmationCode=code
    )

    assert cognito.users["dave"].status == "CONFIRMED"


@pytest.mark.cognito(mfa="OPTIONAL", client={"AccessTokenValidity": 5})
@pytest.mark.cognito_challenge("SMS_MFA")
@pytest.mark.cognito_fault("InitiateAuth", "TooManyRequestsException")
def test_markers(cognito_user: CognitoUser) -> None:
    with pytest.raises(CognitoError, match="Rate exceeded"):
        cognito_user.sign_in()
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()

    assert challenge.value.solve().expires_in == 5 * 3600


@pytest.mark.cognito(mfa="ON")
class Base:
    """Markers of a base class go below those of its subclass."""


@pytest.mark.cognito(mfa="OFF")
class TestInherited(Base):
    def test_markers(self, cognito: Cognito) -> None:
        pool = cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)["UserPool"]

        assert pool["MfaConfiguration"] == "OFF"


def test_the_clock(
    cognito: Cognito, cognito_user: CognitoUser, cognito_clock: CognitoClock
) -> None:
    tokens = cognito_user.tokens()
    before = cognito_clock.now()

    with cognito_clock.shift(hours=2):
        assert cognito_clock.now() - before >= timedelta(hours=2)
        with pytest.raises(jwt.ExpiredSignatureError):
            verified(cognito, tokens.access_token)
    with cognito_clock.move_to("2030-01-01T00:00:00Z"):
        issued = verified(cognito, cognito_user.tokens().access_token)["iat"]
        assert issued == pytest.approx(1893456000, abs=60)  # the time goes on, on a busy machine
    verified(cognito, tokens.access_token)


@pytest.mark.usefixtures("cognito_intercept")
def test_interception(cognito: Cognito, cognito_user: CognitoUser) -> None:
    answer = requests.post(
        SERVICE,
        json={"AccessToken": cognito_user.tokens().access_token},
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser",
        },
        timeout=60,
    )
    keys = requests.get(f"{SERVICE}/{cognito.pool_id}/.well-known/jwks.json", timeout=60)

    assert answer.json()["Username"] == cognito_user.username
    assert len(keys.json()["keys"]) == 2


@pytest.mark.usefixtures("cognito_env")
def test_the_environment(cognito: Cognito) -> None:
    assert os.environ["COGNITO_USER_POOL_ID"] == cognito.pool_id


def test_a_failed_test_tells_what_happened(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PY_COLORS", "0")
    pytester.makepyfile(
        """
        def test_it(cognito_user):
            cognito_user.sign_in()
            assert False
        """
    )

    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:asyncio")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*cognito-emulator*", "*InitiateAuth USER_PASSWORD_AUTH*tokens"])


def test_nothing_of_the_working_copy_is_loaded(pytestconfig: pytest.Config) -> None:
    """Where this folder stands outside of it, so does the plugin."""
    import pytest_cognito_emulator  # noqa: PLC0415 - it is about this module

    here = Path(__file__).parents[2] / "pytest_plugin" / "pytest_cognito_emulator"
    loaded = Path(pytest_cognito_emulator.__file__).parent

    assert (loaded == here) == here.exists()
    assert pytestconfig.pluginmanager.has_plugin("cognito_emulator")
