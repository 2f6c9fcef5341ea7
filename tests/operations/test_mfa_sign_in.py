"""Signing in with a second factor: what is asked for, and what the answers lead to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import ALL_FLOWS, OWN_SENDER, PASSWORD, App, Lab

EMAIL, PHONE = "alice@example.com", "+15551234567"
FACTORS = ("SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA")
BY_NOBODY = {
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
MISMATCH = "Invalid code received for user"
DENIED = errors.NotAuthorizedException


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A lab whose pool has all second factors, none of them required; its time stands still."""
    emulator.clock.freeze("2026-01-01T00:00:00")
    lab = Lab(emulator, pool_request={"EmailConfiguration": OWN_SENDER, **BY_NOBODY})
    lab.set_mfa("OPTIONAL", *FACTORS)
    return lab


@pytest.fixture
def app(lab: Lab) -> App:
    """Alice's authenticator app, which she prefers; she has no address."""
    lab.user()
    app = lab.app()
    lab.prefer(SoftwareTokenMfaSettings=PREFERRED)
    app.shows_next()  # the one it showed so far was used to verify it
    return app


def request(lab: Lab, met: Any, **responses: str) -> dict[str, Any]:
    """What answers a challenge."""
    return {
        "ClientId": lab.client_id,
        "ChallengeName": met["ChallengeName"],
        "Session": met["Session"],
        "ChallengeResponses": {"USERNAME": "alice", **responses},
    }


def answer(lab: Lab, met: Any, **responses: str) -> Any:
    return lab.call("RespondToAuthChallenge", **request(lab, met, **responses))


def refused(lab: Lab, met: Any, error: type[errors.CognitoError], **responses: str) -> str:
    return lab.refused("RespondToAuthChallenge", error, **request(lab, met, **responses))


# --- software tokens ------------------------------------------------------------------------------


def test_a_code_of_the_app(lab: Lab, app: App) -> None:
    met = lab.begin()
    assert met["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert met["ChallengeParameters"] == {"USER_ID_FOR_SRP": "alice"}
    assert "AuthenticationResult" in answer(lab, met, SOFTWARE_TOKEN_MFA_CODE=app.shows())


def test_an_app_with_a_name(lab: Lab) -> None:
    lab.user()
    token = lab.tokens()["AccessToken"]
    app = App(lab, lab.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"])
    code = app.shows()
    verified = {"AccessToken": token, "UserCode": code, "FriendlyDeviceName": "My phone"}
    lab.call("VerifySoftwareToken", **verified)
    lab.prefer(SoftwareTokenMfaSettings=PREFERRED)
    assert lab.begin()["ChallengeParameters"] == {
        "FRIENDLY_DEVICE_NAME": "My phone",
        "USER_ID_FOR_SRP": "alice",
    }


def test_a_wrong_code_can_be_corrected(lab: Lab, app: App) -> None:
    met = lab.begin()
    wrong = errors.CodeMismatchException
    assert refused(lab, met, wrong, SOFTWARE_TOKEN_MFA_CODE=app.never_shows()) == MISMATCH
    assert refused(lab, met, wrong, SOFTWARE_TOKEN_MFA_CODE="ä") == MISMATCH
    assert "AuthenticationResult" in answer(lab, met, SOFTWARE_TOKEN_MFA_CODE=app.shows())


@pytest.mark.parametrize("seconds", [-30, 30])
def test_an_app_may_be_half_a_minute_off(lab: Lab, app: App, seconds: int) -> None:
    app.shows_next()
    code = app.shows(seconds)
    assert "AuthenticationResult" in answer(lab, lab.begin(), SOFTWARE_TOKEN_MFA_CODE=code)


def test_a_code_counts_once(lab: Lab, app: App) -> None:
    code = app.shows()
    answer(lab, lab.begin(), SOFTWARE_TOKEN_MFA_CODE=code)
    met = lab.begin()
    said = refused(lab, met, errors.ExpiredCodeException, SOFTWARE_TOKEN_MFA_CODE=code)
    assert said == "Your software token has already been used once."
    assert "AuthenticationResult" in answer(lab, met, SOFTWARE_TOKEN_MFA_CODE=app.shows_next())


def test_nor_does_the_code_that_verified_the_app(lab: Lab) -> None:
    lab.user()
    app = lab.app()
    lab.prefer(SoftwareTokenMfaSettings=PREFERRED)
    used = errors.ExpiredCodeException
    assert refused(lab, lab.begin(), used, SOFTWARE_TOKEN_MFA_CODE=app.shows())


def test_an_app_that_was_forgotten_in_between(lab: Lab, app: App) -> None:
    met = lab.begin()
    lab.call("AdminDeleteSoftwareToken", UserPoolId=lab.pool_id, Username="alice")
    missing = errors.SoftwareTokenMFANotFoundException
    said = refused(lab, met, missing, SOFTWARE_TOKEN_MFA_CODE=app.shows())
    assert said == "Software Token MFA does not exist for the user."


@pytest.mark.parametrize(
    ("missing", "responses", "session"),
    [
        ("USERNAME", {"USERNAME": "", "SOFTWARE_TOKEN_MFA_CODE": "1"}, True),
        ("SOFTWARE_TOKEN_MFA_CODE", {}, True),
        ("Session", {"SOFTWARE_TOKEN_MFA_CODE": "1"}, False),
    ],
)
@pytest.mark.usefixtures("app")
def test_what_an_answer_needs(
    lab: Lab, missing: str, responses: dict[str, str], *, session: bool
) -> None:
    sent = request(lab, lab.begin(), **responses)
    if not session:
        del sent["Session"]
    said = lab.refused("RespondToAuthChallenge", errors.InvalidParameterException, **sent)
    assert said == f"Missing required parameter {missing}"


def test_another_users_code_does_not_count(lab: Lab, app: App) -> None:
    lab.user("bob")
    other = lab.app("bob")
    other.shows_next()
    wrong = errors.CodeMismatchException
    assert refused(lab, lab.begin(), wrong, SOFTWARE_TOKEN_MFA_CODE=other.shows()) == MISMATCH
    assert app.shows() != other.shows()


# --- wherever a password is proved ----------------------------------------------------------------


def test_after_srp(lab: Lab, app: App) -> None:
    met = lab.by_srp()
    assert met["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert "AuthenticationResult" in answer(lab, met, SOFTWARE_TOKEN_MFA_CODE=app.shows())


def test_after_a_new_password(lab: Lab) -> None:
    lab.set_mfa("ON", *FACTORS)
    lab.invited("alice")
    met = answer(lab, lab.begin(), NEW_PASSWORD="Another-Horse2")
    assert met["ChallengeName"] == "MFA_SETUP"


def test_for_administrators(lab: Lab, app: App) -> None:
    pool = {"UserPoolId": lab.pool_id}
    met = lab.call(
        "AdminInitiateAuth",
        **pool,
        ClientId=lab.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )
    sent = request(lab, met, SOFTWARE_TOKEN_MFA_CODE=app.shows())
    assert "AuthenticationResult" in lab.call("AdminRespondToAuthChallenge", **pool, **sent)


def chosen(lab: Lab, **parameters: str) -> Any:
    lab.client_id = lab.client(ExplicitAuthFlows=[*ALL_FLOWS, "ALLOW_USER_AUTH"])
    return lab.begin(
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD, **parameters},
    )


def test_after_a_choice(lab: Lab, app: App) -> None:
    met = chosen(lab, PREFERRED_CHALLENGE="PASSWORD")
    assert met["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert "AuthenticationResult" in answer(lab, met, SOFTWARE_TOKEN_MFA_CODE=app.shows())


@pytest.mark.parametrize(("on", "offered"), [(False, ["EMAIL_OTP"]), (True, [])])
def test_codes_are_no_first_factor_for_who_has_a_second(
    lab: Lab, *, on: bool, offered: list[str]
) -> None:
    lab.call(
        "UpdateUserPool",
        UserPoolId=lab.pool_id,
        EmailConfiguration=OWN_SENDER,
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/s", "ExternalId": "x"},
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    )
    lab.user(email=EMAIL, email_verified="true", phone_number=PHONE)
    lab.prefer(SMSMfaSettings={"Enabled": on})
    assert chosen(lab)["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD", *offered]


def test_no_tokens_are_refreshed_but_by_who_passed(lab: Lab, app: App) -> None:
    tokens = answer(lab, lab.begin(), SOFTWARE_TOKEN_MFA_CODE=app.shows())["AuthenticationResult"]
    assert "AccessToken" in lab.refresh(tokens["RefreshToken"])


# --- messages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "name", "medium", "destination"),
    [
        ("SMSMfaSettings", "SMS_MFA", "SMS", "+*******4567"),
        ("EmailMfaSettings", "EMAIL_OTP", "EMAIL", "a***@e***"),
    ],
)
def test_a_code_that_is_sent(
    lab: Lab, settings: str, name: str, medium: str, destination: str
) -> None:
    lab.user(email=EMAIL, phone_number=PHONE)
    lab.prefer("alice", **{settings: {"Enabled": True}})
    met = lab.begin()
    assert met["ChallengeName"] == name
    assert met["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": medium,
        "CODE_DELIVERY_DESTINATION": destination,
        "USER_ID_FOR_SRP": "alice",
    }
    code = lab.emulator.messages()[-1].code
    assert "AuthenticationResult" in answer(lab, met, **{f"{name}_CODE": code})


def test_the_pool_words_its_mails(lab: Lab) -> None:
    worded = {"Message": "Show {####} at the door", "Subject": "The door"}
    lab.set_mfa("OPTIONAL", *FACTORS, EmailMfaConfiguration=worded)
    lab.user(email=EMAIL)
    lab.prefer(EmailMfaSettings={"Enabled": True})
    lab.begin()
    (message,) = lab.emulator.messages()
    assert (message.subject, message.body) == ("The door", f"Show {message.code} at the door")


# --- several factors, or none ---------------------------------------------------------------------


def selecting(lab: Lab) -> tuple[Any, App]:
    """Have alice choose between all three factors."""
    lab.user(email=EMAIL, phone_number=PHONE)
    app = lab.app()
    app.shows_next()
    lab.set_mfa("ON", *FACTORS)
    met = lab.begin()
    assert met["ChallengeName"] == "SELECT_MFA_TYPE"
    return met, app


def test_which_one_may_choose(lab: Lab) -> None:
    met, _ = selecting(lab)
    assert met["ChallengeParameters"] == {
        "MFAS_CAN_CHOOSE": '["SMS_MFA","EMAIL_OTP","SOFTWARE_TOKEN_MFA"]'
    }


def test_choosing_the_app(lab: Lab) -> None:
    met, app = selecting(lab)
    following = answer(lab, met, ANSWER="SOFTWARE_TOKEN_MFA")
    assert following["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert following["ChallengeParameters"] == {}
    done = answer(lab, following, SOFTWARE_TOKEN_MFA_CODE=app.shows())
    assert "AuthenticationResult" in done


@pytest.mark.parametrize(
    ("wish", "name"),
    [("SMS_MFA", "SMS_MFA"), ("EMAIL_OTP", "EMAIL_OTP"), ("EMAIL_MFA", "EMAIL_OTP")],
)
def test_choosing_a_message(lab: Lab, wish: str, name: str) -> None:
    met, _ = selecting(lab)
    following = answer(lab, met, ANSWER=wish)
    assert following["ChallengeName"] == name
    code = lab.emulator.messages()[-1].code
    assert "AuthenticationResult" in answer(lab, following, **{f"{name}_CODE": code})


def test_choosing_what_there_is_not(lab: Lab) -> None:
    met, _ = selecting(lab)
    said = refused(lab, met, errors.InvalidParameterException, ANSWER="WEB_AUTHN")
    assert said == "Invalid MFA type WEB_AUTHN."
    assert answer(lab, met, ANSWER="SMS_MFA")["ChallengeName"] == "SMS_MFA"


def test_an_address_may_be_given_on_the_way(lab: Lab) -> None:
    lab.user()
    lab.set_mfa("ON", *FACTORS)
    met = lab.begin()
    assert met["ChallengeParameters"] == {
        "MFAS_CAN_SETUP": '["SMS_MFA","EMAIL_OTP","SOFTWARE_TOKEN_MFA"]',
        "USER_ID_FOR_SRP": "alice",
    }
    following = answer(lab, met, email=EMAIL)
    assert following["ChallengeName"] == "EMAIL_OTP"
    message = lab.emulator.messages()[-1]
    assert message.destination == EMAIL
    assert "AuthenticationResult" in answer(lab, following, EMAIL_OTP_CODE=message.code)
    user = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="alice")
    known = {a["Name"]: a["Value"] for a in user["UserAttributes"]}
    assert (known["email"], known["email_verified"]) == (EMAIL, "true")


def test_an_address_that_is_none(lab: Lab) -> None:
    lab.user()
    lab.set_mfa("ON", *FACTORS)
    said = refused(lab, lab.begin(), errors.InvalidParameterException, email="nonsense")
    assert said == "Invalid email address format."


def test_no_address_where_mail_is_no_factor(lab: Lab) -> None:
    lab.user()
    lab.set_mfa("ON", "SMS_MFA", "SOFTWARE_TOKEN_MFA")
    said = refused(lab, lab.begin(), errors.InvalidParameterException, email=EMAIL)
    assert said == "EMAIL_OTP cannot be set up as MFA factor."


def test_no_address_through_a_client_that_may_write_none(lab: Lab) -> None:
    lab.user()
    lab.set_mfa("ON", *FACTORS)
    lab.client_id = lab.client(WriteAttributes=["name"])
    said = refused(lab, lab.begin(), DENIED, email=EMAIL)
    assert said == "A client attempted to write unauthorized attribute"


def test_nobody_signs_in_who_has_nothing_and_can_set_up_nothing(emulator: Emulator) -> None:
    lab = Lab(emulator)
    lab.set_mfa("ON", "SMS_MFA")
    lab.user(email=EMAIL)
    said = lab.refused(
        "InitiateAuth",
        DENIED,
        ClientId=lab.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )
    assert said == (
        "MFA is required, but the user has no eligible MFA factor and cannot set one up:"
        " an address through which passwords are recovered first is none."
    )


# --- lock-out -------------------------------------------------------------------------------------


def test_wrong_codes_lock_out(lab: Lab, app: App) -> None:
    met = lab.begin()
    wrong = {"SOFTWARE_TOKEN_MFA_CODE": app.never_shows()}
    for _ in range(5):
        refused(lab, met, errors.CodeMismatchException, **wrong)
    right = {"SOFTWARE_TOKEN_MFA_CODE": app.shows()}
    assert refused(lab, met, DENIED, **right) == "Password attempts exceeded"
    lab.emulator.clock.shift(1)
    assert "AuthenticationResult" in answer(lab, met, **right)


def test_so_do_wrong_codes_of_messages(lab: Lab) -> None:
    lab.user(phone_number=PHONE)
    lab.prefer(SMSMfaSettings={"Enabled": True})
    met = lab.begin()
    for _ in range(5):
        refused(lab, met, errors.CodeMismatchException, SMS_MFA_CODE="x")
    assert refused(lab, met, DENIED, SMS_MFA_CODE="x") == "Password attempts exceeded"


# --- beside custom challenges ---------------------------------------------------------------------


def deciding(lab: Lab, *names: str) -> list[list[str]]:
    """Have DefineAuthChallenge want these, then tokens; return what it is told, each time."""
    told: list[list[str]] = []

    def define(event: dict[str, Any]) -> dict[str, Any]:
        met = [each["challengeName"] for each in event["request"]["session"]]
        told.append(met)
        left = [name for name in names if name not in met]
        event["response"] = {"challengeName": left[0]} if left else {"issueTokens": True}
        return event

    for name in ("CreateAuthChallenge", "VerifyAuthChallengeResponse"):
        lab.emulator.on(name, lambda event: event)
    lab.emulator.on("DefineAuthChallenge", define)
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])
    return told


def test_after_a_password_it_comes_by_itself(lab: Lab, app: App) -> None:
    told = deciding(lab, "PASSWORD_VERIFIER")
    met = lab.by_srp(flow="CUSTOM_AUTH", first={"CHALLENGE_NAME": "SRP_A"})
    assert met["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert "AuthenticationResult" in answer(lab, met, SOFTWARE_TOKEN_MFA_CODE=app.shows())
    assert told[-1] == ["SRP_A", "PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA"]


def test_a_trigger_that_asks_for_it_gets_no_right_answer(lab: Lab, app: App) -> None:
    """Measured [custom-auth-8], strange as it is."""
    deciding(lab, "SOFTWARE_TOKEN_MFA")
    met = lab.begin(AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "alice"})
    wrong = errors.CodeMismatchException
    said = refused(lab, met, wrong, SOFTWARE_TOKEN_MFA_CODE=app.shows())
    assert said == "Invalid code or auth state for the user"


# --- forced by a test -----------------------------------------------------------------------------


def solved(lab: Lab, met: Any) -> Any:
    """Answer a challenge as the emulator says is right."""
    (waiting,) = lab.emulator.open_challenges(lab.pool_id, "alice")
    assert waiting.name == met["ChallengeName"]
    assert waiting.responses is not None
    return lab.call(
        "RespondToAuthChallenge",
        ClientId=lab.client_id,
        ChallengeName=waiting.name,
        Session=waiting.session,
        ChallengeResponses=waiting.responses,
    )


@pytest.fixture
def plain(emulator: Emulator) -> Lab:
    """A lab without MFA, with a user who has nothing but a password."""
    lab = Lab(emulator)
    lab.user()
    return lab


def test_a_forced_app_is_supplied(plain: Lab) -> None:
    plain.emulator.force_challenge("SOFTWARE_TOKEN_MFA", pool_id=plain.pool_id)
    met = plain.begin()
    wrong = errors.CodeMismatchException
    assert refused(plain, met, wrong, SOFTWARE_TOKEN_MFA_CODE="x") == MISMATCH
    assert "AuthenticationResult" in solved(plain, met)
    assert "AuthenticationResult" in plain.begin()


def test_an_app_that_is_there_is_used(lab: Lab, app: App) -> None:
    lab.prefer(SoftwareTokenMfaSettings={"Enabled": False})
    lab.emulator.force_challenge("SOFTWARE_TOKEN_MFA", pool_id=lab.pool_id)
    met = lab.begin()
    (waiting,) = lab.emulator.open_challenges(lab.pool_id, "alice")
    expected = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": app.shows()}
    assert waiting.responses == expected
    assert "AuthenticationResult" in solved(lab, met)


def test_a_forced_choice_is_among_all(plain: Lab) -> None:
    plain.emulator.force_challenge("SELECT_MFA_TYPE", pool_id=plain.pool_id)
    met = plain.begin()
    assert json.loads(met["ChallengeParameters"]["MFAS_CAN_CHOOSE"]) == list(FACTORS)
    following = solved(plain, met)
    assert following["ChallengeName"] == "SMS_MFA"
    assert "AuthenticationResult" in solved(plain, following)


def test_a_forced_set_up_is_one_of_an_app(plain: Lab) -> None:
    plain.emulator.force_challenge("MFA_SETUP", pool_id=plain.pool_id)
    met = plain.begin()
    assert json.loads(met["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
    made = plain.call("AssociateSoftwareToken", Session=met["Session"])
    code = App(plain, made["SecretCode"]).shows()
    plain.call("VerifySoftwareToken", Session=made["Session"], UserCode=code)
    assert "AuthenticationResult" in solved(plain, met)


def test_what_a_forced_challenge_lends_is_for_it_alone(emulator: Emulator) -> None:
    """A forced riddle does not help whoever has no second factor, though the pool requires one."""
    lab = Lab(emulator, pool_request={"EmailConfiguration": OWN_SENDER})
    lab.set_mfa("ON", "EMAIL_OTP")
    lab.user("eve", email="eve@example.com", email_verified="true")  # by it she recovers, too
    lab.emulator.force_challenge("CUSTOM_CHALLENGE", pool_id=lab.pool_id)
    session = lab.begin("eve")["Session"]
    (riddle,) = lab.emulator.open_challenges(lab.pool_id, "eve")
    with pytest.raises(errors.NotAuthorizedException, match="MFA is required"):
        lab.respond("CUSTOM_CHALLENGE", riddle.responses or {}, Session=session)
