"""Turning second factors on and off, preferring one, and what shows of them."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import OWN_SENDER, SMS_ROLE, Lab

EMAIL, PHONE = "alice@example.com", "+15551234567"
MFA = ("UserMFASettingList", "PreferredMfaSetting", "MFAOptions")
FACTORS = ("SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA")
ON: dict[str, Any] = {"Enabled": True}
OFF: dict[str, Any] = {"Enabled": False}
PREFERRED: dict[str, Any] = {"Enabled": True, "PreferredMfa": True}
OPTION = {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A lab whose pool has all second factors, and alice, who has both addresses."""
    lab = Lab(emulator, pool_request={"EmailConfiguration": OWN_SENDER})
    lab.set_mfa("OPTIONAL", *FACTORS)
    lab.user(email=EMAIL, phone_number=PHONE)
    return lab


def refused(lab: Lab, username: str = "alice", **settings: Any) -> str:
    return lab.refused(
        "AdminSetUserMFAPreference",
        errors.InvalidParameterException,
        UserPoolId=lab.pool_id,
        Username=username,
        **settings,
    )


def shown(lab: Lab, username: str = "alice") -> dict[str, Any]:
    """What AdminGetUser says of MFA."""
    user = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=username)
    return {name: user[name] for name in MFA if name in user}


# --- turning on and off ---------------------------------------------------------------------------


def test_nothing_is_shown_of_no_factors(lab: Lab) -> None:
    assert shown(lab) == {}
    own = lab.call("GetUser", AccessToken=lab.tokens()["AccessToken"])
    assert not set(MFA) & set(own)


def test_factors_are_listed_in_one_order(lab: Lab) -> None:
    lab.app()
    lab.prefer(SoftwareTokenMfaSettings=ON)
    lab.prefer(EmailMfaSettings=ON, SMSMfaSettings=ON)
    assert shown(lab) == {"UserMFASettingList": ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]}


def test_users_see_the_same_and_lists_do_not(lab: Lab) -> None:
    token = lab.tokens()["AccessToken"]
    lab.call("SetUserMFAPreference", AccessToken=token, SMSMfaSettings=PREFERRED)
    own = lab.call("GetUser", AccessToken=token)
    assert (own["UserMFASettingList"], own["PreferredMfaSetting"]) == (["SMS_MFA"], "SMS_MFA")
    (listed,) = lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]
    assert not set(MFA) & set(listed)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([{"SMSMfaSettings": PREFERRED}], "SMS_MFA", id="preferred"),
        pytest.param([{"SMSMfaSettings": ON}], None, id="on"),
        pytest.param(
            [{"SMSMfaSettings": PREFERRED}, {"EmailMfaSettings": ON}], "SMS_MFA", id="another-on"
        ),
        pytest.param(
            [{"SMSMfaSettings": PREFERRED}, {"EmailMfaSettings": PREFERRED}],
            "EMAIL_OTP",
            id="another-preferred",
        ),
        pytest.param(
            [{"SMSMfaSettings": PREFERRED}, {"SMSMfaSettings": ON}], "SMS_MFA", id="on-again"
        ),
        pytest.param(
            [{"SMSMfaSettings": PREFERRED}, {"SMSMfaSettings": {**ON, "PreferredMfa": False}}],
            None,
            id="no-longer-preferred",
        ),
        pytest.param([{"SMSMfaSettings": PREFERRED}, {"SMSMfaSettings": OFF}], None, id="off"),
        pytest.param([{"SMSMfaSettings": PREFERRED}, {"SMSMfaSettings": {}}], None, id="blank"),
        pytest.param(
            [{"SMSMfaSettings": PREFERRED}, {"EmailMfaSettings": OFF}], "SMS_MFA", id="another-off"
        ),
        pytest.param([{"SMSMfaSettings": PREFERRED}, {}], "SMS_MFA", id="nothing-said"),
    ],
)
def test_preferring(lab: Lab, steps: list[dict[str, Any]], expected: str | None) -> None:
    for settings in steps:
        assert lab.prefer(**settings) == {}
    assert shown(lab).get("PreferredMfaSetting") == expected


def test_a_factor_that_is_off_is_not_listed(lab: Lab) -> None:
    lab.prefer(SMSMfaSettings=PREFERRED, EmailMfaSettings=ON)
    lab.prefer(SMSMfaSettings=OFF)
    assert shown(lab) == {"UserMFASettingList": ["EMAIL_OTP"]}


def test_it_changes_the_user(lab: Lab) -> None:
    def modified() -> Any:
        user = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="alice")
        return user["UserLastModifiedDate"]

    before = modified()
    lab.emulator.clock.shift(60)
    lab.prefer(SMSMfaSettings=ON)
    assert modified() > before


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("SoftwareTokenMfaSettings", "SOFTWARE_TOKEN_MFA"),
        ("SMSMfaSettings", "SMS_MFA"),
        ("EmailMfaSettings", "EMAIL_OTP"),
    ],
)
def test_a_factor_needs_what_it_works_with(lab: Lab, settings: str, name: str) -> None:
    lab.user("bob")
    said = refused(lab, "bob", **{settings: ON})
    assert said == f"User does not have delivery config set to turn on {name}"
    assert shown(lab, "bob") == {}


def test_an_app_that_waits_is_no_factor(lab: Lab) -> None:
    lab.call("AssociateSoftwareToken", AccessToken=lab.tokens()["AccessToken"])
    said = refused(lab, SoftwareTokenMfaSettings=ON)
    assert said == "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA"


def test_an_app_is_no_factor_where_mfa_is_off(lab: Lab) -> None:
    lab.app()
    lab.set_mfa("OFF")
    said = refused(lab, SoftwareTokenMfaSettings=ON)
    assert said == "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA"


def test_an_address_need_not_be_of_use_to_the_pool(emulator: Emulator) -> None:
    """Measured [mfa-12]: text messages can be preferred where the pool has software tokens only."""
    lab = Lab(emulator)
    lab.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    lab.user(phone_number=PHONE)
    lab.prefer(SMSMfaSettings=PREFERRED)
    assert shown(lab) == {"UserMFASettingList": ["SMS_MFA"], "PreferredMfaSetting": "SMS_MFA"}


@pytest.mark.parametrize(
    "settings",
    [
        {"SMSMfaSettings": PREFERRED, "EmailMfaSettings": PREFERRED},
        {"SMSMfaSettings": {"PreferredMfa": True}},
        {"SMSMfaSettings": {"Enabled": False, "PreferredMfa": True}},
    ],
)
def test_one_factor_that_is_on_is_preferred(lab: Lab, settings: dict[str, Any]) -> None:
    assert "preferred" in refused(lab, **settings)
    assert shown(lab) == {}


def test_a_token_is_needed(lab: Lab) -> None:
    said = lab.refused("SetUserMFAPreference", errors.NotAuthorizedException, AccessToken="x.y.z")
    assert said == "Invalid Access Token"


# --- the older operation --------------------------------------------------------------------------


def set_options(lab: Lab, *options: dict[str, str]) -> None:
    lab.call(
        "AdminSetUserSettings",
        UserPoolId=lab.pool_id,
        Username="alice",
        MFAOptions=list(options),
    )


def test_text_messages_can_be_turned_on_and_off_in_the_older_way(lab: Lab) -> None:
    set_options(lab, OPTION)
    assert shown(lab) == {"MFAOptions": [OPTION]}
    (listed,) = lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]
    assert listed["MFAOptions"] == [OPTION]
    assert lab.begin()["ChallengeName"] == "SMS_MFA"
    set_options(lab)
    assert shown(lab) == {}
    assert "AuthenticationResult" in lab.begin()


@pytest.mark.parametrize(
    "option",
    [
        {"DeliveryMedium": "EMAIL", "AttributeName": "email"},
        {"DeliveryMedium": "SMS", "AttributeName": "email"},
    ],
)
def test_the_older_way_knows_no_other_factor(lab: Lab, option: dict[str, str]) -> None:
    lab.refused(
        "SetUserSettings",
        errors.InvalidParameterException,
        AccessToken=lab.tokens()["AccessToken"],
        MFAOptions=[option],
    )


def test_the_older_way_needs_a_phone(lab: Lab) -> None:
    lab.user("bob")
    said = lab.refused(
        "SetUserSettings",
        errors.InvalidParameterException,
        AccessToken=lab.tokens("bob")["AccessToken"],
        MFAOptions=[OPTION],
    )
    assert said == "User does not have delivery config set to turn on SMS_MFA"


# --- GetUserAuthFactors ---------------------------------------------------------------------------


def factors(lab: Lab, username: str = "alice") -> Any:
    return lab.call("AdminGetUserAuthFactors", UserPoolId=lab.pool_id, Username=username)


def allow(lab: Lab, *names: str) -> None:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *names]}}
    lab.call(
        "UpdateUserPool",
        UserPoolId=lab.pool_id,
        Policies=policies,
        SmsConfiguration=SMS_ROLE,
        EmailConfiguration=OWN_SENDER,
    )


def test_a_user_with_a_password(lab: Lab) -> None:
    expected = {"Username": "alice", "ConfiguredUserAuthFactors": ["PASSWORD"]}
    assert factors(lab) == expected
    own = lab.call("GetUserAuthFactors", AccessToken=lab.tokens()["AccessToken"])
    assert own == expected


def test_a_user_with_all_that_there_is(lab: Lab) -> None:
    allow(lab, "SMS_OTP", "EMAIL_OTP")
    verified = [{"Name": f"{n}_verified", "Value": "true"} for n in ("email", "phone_number")]
    lab.call(
        "AdminUpdateUserAttributes",
        UserPoolId=lab.pool_id,
        Username="alice",
        UserAttributes=verified,
    )
    codes = ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    assert factors(lab)["ConfiguredUserAuthFactors"] == codes
    lab.app()
    assert factors(lab)["ConfiguredUserAuthFactors"] == [*codes, "SOFTWARE_TOKEN"]
    lab.prefer(SoftwareTokenMfaSettings=PREFERRED)
    assert factors(lab) == {
        "Username": "alice",
        "ConfiguredUserAuthFactors": ["PASSWORD", "SOFTWARE_TOKEN"],
        "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"],
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
    }


# --- recovering a password ------------------------------------------------------------------------


def sent_to(lab: Lab, username: str = "alice") -> str:
    details = lab.call("ForgotPassword", ClientId=lab.client_id, Username=username)
    return str(details["CodeDeliveryDetails"]["DeliveryMedium"])


@pytest.fixture
def verified(lab: Lab) -> Lab:
    """The lab with both of alice's addresses verified."""
    lab.call(
        "AdminUpdateUserAttributes",
        UserPoolId=lab.pool_id,
        Username="alice",
        UserAttributes=[
            {"Name": f"{name}_verified", "Value": "true"} for name in ("email", "phone_number")
        ],
    )
    return lab


@pytest.mark.parametrize(
    ("settings", "medium"),
    [
        pytest.param({}, "EMAIL", id="none"),
        pytest.param({"EmailMfaSettings": PREFERRED}, "SMS", id="mail-preferred"),
        pytest.param({"SMSMfaSettings": PREFERRED}, "EMAIL", id="phone-preferred"),
        pytest.param({"EmailMfaSettings": ON}, "SMS", id="mail-only"),
        pytest.param({"EmailMfaSettings": ON, "SMSMfaSettings": PREFERRED}, "EMAIL", id="both"),
    ],
)
def test_a_reset_code_goes_another_way_than_mfa(
    verified: Lab, settings: dict[str, Any], medium: str
) -> None:
    verified.prefer(**settings)
    assert sent_to(verified) == medium


@pytest.mark.parametrize("operation", ["ForgotPassword", "AdminResetUserPassword"])
def test_no_other_way(lab: Lab, operation: str) -> None:
    lab.user("bob", email="bob@example.com", email_verified="true")
    lab.prefer("bob", EmailMfaSettings=PREFERRED)
    where = {"UserPoolId": lab.pool_id} if "Admin" in operation else {"ClientId": lab.client_id}
    said = lab.refused(operation, errors.InvalidParameterException, Username="bob", **where)
    assert said == (
        "Cannot reset password for the user as there is no registered/verified email or"
        " phone_number"
    )


def test_preferences_do_not_matter_where_mfa_is_off(verified: Lab) -> None:
    verified.prefer(EmailMfaSettings=PREFERRED)
    verified.set_mfa("OFF")
    assert sent_to(verified) == "EMAIL"
