"""Sign-in with more than a password, or without: CUSTOM_AUTH and USER_AUTH, as libraries do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from tests.clients.node import Library
from tests.clients.support import EMAIL, answer, last_code, sign_in
from tests.support import ALL_FLOWS, PASSWORD, Lab


class TestQuestions:
    """CUSTOM_AUTH: functions in place of the three Lambda functions."""

    @pytest.fixture
    def lab(self, lab: Lab) -> Lab:
        lab.emulator.on("DefineAuthChallenge", self.define)
        lab.emulator.on("CreateAuthChallenge", self.create)
        lab.emulator.on("VerifyAuthChallengeResponse", self.verify)
        lab.client_id = lab.client(ExplicitAuthFlows=[*ALL_FLOWS, "ALLOW_CUSTOM_AUTH"])
        lab.user()
        return lab

    @staticmethod
    def define(event: dict[str, Any]) -> Mapping[str, Any]:
        """After a password, if one is proved, ask until the answer is right."""
        last = (event["request"]["session"] or [None])[-1]
        done = last is not None and last["challengeName"] == "CUSTOM_CHALLENGE"
        proof = last is not None and last["challengeName"] == "SRP_A"
        event["response"] = {
            "issueTokens": done and last["challengeResult"],
            "failAuthentication": False,
            "challengeName": "PASSWORD_VERIFIER" if proof else "CUSTOM_CHALLENGE",
        }
        return event

    @staticmethod
    def create(event: dict[str, Any]) -> Mapping[str, Any]:
        event["response"] = {
            "publicChallengeParameters": {"question": "6 x 7"},
            "privateChallengeParameters": {"answer": "42"},
        }
        return event

    @staticmethod
    def verify(event: dict[str, Any]) -> Mapping[str, Any]:
        request = event["request"]
        right = request["challengeAnswer"] == request["privateChallengeParameters"]["answer"]
        event["response"] = {"answerCorrect": right}
        return event

    @pytest.mark.parametrize("flow", ["CUSTOM_WITHOUT_SRP", "CUSTOM_WITH_SRP"])
    def test_amplify(self, amplify: Library, flow: str) -> None:
        password = None if flow == "CUSTOM_WITHOUT_SRP" else PASSWORD
        step = sign_in(amplify, password, authFlowType=flow)
        assert step["signInStep"] == "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE"
        assert step["additionalInfo"]["question"] == "6 x 7"
        assert answer(amplify, "41")["signInStep"] == "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE"
        assert answer(amplify, "42")["signInStep"] == "DONE"

    def test_amplify_with_the_wrong_password(self, amplify: Library) -> None:
        options = {"authFlowType": "CUSTOM_WITH_SRP"}
        given = {"username": "alice", "password": "Wrong-Horse1", "options": options}
        assert amplify.refused("signIn", given) == (
            "NotAuthorizedException",
            "Incorrect username or password.",
        )

    @pytest.mark.parametrize("begin", [("initiateAuth",), ("authenticateUser", PASSWORD)])
    def test_identity_js(self, identity: Library, begin: tuple[str, ...]) -> None:
        identity.call("user", "alice")
        identity.call("setAuthenticationFlowType", "CUSTOM_AUTH")
        asked = identity.call(*begin)
        assert asked["asks"] == "customChallenge"
        assert asked["values"][0]["question"] == "6 x 7"
        assert identity.call("sendCustomChallengeAnswer", "41")["asks"] == "customChallenge"
        assert identity.call("sendCustomChallengeAnswer", "42")["accessToken"]


class TestWithoutPassword:
    """USER_AUTH, which only Amplify knows."""

    @pytest.fixture
    def lab(self, emulator: Emulator) -> Lab:
        """A pool in which an address is enough."""
        policy = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
        pool = {"AutoVerifiedAttributes": ["email"], "Policies": {"SignInPolicy": policy}}
        lab = Lab(emulator, pool_request=pool)
        lab.client_id = lab.client(ExplicitAuthFlows=[*ALL_FLOWS, "ALLOW_USER_AUTH"])
        return lab

    def test_email_otp(self, lab: Lab, amplify: Library) -> None:
        lab.user(email=EMAIL, email_verified="true")
        step = sign_in(amplify, None, authFlowType="USER_AUTH", preferredChallenge="EMAIL_OTP")
        assert step["signInStep"] == "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
        assert step["codeDeliveryDetails"]["destination"] == "a***@e***"
        code = last_code(lab)
        wrong = amplify.refused("confirmSignIn", {"challengeResponse": code[::-1] + "0"})
        assert wrong == ("CodeMismatchException", "Invalid code or auth state for the user.")
        assert answer(amplify, code)["signInStep"] == "DONE"

    def test_choosing(self, lab: Lab, amplify: Library) -> None:
        lab.user(email=EMAIL, email_verified="true")
        step = sign_in(amplify, None, authFlowType="USER_AUTH")
        assert step == {
            "signInStep": "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION",
            "availableChallenges": ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"],
        }
        assert answer(amplify, "EMAIL_OTP")["signInStep"] == "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
        assert answer(amplify, last_code(lab))["signInStep"] == "DONE"

    @pytest.mark.parametrize("choice", ["PASSWORD", "PASSWORD_SRP"])
    def test_passwords(self, lab: Lab, amplify: Library, choice: str) -> None:
        lab.user(email=EMAIL, email_verified="true")
        step = sign_in(amplify, authFlowType="USER_AUTH", preferredChallenge=choice)
        assert step["signInStep"] == "DONE"
        amplify.call("signOut")
        sign_in(amplify, None, authFlowType="USER_AUTH")
        assert answer(amplify, choice)["signInStep"] == "CONFIRM_SIGN_IN_WITH_PASSWORD"
        assert answer(amplify, PASSWORD)["signInStep"] == "DONE"

    def test_sign_in_follows_sign_up(self, lab: Lab, amplify: Library) -> None:
        options = {
            "userAttributes": {"email": EMAIL},
            "autoSignIn": {"authFlowType": "USER_AUTH"},
        }
        amplify.call("signUp", {"username": "alice", "options": options})
        confirmation = {"username": "alice", "confirmationCode": last_code(lab)}
        step = amplify.call("confirmSignUp", confirmation)["nextStep"]
        assert step["signUpStep"] == "COMPLETE_AUTO_SIGN_IN"
        assert amplify.call("autoSignIn")["isSignedIn"]
        assert amplify.call("fetchUserAttributes")["email_verified"] == "true"
