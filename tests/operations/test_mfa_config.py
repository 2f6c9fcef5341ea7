"""A pool's second factors: SetUserPoolMfaConfig, and what shows of it elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import OWN_SENDER, SMS_ROLE, Lab
from tests.table import table

INVALID = errors.InvalidParameterException
TOTP: dict[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
EMAIL: dict[str, Any] = {"EmailMfaConfiguration": {}}
TEXTS: dict[str, Any] = {"SmsMfaConfiguration": {"SmsConfiguration": SMS_ROLE}}
PASSKEYS: dict[str, Any] = {"WebAuthnConfiguration": {"RelyingPartyId": "example.com"}}
TWO_FACTORS = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
ON, OPTIONAL, OFF = ({"MfaConfiguration": mode} for mode in ("ON", "OPTIONAL", "OFF"))

TOGETHER = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
NO_ROLE = "Invalid SMS MFA configuration given, external id and a valid caller arn are required"
NO_FACTOR = (
    "Invalid MFA configuration given, can't disable all MFAs"
    " with a required or optional configuration."
)


def first_factors(*names: str) -> dict[str, Any]:
    return {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *names]}}}


def recovery(*names: str) -> dict[str, Any]:
    mechanisms = [{"Name": name, "Priority": place} for place, name in enumerate(names, 1)]
    return {"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}}


def made(emulator: Emulator, **request: Any) -> Lab:
    return Lab(emulator, pool_request=request)


def configure(lab: Lab, *members: dict[str, Any]) -> Any:
    merged = {name: value for each in members for name, value in each.items()}
    return lab.call("SetUserPoolMfaConfig", UserPoolId=lab.pool_id, **merged)


def shown(lab: Lab) -> Any:
    return lab.call("GetUserPoolMfaConfig", UserPoolId=lab.pool_id)


def described(lab: Lab) -> Any:
    return lab.call("DescribeUserPool", UserPoolId=lab.pool_id)["UserPool"]


# --- what is set is shown -------------------------------------------------------------------------


def test_a_new_pool_has_none(lab: Lab) -> None:
    assert shown(lab) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize(
    ("pool", "given"),
    [
        pytest.param({}, {**OPTIONAL, **TOTP}, id="software-tokens"),
        pytest.param({}, {**ON, **TOTP}, id="required"),
        pytest.param({}, {**ON, **TEXTS}, id="text-messages"),
        pytest.param(
            {},
            {
                **OPTIONAL,
                "SmsMfaConfiguration": {
                    "SmsAuthenticationMessage": "It is {####}",
                    "SmsConfiguration": {**SMS_ROLE, "SnsRegion": "us-east-1"},
                },
                "SoftwareTokenMfaConfiguration": {"Enabled": False},
            },
            id="text-messages-worded",
        ),
        pytest.param({"EmailConfiguration": OWN_SENDER}, {**ON, **EMAIL}, id="mail"),
        pytest.param(
            {"EmailConfiguration": OWN_SENDER},
            {**ON, "EmailMfaConfiguration": {"Message": "It is {####}", "Subject": "Code"}, **TOTP},
            id="mail-worded",
        ),
        pytest.param(
            {"EmailConfiguration": OWN_SENDER, **recovery("admin_only")},
            {**OPTIONAL, **EMAIL},
            id="mail-without-recovery",
        ),
        pytest.param({}, {**OFF, **PASSKEYS}, id="passkeys-alone"),
        pytest.param({}, {**OPTIONAL, **TOTP, **PASSKEYS}, id="passkeys-beside"),
        pytest.param(
            first_factors("WEB_AUTHN"),
            {**ON, **TOTP, "WebAuthnConfiguration": TWO_FACTORS},
            id="passkeys-as-two-factors",
        ),
        pytest.param(
            first_factors("WEB_AUTHN"),
            {**OPTIONAL, **TOTP, "WebAuthnConfiguration": {"FactorConfiguration": "SINGLE_FACTOR"}},
            id="passkeys-first",
        ),
        pytest.param(first_factors("EMAIL_OTP"), {**OPTIONAL, **TOTP}, id="codes-first"),
    ],
)
def test_set_and_shown(emulator: Emulator, pool: dict[str, Any], given: dict[str, Any]) -> None:
    lab = made(emulator, **pool)
    assert configure(lab, given) == given
    assert shown(lab) == given
    assert described(lab)["MfaConfiguration"] == given["MfaConfiguration"]


@pytest.mark.parametrize("mode", [{}, OFF])
def test_each_call_sets_all_anew(lab: Lab, mode: dict[str, Any]) -> None:
    configure(lab, ON, TOTP, PASSKEYS)
    assert configure(lab, mode) == {"MfaConfiguration": "OFF"}
    assert shown(lab) == {"MfaConfiguration": "OFF"}


def test_text_messages_show_in_the_pool_and_outlast_mfa(lab: Lab) -> None:
    worded = {"SmsAuthenticationMessage": "It is {####}", "SmsConfiguration": SMS_ROLE}
    configure(lab, ON, {"SmsMfaConfiguration": worded})
    configure(lab, OFF)
    pool = described(lab)
    assert {name: pool[name] for name in worded} == worded
    assert shown(lab) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize("mode", [ON, OPTIONAL])
@pytest.mark.parametrize("pool", [{}, ON, recovery("verified_phone_number")])
def test_text_messages_are_no_factor_beside_others_that_are_named(
    emulator: Emulator, pool: dict[str, Any], mode: dict[str, Any]
) -> None:
    """Measured [mfa-settings-17]; and then, the phone may recover passwords."""
    lab = made(emulator, SmsConfiguration=SMS_ROLE, **pool)
    assert configure(lab, mode, TOTP) == {**mode, **TOTP}
    assert described(lab)["SmsConfiguration"] == SMS_ROLE
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, SmsConfiguration=SMS_ROLE)
    assert shown(lab) == {**mode, **TOTP}


@pytest.mark.parametrize("mode", [ON, OPTIONAL])
def test_nobody_is_asked_for_text_messages_then(emulator: Emulator, mode: dict[str, Any]) -> None:
    """Measured [mfa-settings-17]: a user then sets up an app, or signs in."""
    lab = made(emulator, SmsConfiguration=SMS_ROLE, MfaConfiguration="ON")
    configure(lab, mode, TOTP)
    lab.user()
    begun = lab.begin()
    if mode == ON:
        assert begun["ChallengeName"] == "MFA_SETUP"
        assert begun["ChallengeParameters"]["MFAS_CAN_SETUP"] == '["SOFTWARE_TOKEN_MFA"]'
    else:
        assert begun["AuthenticationResult"]


def test_turning_mfa_off_forgets_that_text_messages_were_left_out(emulator: Emulator) -> None:
    lab = made(emulator, SmsConfiguration=SMS_ROLE)
    configure(lab, ON, TOTP)
    configure(lab, OFF)
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, SmsConfiguration=SMS_ROLE, **ON)
    assert shown(lab) == {**ON, **TEXTS}


def test_a_pool_made_with_mfa_has_text_messages(emulator: Emulator) -> None:
    lab = made(emulator, MfaConfiguration="ON", SmsConfiguration=SMS_ROLE)
    assert shown(lab) == {
        "MfaConfiguration": "ON",
        "SmsMfaConfiguration": {"SmsConfiguration": SMS_ROLE},
    }


def test_the_answer_shares_nothing_with_the_pool(lab: Lab) -> None:
    configure(lab, ON, TOTP)["SoftwareTokenMfaConfiguration"]["Enabled"] = False
    assert shown(lab) == {**ON, **TOTP}


def test_setting_it_is_a_change_of_the_pool(lab: Lab) -> None:
    before = described(lab)["LastModifiedDate"]
    lab.emulator.clock.shift(60)
    configure(lab, ON, TOTP)
    assert described(lab)["LastModifiedDate"] > before


def test_as_terraform_does_it(lab: Lab) -> None:
    """It makes the pool without MFA, sets the factors, and repeats the mode at each update."""
    assert configure(lab, OPTIONAL, TOTP) == {**OPTIONAL, **TOTP}
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, MfaConfiguration="OPTIONAL")
    assert shown(lab) == {**OPTIONAL, **TOTP}
    assert configure(lab, ON, TOTP) == {**ON, **TOTP}
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, MfaConfiguration="ON")
    assert shown(lab) == {**ON, **TOTP}
    assert described(lab)["MfaConfiguration"] == "ON"


# --- refusals -------------------------------------------------------------------------------------


@table(
    "pool, given, text",
    [
        pytest.param({}, TOTP, TOGETHER, id="mode-omitted"),
        pytest.param({}, {**OFF, **TOTP}, TOGETHER, id="off-with-software-tokens"),
        pytest.param(
            {},
            {**OFF, "SoftwareTokenMfaConfiguration": {"Enabled": False}},
            TOGETHER,
            id="off-with-disabled-software-tokens",
        ),
        pytest.param({}, {**OFF, **EMAIL}, TOGETHER, id="off-with-mail-before-its-sender"),
        pytest.param({}, {**OFF, **TEXTS}, TOGETHER, id="off-with-text-messages"),
        pytest.param({}, {**OFF, "SmsMfaConfiguration": {}}, NO_ROLE, id="no-role-before-off"),
        pytest.param(
            {},
            {**ON, "SmsMfaConfiguration": {"SmsConfiguration": {"ExternalId": "x"}}},
            NO_ROLE,
            id="no-role",
        ),
        pytest.param(
            {"SmsConfiguration": SMS_ROLE},
            {
                **ON,
                "SmsMfaConfiguration": {
                    "SmsConfiguration": {"SnsCallerArn": SMS_ROLE["SnsCallerArn"]},
                },
            },
            NO_ROLE,
            id="no-external-id",
        ),
        pytest.param({}, ON, NO_FACTOR, id="on-without-factor"),
        pytest.param({}, OPTIONAL, NO_FACTOR, id="optional-without-factor"),
        pytest.param(
            {},
            {**ON, "SoftwareTokenMfaConfiguration": {"Enabled": False}},
            NO_FACTOR,
            id="on-with-disabled-factor",
        ),
        pytest.param(
            {"SmsConfiguration": SMS_ROLE}, ON, NO_FACTOR, id="on-without-naming-text-messages"
        ),
        pytest.param(
            {},
            {**OPTIONAL, **PASSKEYS},
            "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA"
            " must be enabled.",
            id="passkeys-alone",
        ),
        pytest.param(
            first_factors("WEB_AUTHN"),
            {**ON, **TOTP},
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required"
            " and WebAuthn is an allowed first auth factor",
            id="passkeys-evade",
        ),
        pytest.param(
            first_factors("EMAIL_OTP"),
            {**ON, **TOTP},
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor"
            " if MFA is enabled",
            id="codes-evade",
        ),
        pytest.param(
            {},
            {**ON, **EMAIL},
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains"
            " an EmailSendingAccount of COGNITO_DEFAULT.",
            id="no-sender",
        ),
        pytest.param(
            {"EmailConfiguration": OWN_SENDER, **recovery("verified_email")},
            {**ON, **EMAIL},
            "Cannot set EmailMfaConfiguration when user pool AccountRecoverySetting is not set"
            " or contains only verified_email in RecoveryMechanisms.",
            id="mail-for-two-things",
        ),
        pytest.param(
            recovery("verified_phone_number"),
            {**ON, **TEXTS},
            "Invalid account recovery setting parameter. Account Recovery Setting cannot use"
            " verified_phone_number as a recovery mechanism when SMS MFA is configured.",
            id="phone-for-two-things",
        ),
        pytest.param(
            {},
            {
                **ON,
                "SmsMfaConfiguration": {
                    "SmsConfiguration": {
                        **SMS_ROLE,
                        "SnsCallerArn": "arn:aws:iam::999999999999:role/s",
                    },
                },
            },
            "Cross-account pass role is not allowed.",
            id="role-of-others",
        ),
        pytest.param(
            {},
            {**TOTP, "MfaConfiguration": "MAYBE"},
            "1 validation error detected: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy"
            " constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
            id="no-mode",
        ),
    ],
)
def test_refused(
    emulator: Emulator, pool: dict[str, Any], given: dict[str, Any], text: str
) -> None:
    lab = made(emulator, **pool)
    before = shown(lab), described(lab)
    assert lab.refused("SetUserPoolMfaConfig", INVALID, UserPoolId=lab.pool_id, **given) == text
    assert (shown(lab), described(lab)) == before


@pytest.mark.parametrize(
    ("given", "member"),
    [
        ({"EmailMfaConfiguration": {"Message": "no code"}}, "emailMfaConfiguration.message"),
        (
            {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "no code"}},
            "smsMfaConfiguration.smsAuthenticationMessage",
        ),
    ],
)
def test_messages_hold_a_code(lab: Lab, given: dict[str, Any], member: str) -> None:
    said = lab.refused("SetUserPoolMfaConfig", INVALID, UserPoolId=lab.pool_id, **ON, **given)
    assert f"at '{member}' failed to satisfy constraint" in said


def test_mail_is_no_factor_in_lite(emulator: Emulator) -> None:
    lab = made(emulator, EmailConfiguration=OWN_SENDER, UserPoolTier="LITE")
    lab.refused(
        "SetUserPoolMfaConfig",
        errors.FeatureUnavailableInTierException,
        UserPoolId=lab.pool_id,
        **ON,
        **EMAIL,
    )
    assert configure(lab, ON, TOTP) == {**ON, **TOTP}


def test_nor_can_a_pool_with_it_become_lite(emulator: Emulator) -> None:
    lab = made(emulator, EmailConfiguration=OWN_SENDER)
    configure(lab, ON, EMAIL)
    lab.refused(
        "UpdateUserPool",
        errors.TierChangeNotAllowedException,
        UserPoolId=lab.pool_id,
        UserPoolTier="LITE",
        EmailConfiguration=OWN_SENDER,
    )


@pytest.mark.parametrize("operation", ["SetUserPoolMfaConfig", "GetUserPoolMfaConfig"])
def test_an_unknown_pool(lab: Lab, operation: str) -> None:
    said = lab.refused(
        operation, errors.ResourceNotFoundException, UserPoolId="us-east-1_nothing00"
    )
    assert said == "User pool us-east-1_nothing00 does not exist."


# --- beside UpdateUserPool ------------------------------------------------------------------------


def test_an_update_can_change_the_mode_of_a_pool_with_a_factor(lab: Lab) -> None:
    configure(lab, OPTIONAL, TOTP)
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, MfaConfiguration="ON")
    assert shown(lab) == {**ON, **TOTP}


def test_an_update_that_says_nothing_of_it_leaves_it(lab: Lab) -> None:
    configure(lab, ON, TOTP, PASSKEYS)
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id)
    assert shown(lab) == {**ON, **TOTP, **PASSKEYS}


def test_an_update_that_turns_it_off_leaves_passkeys(lab: Lab) -> None:
    configure(lab, ON, TOTP, PASSKEYS)
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, MfaConfiguration="OFF")
    assert shown(lab) == {**OFF, **PASSKEYS}


@pytest.mark.parametrize("before", [[OFF], [OFF, OPTIONAL]])
def test_an_update_makes_mfa_optional_but_not_required_without_a_factor(
    lab: Lab, before: list[dict[str, Any]]
) -> None:
    """Measured [mfa-settings-12, mfa-settings-13]: once a factor is there, it can be required."""
    for mode in before:
        lab.call("UpdateUserPool", UserPoolId=lab.pool_id, **mode)
        assert shown(lab) == mode
    lab.user()
    assert lab.begin()["AuthenticationResult"]
    said = lab.refused("UpdateUserPool", INVALID, UserPoolId=lab.pool_id, **ON)
    assert said == "Cannot turn MFA functionality ON, once the user pool has been created."

    configure(lab, OPTIONAL, TOTP)
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, **ON)
    assert shown(lab) == {**ON, **TOTP}
