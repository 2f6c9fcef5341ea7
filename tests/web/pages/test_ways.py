"""Every way through the pages to the app, in both faces; and the table of challenges and pages."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from cognito_emulator.domain.sign_in.challenges import CHALLENGES, FORCEABLE
from cognito_emulator.web.pages.challenges import PAGES_OF
from tests.support import PASSWORD
from tests.web.hosting import Hosting, back
from tests.web.pages.ways import CHOICES, CHOOSING, SECRET, Walk, path, signing_in, user

FACES = pytest.mark.parametrize("version", [1, 2])
MFA: dict[str, Any] = {
    "MfaConfiguration": "OPTIONAL",
    "SoftwareTokenMfaConfiguration": {"Enabled": True},
    "EmailMfaConfiguration": {},
    "EmailConfiguration": {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
    },
    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
    "SmsMfaConfiguration": {
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
    },
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}],
    },
}
PHONE = {
    "email": "alice@example.com",
    "email_verified": "true",
    "phone_number": "+15555550100",
    "phone_number_verified": "true",
}


def last_code(hosting: Hosting) -> str:
    return hosting.emulator.messages(hosting.pool_id)[-1].code


def a_code(secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).now()


def test_every_challenge_has_its_page() -> None:
    assert set(PAGES_OF) == set(CHALLENGES)


def test_names_that_are_too_long_for_a_qr_code() -> None:
    name = "\U0001f600" * 128
    only_app = {
        "PoolName": "+" * 128,
        "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    users = [{"Username": name, "Password": PASSWORD}]

    walk = signing_in(Hosting(pool=only_app, users=users), username=name)

    assert "<svg" in walk.page.text


@FACES
def test_a_password(version: int) -> None:
    assert "code" in back(signing_in(Hosting(version=version)).page)


@FACES
def test_a_wrong_password_and_then_the_right_one(version: int) -> None:
    walk = signing_in(Hosting(version=version), "Wrong-Password-1")
    assert walk.problem == "Incorrect username or password."
    assert "Wrong-Password-1" not in walk.page.text

    assert "code" in back(walk.send(username="alice", password=PASSWORD))


@FACES
def test_a_temporary_password(version: int) -> None:
    hosting = Hosting(
        version=version,
        pool={"Schema": [{"Name": "given_name", "Required": True, "Mutable": True}]},
        users=[user(Password=None, TemporaryPassword="Temp-Pass-1")],
    )
    walk = signing_in(hosting, "Temp-Pass-1")
    assert (walk.title, path(walk.page)) == (
        "Choose a new password",
        "/_domain/shop/changePassword",
    )
    assert "Given name" in walk.text
    assert "Password must contain at least 8 characters" in walk.text

    walk.send(new_password="New-Pass-1", confirm_password="New-Pass-2")
    assert walk.problem == "The two passwords differ."
    walk.send(
        new_password="short", confirm_password="short", **{"requiredAttributes[given_name]": "Al"}
    )
    assert walk.problem in (
        "Password does not conform to policy: Password not long enough",
        "The password is too short.",
    )
    assert 'value="Al"' in walk.page.text
    walk.send(new_password="New-Pass-1", confirm_password="New-Pass-1")
    assert walk.problem == "Invalid attributes given, given_name is missing"
    answer = walk.send(
        new_password="New-Pass-1",
        confirm_password="New-Pass-1",
        **{"requiredAttributes[given_name]": "Alice"},
    )

    assert "code" in back(answer)
    assert "code" in back(signing_in(hosting, "New-Pass-1").page)


@FACES
@pytest.mark.parametrize(
    ("factor", "told"),
    [
        ("SMS_MFA", "We have texted a code to +*******0100."),
        ("EMAIL_OTP", "We have emailed a code to a***@e***."),
    ],
)
def test_a_second_factor_that_is_sent(version: int, factor: str, told: str) -> None:
    alice = user(UserAttributes=PHONE, UserMFASettingList=[factor])
    hosting = Hosting(version=version, pool=MFA, users=[alice])
    walk = signing_in(hosting)
    assert (walk.title, path(walk.page)) == ("Enter the code", "/_domain/shop/mfa")
    assert told in walk.text

    walk.send(authentication_code="000000")
    assert walk.problem is not None
    code = last_code(hosting)

    assert "code" in back(walk.send(authentication_code=f"{code[:3]} {code[3:]}"))


@FACES
def test_an_authenticator_app(version: int) -> None:
    alice = user(SoftwareTokenSecret=SECRET, UserMFASettingList=["SOFTWARE_TOKEN_MFA"])
    walk = signing_in(Hosting(version=version, pool=MFA, users=[alice]))
    assert "Enter the code that your authenticator app shows." in walk.text

    assert "code" in back(walk.send(authentication_code=a_code()))


@FACES
def test_a_choice_of_second_factors(version: int) -> None:
    alice = user(
        UserAttributes=PHONE,
        SoftwareTokenSecret=SECRET,
        UserMFASettingList=["SOFTWARE_TOKEN_MFA", "SMS_MFA"],
    )
    walk = signing_in(Hosting(version=version, pool=MFA, users=[alice]))
    assert (walk.title, path(walk.page)) == ("Choose your second step", "/_domain/shop/mfaOption")
    offered = re.findall(r'name="answer" value="(\w+)"', walk.page.text)
    assert offered == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]

    walk.send(answer="EMAIL_OTP")
    assert walk.problem == "Invalid MFA type EMAIL_OTP."
    walk.send(answer="SOFTWARE_TOKEN_MFA")

    assert "code" in back(walk.send(authentication_code=a_code()))


@FACES
def test_setting_up_an_authenticator_app(version: int) -> None:
    pool = {
        "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    hosting = Hosting(version=version, pool=pool)
    walk = signing_in(hosting)
    assert walk.title == "Set up your authenticator app"
    assert "<svg" in walk.page.text
    (shown,) = re.findall(r'id="softwareTokenSecret"[^>]*>([^<]+)<', walk.page.text)
    secret = shown.replace(" ", "")

    walk.send(software_token_code="000000")
    assert walk.problem is not None
    assert secret in walk.text.replace(" ", "")
    walk.get("/mfaSetup")
    assert secret in walk.text.replace(" ", "")
    answer = walk.send(software_token_code=a_code(secret), device_name="My phone")

    assert "code" in back(answer)
    assert "Enter the code that My phone shows." in signing_in(hosting).text


def test_choosing_what_to_set_up() -> None:
    pool = {**MFA, "MfaConfiguration": "ON"}
    hosting = Hosting(version=2, pool=pool, users=[user(UserAttributes={})])
    walk = signing_in(hosting)
    assert walk.title == "Set up a second step"
    page = walk.page
    assert "A phone number can only be given by an administrator." in walk.text

    form = page.text[page.text.index('<form name="emailSetupForm"') :]
    walk.page = walk.followed(
        walk.sent(
            type("Page", (), {"text": form})(),  # the second form
            email="alice@example.com",
            answer="EMAIL_OTP",
        )
    )
    assert "We have emailed a code to a***@e***." in walk.text

    assert "code" in back(walk.send(authentication_code=last_code(hosting)))


def test_choosing_an_app_to_set_up() -> None:
    pool = {**MFA, "MfaConfiguration": "ON"}
    walk = signing_in(Hosting(pool=pool, users=[user(UserAttributes={})]))
    assert walk.title == "Set up a second step"

    walk.send(answer="SOFTWARE_TOKEN_MFA")

    assert walk.title == "Set up your authenticator app"


def choosing(**settings: Any) -> Hosting:
    alice = user(UserAttributes=PHONE)
    return Hosting(
        version=2, pool={**CHOICES, **settings}, users=[alice], ExplicitAuthFlows=CHOOSING
    )


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("EMAIL_OTP", "We have emailed a code to a***@e***."),
        ("SMS_OTP", "We have texted a code to +*******0100."),
    ],
)
def test_a_code_in_place_of_a_password(choice: str, told: str) -> None:
    hosting = choosing()
    walk = Walk(hosting)
    walk.send(username="alice", signInSubmitButton="Next")
    assert (walk.title, path(walk.page)) == (
        "Choose how to sign in",
        "/_domain/shop/selectChallenge",
    )
    offered = re.findall(r'name="answer" value="(\w+)"', walk.page.text)
    assert offered == ["EMAIL_OTP", "SMS_OTP", "PASSWORD"]

    walk.send(answer=choice)
    assert told in walk.text

    assert "code" in back(walk.send(authentication_code=last_code(hosting)))


def test_a_password_that_was_chosen() -> None:
    walk = Walk(choosing())
    walk.send(username="alice", signInSubmitButton="Next")
    walk.send(answer="PASSWORD")
    assert path(walk.page) == "/_domain/shop/verifyPassword"

    walk.send(password="Wrong-Password-1", signInSubmitButton="Continue")
    assert walk.problem == "Incorrect username or password."

    assert "code" in back(walk.send(password=PASSWORD, signInSubmitButton="Continue"))


def test_the_only_choice_is_not_asked_for() -> None:
    hosting = choosing()
    hosting.call(
        "AdminUpdateUserAttributes",
        UserPoolId=hosting.pool_id,
        Username="alice",
        UserAttributes=[
            {"Name": "email_verified", "Value": "false"},
            {"Name": "phone_number_verified", "Value": "false"},
        ],
    )
    walk = Walk(hosting)

    walk.send(username="alice", signInSubmitButton="Next")

    assert walk.title == "Enter your password"


@pytest.mark.parametrize("flows", [None, ["ALLOW_USER_SRP_AUTH"]])
def test_a_client_without_choices_asks_for_the_password(flows: list[str] | None) -> None:
    given: dict[str, Any] = {} if flows is None else {"ExplicitAuthFlows": flows}
    walk = Walk(Hosting(version=2, pool=CHOICES, **given))

    walk.send(username="alice", signInSubmitButton="Next")

    assert walk.title == "Enter your password"


def test_nobody_is_told_of_at_the_name() -> None:
    walk = Walk(choosing())

    walk.send(username="nobody", signInSubmitButton="Next")

    assert walk.problem is None


def test_a_user_who_is_not_confirmed_goes_on_to_confirm() -> None:
    hosting = Hosting()
    hosting.call("SignUp", ClientId=hosting.client.id, Username="carl", Password=PASSWORD)
    page = hosting.sign_in("carl")

    assert urlsplit(page.headers["Location"]).path == "/_domain/shop/confirm"
    assert "carl" not in page.headers["Location"]
    assert parse_qs(urlsplit(page.headers["Location"]).query)["state"] == ["a-state"]


def test_a_user_whose_password_was_reset_goes_on_to_set_one() -> None:
    hosting = Hosting()
    hosting.call("AdminResetUserPassword", UserPoolId=hosting.pool_id, Username="alice")
    page = hosting.sign_in()

    assert urlsplit(page.headers["Location"]).path == "/_domain/shop/resetPassword"


def test_a_trigger_says_why_it_refuses() -> None:
    hosting = Hosting(version=2)

    def refuse(_event: Any) -> Any:
        raise ValueError("Not <today>")

    hosting.emulator.on("PreAuthentication", refuse)

    assert signing_in(hosting).problem == "PreAuthentication failed with error Not <today>."


# --- forced by a test -----------------------------------------------------------------------------

FORCED = {
    "CUSTOM_CHALLENGE": "This page cannot go on",
    "DEVICE_SRP_AUTH": "This page cannot go on",
    "EMAIL_OTP": "Enter the code",
    "MFA_SETUP": "Set up your authenticator app",
    "NEW_PASSWORD_REQUIRED": "Choose a new password",
    "SELECT_MFA_TYPE": "Choose your second step",
    "SMS_MFA": "Enter the code",
    "SOFTWARE_TOKEN_MFA": "Enter the code",
    "WEB_AUTHN": "Use your passkey",
}


def test_all_that_can_be_forced_is_here() -> None:
    assert set(FORCED) == set(FORCEABLE)


@FACES
@pytest.mark.parametrize("challenge", FORCED)
def test_what_a_test_forces_has_a_page(version: int, challenge: Any) -> None:
    hosting = Hosting(version=version)
    hosting.emulator.force_challenge(challenge, pool_id=hosting.pool_id)

    walk = signing_in(hosting)

    assert (walk.page.status_code, walk.title) == (200, FORCED[challenge])
    (waiting,) = hosting.emulator.open_challenges(hosting.pool_id, "alice")
    assert waiting.name == challenge


def test_a_forced_challenge_is_met_by_its_solution() -> None:
    hosting = Hosting()
    hosting.emulator.force_challenge("SMS_MFA", pool_id=hosting.pool_id)
    walk = signing_in(hosting)
    (waiting,) = hosting.emulator.open_challenges(hosting.pool_id, "alice")
    assert waiting.responses is not None

    assert "code" in back(walk.send(authentication_code=waiting.responses["SMS_MFA_CODE"]))


def test_a_passkey_page_has_what_the_script_needs() -> None:
    hosting = Hosting(version=2)
    hosting.emulator.force_challenge("WEB_AUTHN", pool_id=hosting.pool_id)
    walk = signing_in(hosting)
    (options,) = re.findall(r'data-options="([^"]+)"', walk.page.text)
    given = json.loads(options.replace("&#34;", '"'))
    assert given["rpId"] == "localhost"
    (waiting,) = hosting.emulator.open_challenges(hosting.pool_id, "alice")
    assert waiting.responses is not None

    assert walk.send(credential="{}").status_code == 200
    assert walk.problem == "Incorrect username or password."
    assert "code" in back(walk.send(credential=waiting.responses["CREDENTIAL"]))
