"""An account's life, as each client library goes through it: from sign-up to global sign-out."""

from __future__ import annotations

from typing import Any

import pytest
from pycognito import Cognito

from cognito_emulator import errors
from tests.clients.node import Library
from tests.clients.support import EMAIL, last_code
from tests.support import PASSWORD, TEMPORARY, Lab, claims

CHANGED = "Another-Horse2"
WRONG = ("NotAuthorizedException", "Incorrect username or password.")


def check_refreshed(old: str, new: str) -> None:
    """Two access tokens of one sign-in."""
    before, after = claims(old), claims(new)
    assert before["jti"] != after["jti"]
    assert before["origin_jti"] == after["origin_jti"]


def check_signed_out(lab: Lab, access_token: str) -> None:
    message = lab.refused("GetUser", errors.NotAuthorizedException, AccessToken=access_token)
    assert message == "Access Token has been revoked"


class TestAmplify:
    def test_account(self, lab: Lab, amplify: Library) -> None:
        sign_up = {"username": "alice", "password": PASSWORD}
        options = {"userAttributes": {"email": EMAIL}}
        step = amplify.call("signUp", {**sign_up, "options": options})["nextStep"]
        assert step["signUpStep"] == "CONFIRM_SIGN_UP"
        assert step["codeDeliveryDetails"]["destination"] == "a***@e***"
        confirmation = {"username": "alice", "confirmationCode": last_code(lab)}
        assert amplify.call("confirmSignUp", confirmation)["isSignUpComplete"]

        assert self.signed_in(amplify, PASSWORD)
        attributes = amplify.call("fetchUserAttributes")
        assert attributes == {"email": EMAIL, "email_verified": "true", "sub": attributes["sub"]}
        tokens = amplify.call("tokens")
        renewed = amplify.call("tokens", {"forceRefresh": True})
        check_refreshed(tokens["accessToken"], renewed["accessToken"])

        amplify.call("updatePassword", {"oldPassword": PASSWORD, "newPassword": CHANGED})
        amplify.call("signOut", {"global": True})
        check_signed_out(lab, renewed["accessToken"])
        assert amplify.refused("signIn", {"username": "alice", "password": PASSWORD}) == WRONG
        assert self.signed_in(amplify, CHANGED)

    def test_new_password(self, lab: Lab, amplify: Library) -> None:
        lab.invited("carol", TEMPORARY, email=EMAIL)
        step = amplify.call("signIn", {"username": "carol", "password": TEMPORARY})["nextStep"]
        assert step["signInStep"] == "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED"
        options = {"userAttributes": {"given_name": "Carol"}}
        answer = {"challengeResponse": CHANGED, "options": options}
        assert amplify.call("confirmSignIn", answer)["isSignedIn"]
        assert amplify.call("fetchUserAttributes")["given_name"] == "Carol"

    def test_lost_password(self, lab: Lab, amplify: Library) -> None:
        lab.user(email=EMAIL, email_verified="true")
        step = amplify.call("resetPassword", {"username": "alice"})["nextStep"]
        assert step["resetPasswordStep"] == "CONFIRM_RESET_PASSWORD_WITH_CODE"
        recovery = {"confirmationCode": last_code(lab), "newPassword": CHANGED}
        amplify.call("confirmResetPassword", {"username": "alice", **recovery})
        assert self.signed_in(amplify, CHANGED, authFlowType="USER_PASSWORD_AUTH")

    def signed_in(self, amplify: Library, password: str, **options: str) -> Any:
        sign_in = {"username": "alice", "password": password, "options": options}
        return amplify.call("signIn", sign_in)["isSignedIn"]


class TestIdentityJs:
    def test_account(self, lab: Lab, identity: Library) -> None:
        signed_up = identity.call("signUp", "alice", PASSWORD, {"email": EMAIL})
        assert not signed_up["userConfirmed"]
        identity.call("user", "alice")
        assert identity.call("confirmRegistration", last_code(lab), True) == "SUCCESS"

        tokens = identity.call("authenticateUser", PASSWORD)
        assert identity.call("getUserAttributes") == [
            {"Name": "email", "Value": EMAIL},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "sub", "Value": signed_up["userSub"]},
        ]
        renewed = identity.call("refreshSession")
        check_refreshed(tokens["accessToken"]["jwtToken"], renewed["accessToken"]["jwtToken"])

        assert identity.call("changePassword", PASSWORD, CHANGED) == "SUCCESS"
        identity.call("globalSignOut")
        check_signed_out(lab, renewed["accessToken"]["jwtToken"])
        assert identity.refused("authenticateUser", PASSWORD) == WRONG
        assert identity.call("authenticateUser", CHANGED)["idToken"]["payload"]["email"] == EMAIL

    def test_new_password(self, lab: Lab, identity: Library) -> None:
        lab.invited("carol", TEMPORARY, email=EMAIL)
        identity.call("user", "carol")
        assert identity.call("authenticateUser", TEMPORARY) == {
            "asks": "newPasswordRequired",
            "values": [{"email": EMAIL}, []],
        }
        identity.call("completeNewPasswordChallenge", CHANGED, {"given_name": "Carol"})
        assert {"Name": "given_name", "Value": "Carol"} in identity.call("getUserAttributes")

    def test_lost_password(self, lab: Lab, identity: Library) -> None:
        lab.user(email=EMAIL, email_verified="true")
        identity.call("user", "alice")
        assert identity.call("forgotPassword")["asks"] == "inputVerificationCode"
        identity.call("confirmPassword", last_code(lab), CHANGED)
        identity.call("setAuthenticationFlowType", "USER_PASSWORD_AUTH")
        assert identity.call("authenticateUser", CHANGED)["refreshToken"]["token"]


class TestPycognito:
    def test_account(self, lab: Lab, pycognito: Cognito) -> None:
        pycognito.set_base_attributes(email=EMAIL)
        sub = pycognito.register("alice", PASSWORD)["UserSub"]
        pycognito.confirm_sign_up(last_code(lab))

        pycognito.authenticate(PASSWORD)
        user = pycognito.get_user()
        assert (user.sub, user.email, user.email_verified) == (sub, EMAIL, True)
        before = pycognito.access_token
        pycognito.renew_access_token()
        check_refreshed(before, pycognito.access_token)

        pycognito.change_password(PASSWORD, CHANGED)
        after = pycognito.access_token
        pycognito.logout()
        check_signed_out(lab, after)
        with pytest.raises(pycognito.client.exceptions.NotAuthorizedException, match=WRONG[1]):
            pycognito.authenticate(PASSWORD)
        pycognito.authenticate(CHANGED)

    def test_new_password(self, lab: Lab, pycognito: Cognito) -> None:
        lab.invited("alice", TEMPORARY, email=EMAIL)
        pycognito.new_password_challenge(TEMPORARY, CHANGED)
        assert pycognito.id_claims["email"] == EMAIL

    def test_lost_password(self, lab: Lab, pycognito: Cognito) -> None:
        lab.user(email=EMAIL, email_verified="true")
        pycognito.initiate_forgot_password()
        pycognito.confirm_forgot_password(last_code(lab), CHANGED)
        assert lab.tokens("alice", CHANGED)
