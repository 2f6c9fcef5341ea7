"""Slips that a type checker has to find: one in each line that says so, and what it names."""

from __future__ import annotations

from datetime import UTC, datetime

import cognito_emulator
import pytest_cognito_emulator
from cognito_emulator import Clock, Emulator, Server, Settings
from pytest_cognito_emulator import (
    ChallengeRequired,
    Cognito,
    CognitoAlb,
    CognitoAppSync,
    CognitoClock,
    CognitoHttpApi,
    CognitoRestApi,
    CognitoTokens,
    CognitoUser,
    MakeCognitoUser,
)


def test_names(cognito: Cognito, cognito_user: CognitoUser) -> None:
    pytest_cognito_emulator.CognitoUsers  # wrong: CognitoUsers
    cognito_emulator.Sever  # wrong: Sever
    cognito.pol_id  # wrong: pol_id
    cognito.user_pool_id  # wrong: user_pool_id
    cognito_user.token  # wrong: token
    cognito.users["ada"].mail  # wrong: mail


def test_values_to_be_read_only(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.pool_id = "us-east-1_Mine"  # wrong: pool_id
    cognito_user.status = "CONFIRMED"  # wrong: status
    cognito_user.attributes["name"] = "Ada"  # wrong: Mapping
    cognito_user.tokens().access_claims["scope"] = "x"  # wrong: Mapping
    cognito.client().client_id  # wrong: client_id


def test_users(make_cognito_user: MakeCognitoUser, cognito_user: CognitoUser) -> None:
    make_cognito_user("ada")  # wrong: positional
    make_cognito_user(mfa="TOTP")  # wrong: TOTP
    make_cognito_user(status="DISABLED")  # wrong: DISABLED
    make_cognito_user(attributes={"custom:teams": ["blue"]})  # wrong: list[str]
    cognito_user.sign_in("SRP")  # wrong: SRP
    cognito_user.sign_in(client=5)  # wrong: CognitoClient
    cognito_user.tokens(use="refresh")  # wrong: refresh
    cognito_user.email.upper()  # wrong: upper


def test_challenge(challenge: ChallengeRequired) -> None:
    challenge.session.upper()  # wrong: upper
    challenge.respond(SMS_MFA_CODE=123456)  # wrong: SMS_MFA_CODE


def test_clock(cognito_clock: CognitoClock, tokens: CognitoTokens) -> None:
    cognito_clock.expire(tokens, "session")  # wrong: session
    cognito_clock.shift(datetime.now(UTC))  # wrong: datetime
    cognito_clock.shift(hours="2")  # wrong: float
    cognito_clock.now() + 3600  # wrong: datetime


def test_pool(cognito: Cognito) -> None:
    cognito.pool(mfa="REQUIRED")  # wrong: REQUIRED
    cognito.pool(client="mine")  # wrong: Mapping
    cognito.on("PreSignUp", 5)  # wrong: type
    cognito.on("PreSignup")  # wrong: "on"
    cognito.fail("InitiateAuth")  # wrong: error
    cognito.fail("InitateAuth", "TooManyRequestsException")  # wrong: InitateAuth
    cognito.fail("InitiateAuth", "TooManyRequests")  # wrong: TooManyRequests
    cognito.delay("InitateAuth", 1)  # wrong: InitateAuth
    cognito.call("AdminGetUsr")  # wrong: AdminGetUsr
    cognito.assert_called("AdminGetUsr")  # wrong: AdminGetUsr
    cognito.force_challenge("SMS")  # wrong: SMS
    cognito.force_challenge("PASSWORD_VERIFIER")  # wrong: PASSWORD_VERIFIER
    cognito.assert_message(reason="Signup")  # wrong: Signup
    cognito.assert_message(medium="email")  # wrong: email
    cognito.delay("InitiateAuth", "5 s")  # wrong: float
    cognito.assert_message("ada")  # wrong: positional
    cognito.assert_signed_in(times="once")  # wrong: int
    cognito.messages[-1].code = "123456"  # wrong: code
    CognitoRestApi(cognito)(print, authorizer="jwt")  # wrong: jwt
    CognitoRestApi(cognito)(print, authorizer_type="TOKENS")  # wrong: TOKENS
    CognitoHttpApi(cognito)(print, payload="3.0")  # wrong: 3.0
    CognitoHttpApi(cognito)(print).get("/", usr=None)  # wrong: usr
    CognitoAlb(cognito)(print, on_unauthenticated="refuse")  # wrong: refuse
    CognitoAlb(cognito)(print, session_time=5)  # wrong: session_time
    CognitoAppSync(cognito)(print).query("getOrder", usr=None)  # wrong: usr


def library(emulator: Emulator) -> None:
    Emulator("users.yaml")  # wrong: Settings
    Emulator(clock=CognitoClock())  # wrong: Clock
    Settings("eu-central-1")  # wrong: positional
    Server(port=0)  # wrong: emulator
    emulator.call("SignUp")["UserSub"] = ""  # wrong: Mapping
    emulator.faults()[0].time  # wrong: time
    emulator.fail("InitateAuth", "TooManyRequestsException")  # wrong: InitateAuth
    emulator.url  # wrong: url
    Clock().now().isoformat()  # wrong: isoformat
