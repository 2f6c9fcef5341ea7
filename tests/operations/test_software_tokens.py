"""Authenticator apps: associated and verified, with a token or in the middle of a sign-in."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import OWN_SENDER, App, Lab

NOT_OFFERED = "Software Token MFA has not been enabled by the userPool"
DENIED = errors.NotAuthorizedException
NO_SESSION = "Invalid session for the user."
SPENT = "Invalid session for the user, session can only be used once."


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A lab where software tokens are optional; its time stands still."""
    emulator.clock.freeze("2026-01-01T00:00:00")
    lab = Lab(emulator)
    lab.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    lab.user()
    return lab


def associate(lab: Lab) -> tuple[str, App]:
    """Begin with an app; return alice's access token and the app."""
    token = str(lab.tokens()["AccessToken"])
    return token, App(lab, lab.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"])


def verify(lab: Lab, code: str, **request: Any) -> Any:
    return lab.call("VerifySoftwareToken", UserCode=code, **request)


def unverified(lab: Lab, code: str, **request: Any) -> str:
    wrong = errors.EnableSoftwareTokenMFAException
    return lab.refused("VerifySoftwareToken", wrong, UserCode=code, **request)


def setting_up(lab: Lab) -> str:
    """Have MFA required, sign in, and return the Session of MFA_SETUP."""
    lab.set_mfa("ON", "SOFTWARE_TOKEN_MFA")
    met = lab.begin()
    assert met["ChallengeName"] == "MFA_SETUP"
    return str(met["Session"])


def associated(lab: Lab) -> tuple[str, App]:
    """Begin with an app in the middle of a sign-in; return the next Session and the app."""
    made = lab.call("AssociateSoftwareToken", Session=setting_up(lab))
    return str(made["Session"]), App(lab, made["SecretCode"])


def mfa_setup(lab: Lab, session: str, **responses: str) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "ChallengeName": "MFA_SETUP",
        "Session": session,
        "ChallengeResponses": {"USERNAME": "alice", **responses},
    }


# --- with an access token -------------------------------------------------------------------------


def test_a_secret_is_given_and_its_code_taken(lab: Lab) -> None:
    token = lab.tokens()["AccessToken"]
    made = lab.call("AssociateSoftwareToken", AccessToken=token)
    assert list(made) == ["SecretCode"]
    code = App(lab, made["SecretCode"]).shows()
    assert verify(lab, code, AccessToken=token) == {"Status": "SUCCESS"}


@pytest.mark.parametrize("seconds", [-30, 30])
def test_an_app_may_be_half_a_minute_off(lab: Lab, seconds: int) -> None:
    token, app = associate(lab)
    assert verify(lab, app.shows(seconds), AccessToken=token)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_but_not_a_minute(lab: Lab, seconds: int) -> None:
    token, app = associate(lab)
    said = unverified(lab, app.shows(seconds), AccessToken=token)
    assert said == "Code mismatch and fail enable Software Token MFA"


def test_a_wrong_code_can_be_corrected(lab: Lab) -> None:
    token, app = associate(lab)
    unverified(lab, app.never_shows(), AccessToken=token)
    assert verify(lab, app.shows(), AccessToken=token)


def test_a_second_secret_takes_the_place_of_the_first(lab: Lab) -> None:
    _, first = associate(lab)
    token, second = associate(lab)
    unverified(lab, first.shows(), AccessToken=token)
    assert verify(lab, second.shows(), AccessToken=token)


def test_nothing_to_verify(lab: Lab) -> None:
    said = lab.refused(
        "VerifySoftwareToken",
        errors.SoftwareTokenMFANotFoundException,
        AccessToken=lab.tokens()["AccessToken"],
        UserCode="123456",
    )
    assert said == "Software Token MFA does not exist for the user."


@pytest.mark.parametrize(
    ("operation", "request_"),
    [("AssociateSoftwareToken", {}), ("VerifySoftwareToken", {"UserCode": "123456"})],
)
def test_a_pool_without_software_tokens(
    emulator: Emulator, operation: str, request_: dict[str, Any]
) -> None:
    lab = Lab(emulator)
    lab.user()
    said = lab.refused(
        operation,
        errors.SoftwareTokenMFANotFoundException,
        AccessToken=lab.tokens()["AccessToken"],
        **request_,
    )
    assert said == NOT_OFFERED


NO_DIGITS = (
    "2 validation errors detected: Value 'Aaaa' at 'userCode' failed to satisfy constraint:"
    " Member must satisfy regular expression pattern: [0-9]+; Value 'Aaaa' at 'userCode'"
    " failed to satisfy constraint: Member must have length greater than or equal to 6"
)
TOO_LONG = (
    "1 validation error detected: Value '1234567' at 'userCode' failed to satisfy constraint:"
    " Member must have length less than or equal to 6"
)


@pytest.mark.parametrize(("code", "message"), [("Aaaa", NO_DIGITS), ("1234567", TOO_LONG)])
def test_codes_have_six_digits(lab: Lab, code: str, message: str) -> None:
    token = lab.tokens()["AccessToken"]
    said = lab.refused(
        "VerifySoftwareToken", errors.InvalidParameterException, AccessToken=token, UserCode=code
    )
    assert said == message


@pytest.mark.parametrize(
    ("operation", "request_"),
    [("AssociateSoftwareToken", {}), ("VerifySoftwareToken", {"UserCode": "123456"})],
)
@pytest.mark.parametrize("both", [{}, {"AccessToken": "a.b.c", "Session": "x" * 20}])
def test_either_a_token_or_a_session(
    lab: Lab, operation: str, request_: dict[str, Any], both: dict[str, str]
) -> None:
    said = lab.refused(operation, errors.InvalidParameterException, **request_, **both)
    assert "AccessToken" in said
    assert "Session" in said


# --- in the middle of a sign-in -------------------------------------------------------------------


def test_each_step_gives_the_session_of_the_next(lab: Lab) -> None:
    begun = setting_up(lab)
    made = lab.call("AssociateSoftwareToken", Session=begun)
    code = App(lab, made["SecretCode"]).shows()
    verified = verify(lab, code, Session=made["Session"])
    assert verified["Status"] == "SUCCESS"
    assert len({begun, made["Session"], verified["Session"]}) == 3
    answered = lab.call("RespondToAuthChallenge", **mfa_setup(lab, verified["Session"]))
    assert set(answered) == {"AuthenticationResult", "ChallengeParameters"}
    assert answered["ChallengeParameters"] == {}


def test_what_is_to_be_set_up(lab: Lab) -> None:
    lab.set_mfa("ON", "SOFTWARE_TOKEN_MFA")
    assert lab.begin()["ChallengeParameters"] == {
        "MFAS_CAN_SETUP": '["SOFTWARE_TOKEN_MFA"]',
        "USER_ID_FOR_SRP": "alice",
    }


def test_a_code_beside_the_answer_is_not_looked_at(lab: Lab) -> None:
    session, app = associated(lab)
    verified = verify(lab, app.shows(), Session=session)["Session"]
    request = mfa_setup(lab, verified, SOFTWARE_TOKEN_MFA_CODE=app.shows())
    assert "AuthenticationResult" in lab.call("RespondToAuthChallenge", **request)


def test_verifying_is_enough_for_the_next_sign_in(lab: Lab) -> None:
    session, app = associated(lab)
    verify(lab, app.shows(), Session=session)
    assert lab.begin()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_a_wrong_code_leaves_the_session(lab: Lab) -> None:
    session, app = associated(lab)
    unverified(lab, app.never_shows(), Session=session)
    assert verify(lab, app.shows(), Session=session)


def test_a_session_that_was_used_is_used_up(lab: Lab) -> None:
    begun = setting_up(lab)
    made = lab.call("AssociateSoftwareToken", Session=begun)
    assert lab.refused("AssociateSoftwareToken", DENIED, Session=begun) == NO_SESSION
    code = App(lab, made["SecretCode"]).shows()
    verify(lab, code, Session=made["Session"])
    again = {"Session": made["Session"], "UserCode": code}
    assert lab.refused("VerifySoftwareToken", DENIED, **again) == NO_SESSION


def test_a_session_of_nobody(lab: Lab) -> None:
    assert lab.refused("AssociateSoftwareToken", DENIED, Session="x" * 100) == NO_SESSION


def test_an_app_is_set_up_once(lab: Lab) -> None:
    """A sign-in that began before cannot put another app in the place of the first."""
    late = setting_up(lab)
    session, app = associated(lab)
    verify(lab, app.shows(), Session=session)
    assert lab.refused("AssociateSoftwareToken", DENIED, Session=late) == NO_SESSION


def test_whoever_is_disabled_in_between_sets_nothing_up(lab: Lab) -> None:
    session, app = associated(lab)
    lab.call("AdminDisableUser", UserPoolId=lab.pool_id, Username="alice")
    request = {"Session": session, "UserCode": app.shows()}
    assert lab.refused("VerifySoftwareToken", DENIED, **request) == "User is disabled."


def test_a_session_of_another_sign_in_does_not_verify(lab: Lab) -> None:
    """Measured [mfa-2]: the secret is bound to the sessions that followed on it."""
    _, app = associated(lab)
    fresh = setting_up(lab)
    message = lab.refused(
        "VerifySoftwareToken",
        errors.NotAuthorizedException,
        Session=fresh,
        UserCode=app.shows(),
    )
    assert message == "Invalid session for the user."


def test_a_session_of_another_challenge(lab: Lab) -> None:
    lab.invited("carol")
    session = lab.begin("carol")["Session"]
    assert lab.refused("AssociateSoftwareToken", DENIED, Session=session) == NO_SESSION


def test_a_session_grows_old_but_each_step_renews_it(lab: Lab) -> None:
    begun = setting_up(lab)
    lab.emulator.clock.shift(170)
    made = lab.call("AssociateSoftwareToken", Session=begun)
    lab.emulator.clock.shift(170)
    code = App(lab, made["SecretCode"]).shows()
    verified = verify(lab, code, Session=made["Session"])["Session"]
    lab.emulator.clock.shift(180)
    said = lab.refused("RespondToAuthChallenge", DENIED, **mfa_setup(lab, verified))
    assert said == "Invalid session for the user, session is expired."


def test_the_answer_needs_a_verified_token(lab: Lab) -> None:
    session, _ = associated(lab)
    said = lab.refused(
        "RespondToAuthChallenge",
        errors.SoftwareTokenMFANotFoundException,
        **mfa_setup(lab, session),
    )
    assert said == "Software Token MFA does not exist for the user."


@pytest.mark.parametrize(
    ("hides", "error", "message"),
    [
        (
            "LEGACY",
            errors.PasswordResetRequiredException,
            "Password reset required for the user",
        ),
        ("ENABLED", DENIED, "Incorrect username or password."),
    ],
)
def test_whoever_has_to_reset_the_password_sets_nothing_up(
    lab: Lab, hides: str, error: type[errors.CognitoError], message: str
) -> None:
    lab.client_id = lab.client(PreventUserExistenceErrors=hides)
    session, app = associated(lab)
    alice = {"UserPoolId": lab.pool_id, "Username": "alice"}
    email = {"email": "alice@example.com", "email_verified": "true"}
    attributes = [{"Name": name, "Value": value} for name, value in email.items()]
    lab.call("AdminUpdateUserAttributes", **alice, UserAttributes=attributes)
    lab.call("AdminResetUserPassword", **alice)
    request = {"Session": session, "UserCode": app.shows()}
    assert lab.refused("VerifySoftwareToken", error, **request) == message
    answer = mfa_setup(lab, session)
    assert lab.refused("RespondToAuthChallenge", error, **answer) == message


def test_nobody_sets_an_app_up_where_the_pool_has_none(emulator: Emulator) -> None:
    by_nobody = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    request = {"EmailConfiguration": OWN_SENDER, "AccountRecoverySetting": by_nobody}
    lab = Lab(emulator, pool_request=request)
    lab.set_mfa("ON", "EMAIL_OTP")
    lab.user()
    session = lab.begin()["Session"]
    missing = errors.SoftwareTokenMFANotFoundException
    said = lab.refused("AssociateSoftwareToken", missing, Session=session)
    assert said == NOT_OFFERED


def test_an_app_gets_its_name_on_the_way(lab: Lab) -> None:
    session, app = associated(lab)
    verify(lab, app.shows(), Session=session, FriendlyDeviceName="My phone")
    assert lab.begin()["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "My phone"


def test_a_user_who_is_gone_sets_nothing_up(lab: Lab) -> None:
    session = setting_up(lab)
    lab.call("AdminDeleteUser", UserPoolId=lab.pool_id, Username="alice")
    assert lab.refused("AssociateSoftwareToken", DENIED, Session=session) == NO_SESSION


# --- forgetting -----------------------------------------------------------------------------------


@pytest.fixture
def app(lab: Lab) -> App:
    """An app of alice's that is her preferred factor."""
    app = lab.app()
    lab.prefer(SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    return app


def forget(lab: Lab) -> Any:
    return lab.call("AdminDeleteSoftwareToken", UserPoolId=lab.pool_id, Username="alice")


def shown(lab: Lab) -> dict[str, Any]:
    user = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="alice")
    return {n: user[n] for n in ("UserMFASettingList", "PreferredMfaSetting") if n in user}


@pytest.mark.usefixtures("app")
def test_an_administrator_forgets_an_app(lab: Lab) -> None:
    assert lab.begin()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert forget(lab) == {}
    assert "AuthenticationResult" in lab.begin()
    assert shown(lab) == {}


@pytest.mark.usefixtures("app")
def test_where_mfa_is_required_a_new_one_is_to_be_set_up(lab: Lab) -> None:
    lab.set_mfa("ON", "SOFTWARE_TOKEN_MFA")
    forget(lab)
    assert lab.begin()["ChallengeName"] == "MFA_SETUP"


@pytest.mark.usefixtures("app")
def test_forgetting_leaves_other_factors(lab: Lab) -> None:
    phone = [{"Name": "phone_number", "Value": "+15551234567"}]
    alice = {"UserPoolId": lab.pool_id, "Username": "alice"}
    lab.call("AdminUpdateUserAttributes", **alice, UserAttributes=phone)
    lab.prefer(SMSMfaSettings={"Enabled": True, "PreferredMfa": True})
    forget(lab)
    assert shown(lab) == {"UserMFASettingList": ["SMS_MFA"], "PreferredMfaSetting": "SMS_MFA"}


def test_one_that_waits_is_forgotten_too(lab: Lab) -> None:
    token, app = associate(lab)
    forget(lab)
    missing = errors.SoftwareTokenMFANotFoundException
    lab.refused("VerifySoftwareToken", missing, AccessToken=token, UserCode=app.shows())


def test_nobody_to_forget_an_app_of(lab: Lab) -> None:
    unknown = {"UserPoolId": lab.pool_id, "Username": "nobody"}
    lab.refused("AdminDeleteSoftwareToken", errors.UserNotFoundException, **unknown)
    assert forget(lab) == {}


def test_the_old_app_works_until_the_new_one_is_verified(lab: Lab) -> None:
    token = lab.tokens()["AccessToken"]
    old = lab.app()
    lab.prefer(SoftwareTokenMfaSettings={"Enabled": True})
    new = App(lab, lab.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"])
    assert "AuthenticationResult" in answer(lab, old.shows_next())
    verify(lab, new.shows(), AccessToken=token)
    assert "AuthenticationResult" in answer(lab, new.shows_next())
    with pytest.raises(errors.CodeMismatchException):
        answer(lab, old.shows())


def answer(lab: Lab, code: str) -> Any:
    return lab.call(
        "RespondToAuthChallenge",
        ClientId=lab.client_id,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=lab.begin()["Session"],
        ChallengeResponses={"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": code},
    )
