"""Second factors as client libraries know them: authenticator apps, text messages, devices."""

from __future__ import annotations

import hmac
import struct
from base64 import b32decode
from typing import Any

import pytest
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP, generate_hash_device
from pycognito.exceptions import SMSMFAChallengeException, SoftwareTokenMFAChallengeException

from cognito_emulator.emulator import Emulator
from tests.clients.node import Library
from tests.clients.support import EMAIL, answer, last_code, sign_in
from tests.support import PASSWORD, Lab

PHONE = "+15555550123"
SMS_SENDER = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "lab"}
TOTP_SECONDS = 30


def totp(secret: str, when: float) -> str:
    """Return what an authenticator app shows (RFC 6238)."""
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(when) // TOTP_SECONDS), "sha1")
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def fresh_totp(lab: Lab, secret: str) -> str:
    """Return a code that has not been used: each counts once."""
    lab.emulator.clock.shift(seconds=TOTP_SECONDS)
    return totp(secret, lab.emulator.clock.now())


def wrong_totp(lab: Lab, secret: str) -> str:
    """Return a code that the app shows neither now nor soon."""
    now = lab.emulator.clock.now()
    shown = {totp(secret, now + n * TOTP_SECONDS) for n in range(-3, 4)}
    return next(code for code in map("{:06d}".format, range(8)) if code not in shown)


def with_alice(lab: Lab, mfa: str = "OPTIONAL", **factors: Any) -> Lab:
    """Let a pool have second factors, authenticator apps by default, and make alice."""
    lab.call(
        "SetUserPoolMfaConfig",
        UserPoolId=lab.pool_id,
        MfaConfiguration=mfa,
        **{"SoftwareTokenMfaConfiguration": {"Enabled": True}, **factors},
    )
    lab.user(email=EMAIL, email_verified="true", phone_number=PHONE, phone_number_verified="true")
    return lab


class TestTotp:
    @pytest.fixture
    def lab(self, lab: Lab) -> Lab:
        return with_alice(lab)

    def test_amplify(self, lab: Lab, amplify: Library) -> None:
        sign_in(amplify)
        secret = amplify.call("setUpTOTP")["sharedSecret"]
        amplify.call("verifyTOTPSetup", {"code": fresh_totp(lab, secret)})
        amplify.call("updateMFAPreference", {"totp": "PREFERRED"})
        preference = {"enabled": ["TOTP"], "preferred": "TOTP"}
        assert amplify.call("fetchMFAPreference") == preference
        amplify.call("signOut")

        assert sign_in(amplify)["signInStep"] == "CONFIRM_SIGN_IN_WITH_TOTP_CODE"
        wrong = {"challengeResponse": wrong_totp(lab, secret)}
        assert amplify.refused("confirmSignIn", wrong)[0] == "CodeMismatchException"
        assert answer(amplify, fresh_totp(lab, secret))["signInStep"] == "DONE"

    def test_identity_js(self, lab: Lab, identity: Library) -> None:
        identity.call("user", "alice")
        identity.call("authenticateUser", PASSWORD)
        secret = identity.call("associateSoftwareToken")
        identity.call("verifySoftwareToken", fresh_totp(lab, secret), "phone")
        preferred = {"Enabled": True, "PreferredMfa": True}
        identity.call("setUserMfaPreference", None, preferred)

        identity.call("user", "alice")
        asked = identity.call("authenticateUser", PASSWORD)
        assert asked["asks"] == "totpRequired"
        assert asked["values"][0] == "SOFTWARE_TOKEN_MFA"
        assert asked["values"][1]["FRIENDLY_DEVICE_NAME"] == "phone"
        code = fresh_totp(lab, secret)
        assert identity.call("sendMFACode", code, "SOFTWARE_TOKEN_MFA")["accessToken"]

    def test_pycognito(self, lab: Lab, pycognito: Cognito) -> None:
        pycognito.authenticate(PASSWORD)
        secret = pycognito.associate_software_token()
        assert pycognito.verify_software_token(fresh_totp(lab, secret), "phone")
        pycognito.set_user_mfa_preference(
            sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN"
        )
        with pytest.raises(SoftwareTokenMFAChallengeException):
            pycognito.authenticate(PASSWORD)
        pycognito.respond_to_software_token_mfa_challenge(fresh_totp(lab, secret))
        assert pycognito.access_claims["username"] == "alice"


class TestSetUp:
    """Where all need a second factor, who has none sets one up while signing in."""

    @pytest.fixture
    def lab(self, lab: Lab) -> Lab:
        return with_alice(lab, "ON")

    def test_amplify(self, lab: Lab, amplify: Library) -> None:
        step = sign_in(amplify)
        assert step["signInStep"] == "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"
        secret = step["totpSetupDetails"]["sharedSecret"]
        assert answer(amplify, fresh_totp(lab, secret))["signInStep"] == "DONE"
        amplify.call("signOut")
        assert sign_in(amplify)["signInStep"] == "CONFIRM_SIGN_IN_WITH_TOTP_CODE"
        assert answer(amplify, fresh_totp(lab, secret))["signInStep"] == "DONE"

    def test_identity_js(self, lab: Lab, identity: Library) -> None:
        identity.call("user", "alice")
        assert identity.call("authenticateUser", PASSWORD)["asks"] == "mfaSetup"
        secret = identity.call("associateSoftwareToken")
        code = fresh_totp(lab, secret)
        assert identity.call("verifySoftwareToken", code, "phone")["accessToken"]


class TestSms:
    @pytest.fixture
    def lab(self, lab: Lab) -> Lab:
        return with_alice(lab, SmsMfaConfiguration={"SmsConfiguration": SMS_SENDER})

    def test_amplify(self, lab: Lab, amplify: Library) -> None:
        sign_in(amplify)
        amplify.call("updateMFAPreference", {"sms": "PREFERRED"})
        amplify.call("signOut")
        step = sign_in(amplify)
        assert step["signInStep"] == "CONFIRM_SIGN_IN_WITH_SMS_CODE"
        assert step["codeDeliveryDetails"]["deliveryMedium"] == "SMS"
        assert step["codeDeliveryDetails"]["destination"].endswith(PHONE[-4:])
        assert answer(amplify, last_code(lab))["signInStep"] == "DONE"

    def test_amplify_asks_which(self, lab: Lab, amplify: Library) -> None:
        sign_in(amplify)
        secret = amplify.call("setUpTOTP")["sharedSecret"]
        amplify.call("verifyTOTPSetup", {"code": fresh_totp(lab, secret)})
        amplify.call("updateMFAPreference", {"sms": "ENABLED", "totp": "ENABLED"})
        amplify.call("signOut")
        step = sign_in(amplify)
        assert step["signInStep"] == "CONTINUE_SIGN_IN_WITH_MFA_SELECTION"
        assert set(step["allowedMFATypes"]) == {"SMS", "TOTP"}
        assert answer(amplify, "SMS")["signInStep"] == "CONFIRM_SIGN_IN_WITH_SMS_CODE"
        assert answer(amplify, last_code(lab))["signInStep"] == "DONE"

    def test_identity_js(self, lab: Lab, identity: Library) -> None:
        identity.call("user", "alice")
        identity.call("authenticateUser", PASSWORD)
        identity.call("setUserMfaPreference", {"Enabled": True, "PreferredMfa": True}, None)
        identity.call("user", "alice")
        asked = identity.call("authenticateUser", PASSWORD)
        assert asked["asks"] == "mfaRequired"
        assert asked["values"][1]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"
        assert identity.call("sendMFACode", last_code(lab), "SMS_MFA")["accessToken"]

    def test_pycognito(self, lab: Lab, pycognito: Cognito) -> None:
        pycognito.authenticate(PASSWORD)
        pycognito.set_user_mfa_preference(sms_mfa=True, software_token_mfa=False, preferred="SMS")
        with pytest.raises(SMSMFAChallengeException):
            pycognito.authenticate(PASSWORD)
        pycognito.respond_to_sms_mfa_challenge(last_code(lab))
        assert pycognito.access_claims["username"] == "alice"


class TestDevices:
    """A remembered device proves itself with SRP, and is asked for no code then."""

    @pytest.fixture
    def lab(self, emulator: Emulator) -> Lab:
        """A pool whose devices are remembered when their user says so; alice gets text messages."""
        devices = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
        lab = with_alice(
            Lab(emulator, pool_request={"DeviceConfiguration": devices}),
            SmsMfaConfiguration={"SmsConfiguration": SMS_SENDER},
        )
        lab.call(
            "AdminSetUserMFAPreference",
            UserPoolId=lab.pool_id,
            Username="alice",
            SMSMfaSettings={"Enabled": True, "PreferredMfa": True},
        )
        return lab

    def test_amplify(self, lab: Lab, amplify: Library) -> None:
        assert sign_in(amplify)["signInStep"] == "CONFIRM_SIGN_IN_WITH_SMS_CODE"
        assert answer(amplify, last_code(lab))["signInStep"] == "DONE"
        amplify.call("rememberDevice")
        (device,) = amplify.call("fetchDevices")
        amplify.call("signOut")

        assert sign_in(amplify)["signInStep"] == "DONE"
        assert [known["id"] for known in amplify.call("fetchDevices")] == [device["id"]]
        amplify.call("tokens", {"forceRefresh": True})

        amplify.call("forgetDevice")
        amplify.call("signOut")
        assert sign_in(amplify)["signInStep"] == "CONFIRM_SIGN_IN_WITH_SMS_CODE"

    def test_identity_js(self, lab: Lab, identity: Library) -> None:
        identity.call("user", "alice")
        assert identity.call("authenticateUser", PASSWORD)["asks"] == "mfaRequired"
        identity.call("sendMFACode", last_code(lab), "SMS_MFA")
        assert identity.call("setDeviceStatusRemembered") == "SUCCESS"

        identity.call("user", "alice")
        assert identity.call("authenticateUser", PASSWORD)["accessToken"]
        assert identity.call("refreshSession")["accessToken"]

    def test_pycognito(self, lab: Lab, pycognito: Cognito) -> None:
        with pytest.raises(SMSMFAChallengeException) as challenge:
            pycognito.authenticate(PASSWORD)
        api = pycognito.client
        tokens = api.respond_to_auth_challenge(
            ClientId=lab.client_id,
            ChallengeName="SMS_MFA",
            Session=challenge.value.get_tokens()["Session"],
            ChallengeResponses={"USERNAME": "alice", "SMS_MFA_CODE": last_code(lab)},
        )["AuthenticationResult"]
        device = tokens["NewDeviceMetadata"]
        key, group = device["DeviceKey"], device["DeviceGroupKey"]
        password, verifier = generate_hash_device(group, key)
        access = {"AccessToken": tokens["AccessToken"], "DeviceKey": key}
        api.confirm_device(**access, DeviceSecretVerifierConfig=verifier)
        api.update_device_status(**access, DeviceRememberedStatus="remembered")

        known = AWSSRP(
            "alice",
            PASSWORD,
            lab.pool_id,
            lab.client_id,
            client=api,
            device_key=key,
            device_group_key=group,
            device_password=password,
        )
        assert known.authenticate_user()["AuthenticationResult"]["AccessToken"]
