"""User pools: their documents, what is refused, what updates keep, and what goes with a pool."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.sign_in.record import FORCED_CHALLENGES
from cognito_emulator.domain.users.record import GROUPS, USERS, User
from cognito_emulator.domain.work.context import Caller, Context
from cognito_emulator.emulator import Emulator
from tests.table import table

INVALID = errors.InvalidParameterException
UNAVAILABLE = errors.FeatureUnavailableInTierException
LITE_LACKS = "The following features need to be disabled for the LITE pricing tier configured: "

ROLE = "arn:aws:iam::123456789012:role/sms"
SMS = {"SnsCallerArn": ROLE, "ExternalId": "x"}
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:one"
OTHER_FUNCTION = "arn:aws:lambda:us-east-1:999999999999:function:other"
IDENTITY = "arn:aws:ses:us-east-1:123456789012:identity/me@example.com"
KEY = "arn:aws:kms:us-east-1:123456789012:key/one"


def attribute(name: str, **changes: Any) -> dict[str, Any]:
    document = {
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Name": name,
        "Required": False,
        "StringAttributeConstraints": {"MaxLength": "2048", "MinLength": "0"},
    } | changes
    return {name: value for name, value in document.items() if value is not None}


def flag(name: str) -> dict[str, Any]:
    return attribute(name, AttributeDataType="Boolean", StringAttributeConstraints=None)


SUB = attribute(
    "sub",
    Mutable=False,
    Required=True,
    StringAttributeConstraints={"MaxLength": "2048", "MinLength": "1"},
)
BIRTHDATE = attribute(
    "birthdate", StringAttributeConstraints={"MaxLength": "10", "MinLength": "10"}
)
UPDATED_AT = attribute(
    "updated_at",
    AttributeDataType="Number",
    StringAttributeConstraints=None,
    NumberAttributeConstraints={"MinValue": "0"},
)
IDENTITIES = attribute("identities", StringAttributeConstraints={})

CREATED_SCHEMA = [
    SUB,
    *map(attribute, ("name", "given_name", "family_name", "middle_name", "nickname")),
    *map(attribute, ("preferred_username", "profile", "picture", "website", "email")),
    flag("email_verified"),
    attribute("gender"),
    BIRTHDATE,
    *map(attribute, ("zoneinfo", "locale", "phone_number")),
    flag("phone_number_verified"),
    attribute("address"),
    UPDATED_AT,
]
DESCRIBED_HEAD = [
    *map(attribute, ("profile", "address")),
    BIRTHDATE,
    *map(attribute, ("gender", "preferred_username")),
    UPDATED_AT,
    *map(attribute, ("website", "picture")),
    IDENTITIES,
    SUB,
    flag("email_verified"),
    flag("phone_number_verified"),
    *map(attribute, ("phone_number", "zoneinfo")),
]
DESCRIBED_TAIL = [
    *map(attribute, ("locale", "email", "given_name", "family_name")),
    *map(attribute, ("middle_name", "name", "nickname")),
]


@pytest.fixture
def pool_id(emulator: Emulator) -> str:
    return made(emulator)["Id"]


def made(emulator: Emulator, **request: Any) -> Any:
    return emulator.call("CreateUserPool", {"PoolName": "lab", **request})["UserPool"]


def described(emulator: Emulator, pool_id: str) -> Any:
    return emulator.call("DescribeUserPool", {"UserPoolId": pool_id})["UserPool"]


def updated(emulator: Emulator, pool_id: str, **request: Any) -> Any:
    assert emulator.call("UpdateUserPool", {"UserPoolId": pool_id, **request}) == {}
    return described(emulator, pool_id)


def refused(
    emulator: Emulator, operation: str, error: type[errors.CognitoError], request: Any
) -> str | None:
    with pytest.raises(error) as refusal:
        emulator.call(operation, request)
    assert type(refusal.value) is error
    return refusal.value.message


def from_region(emulator: Emulator, region: str) -> Caller:
    return replace(emulator.caller(), region=region)


# --- documents ------------------------------------------------------------------------------------


def default_document(pool: Any, **changes: Any) -> dict[str, Any]:
    return {
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Name": "verified_email", "Priority": 1},
                {"Name": "verified_phone_number", "Priority": 2},
            ]
        },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": False,
            "UnusedAccountValidityDays": 7,
        },
        "Arn": f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{pool['Id']}",
        "CreationDate": pool["CreationDate"],
        "DeletionProtection": "INACTIVE",
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "EstimatedNumberOfUsers": 0,
        "Id": pool["Id"],
        "IssuerConfiguration": {"Type": "ORIGINAL"},
        "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
        "LambdaConfig": {},
        "LastModifiedDate": pool["CreationDate"],
        "MfaConfiguration": "OFF",
        "Name": "lab",
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "RequireUppercase": True,
                "TemporaryPasswordValidityDays": 7,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
        },
        "SchemaAttributes": CREATED_SCHEMA,
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
        "UserPoolTier": "ESSENTIALS",
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        **changes,
    }


def test_default_document_at_creation(emulator: Emulator) -> None:
    pool = made(emulator, UserPoolTier="LITE")
    assert pool == default_document(pool, UserPoolTier="LITE")
    assert pool["SchemaAttributes"] == CREATED_SCHEMA


def test_default_document_described(emulator: Emulator) -> None:
    pool = made(emulator)
    schema = [*DESCRIBED_HEAD, *DESCRIBED_TAIL]
    expected = default_document(pool, SchemaAttributes=schema, UserPoolTags={})
    assert described(emulator, pool["Id"]) == expected


def test_custom_attributes_in_both_documents(emulator: Emulator) -> None:
    schema = [
        {"Name": "team", "AttributeDataType": "String", "Mutable": True},
        {"Name": "age", "AttributeDataType": "Number", "Mutable": True},
        {"Name": "family_name", "AttributeDataType": "String", "Mutable": True, "Required": True},
        {
            "Name": "old",
            "AttributeDataType": "String",
            "DeveloperOnlyAttribute": True,
            "StringAttributeConstraints": {"MaxLength": "9"},
        },
        {"Name": "custom:sub", "AttributeDataType": "Boolean"},
    ]
    own = [
        attribute("custom:team", StringAttributeConstraints={}),
        attribute(
            "custom:age",
            AttributeDataType="Number",
            NumberAttributeConstraints={},
            StringAttributeConstraints=None,
        ),
        attribute(
            "dev:custom:old",
            DeveloperOnlyAttribute=True,
            Mutable=False,
            StringAttributeConstraints={"MaxLength": "9"},
        ),
        flag("custom:custom:sub") | {"Mutable": False},
    ]
    family_name = attribute("family_name", Required=True)

    pool = made(emulator, Schema=schema)

    standard = [family_name if a["Name"] == "family_name" else a for a in CREATED_SCHEMA]
    assert pool["SchemaAttributes"] == [*standard, *own]
    tail = [family_name if a["Name"] == "family_name" else a for a in DESCRIBED_TAIL]
    assert described(emulator, pool["Id"])["SchemaAttributes"] == [*DESCRIBED_HEAD, *own, *tail]


def test_listed_standard_attribute_without_mutable_is_immutable(emulator: Emulator) -> None:
    pool = made(emulator, Schema=[{"Name": "email", "Required": True}])
    email = next(a for a in pool["SchemaAttributes"] if a["Name"] == "email")
    assert email == attribute("email", Required=True, Mutable=False)


@table(
    "member, given, shown",
    [
        ("AliasAttributes", ["email", "preferred_username"], ["email", "preferred_username"]),
        ("UsernameAttributes", ["email"], ["email"]),
        ("AutoVerifiedAttributes", ["email"], ["email"]),
        ("UsernameConfiguration", {"CaseSensitive": False}, {"CaseSensitive": False}),
        ("UsernameConfiguration", {"CaseSensitive": True}, {"CaseSensitive": True}),
        ("DeletionProtection", "ACTIVE", "ACTIVE"),
        ("UserPoolTier", "PLUS", "PLUS"),
        ("UserPoolTags", {"a": "b"}, {"a": "b"}),
        ("LambdaConfig", {"PreSignUp": FUNCTION}, {"PreSignUp": FUNCTION}),
        ("SmsConfiguration", SMS, SMS),
        ("SmsAuthenticationMessage", "Code {####}", "Code {####}"),
        ("SmsVerificationMessage", "Code {####}", "Code {####}"),
        ("EmailVerificationMessage", "Code {####}", "Code {####}"),
        ("EmailVerificationSubject", "Hello", "Hello"),
        (
            "DeviceConfiguration",
            {"ChallengeRequiredOnNewDevice": True},
            {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
        ),
        (
            "DeviceConfiguration",
            {},
            {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False},
        ),
        (
            "UserPoolAddOns",
            {"AdvancedSecurityMode": "OFF"},
            {"AdvancedSecurityMode": "OFF", "AdvancedSecurityAdditionalFlows": {}},
        ),
        (
            "EmailConfiguration",
            {"ReplyToEmailAddress": "a@b.example"},
            {"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "a@b.example"},
        ),
        (
            "AdminCreateUserConfig",
            {
                "AllowAdminCreateUserOnly": True,
                "InviteMessageTemplate": {"EmailSubject": "Welcome"},
            },
            {
                "AllowAdminCreateUserOnly": True,
                "InviteMessageTemplate": {"EmailSubject": "Welcome"},
                "UnusedAccountValidityDays": 7,
            },
        ),
        ("DcrConfiguration", {"EnableStatus": "Enabled"}, {"EnableStatus": "Enabled"}),
        ("IssuerConfiguration", {"Type": "UPDATED"}, {"Type": "UPDATED"}),
        (
            "AccountRecoverySetting",
            {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]},
            {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]},
        ),
        (
            "VerificationMessageTemplate",
            {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
            {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
        ),
    ],
)
def test_what_goes_in_comes_out_again(
    emulator: Emulator, member: str, given: Any, shown: Any
) -> None:
    pool = made(emulator, **{member: given})
    assert pool[member] == shown
    assert described(emulator, pool["Id"])[member] == shown


def test_password_policy(emulator: Emulator) -> None:
    policy = {"MinimumLength": 12, "RequireNumbers": True, "PasswordHistorySize": 3}
    pool = made(emulator, Policies={"PasswordPolicy": policy})
    assert pool["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 12,
        "PasswordHistorySize": 3,
        "RequireLowercase": False,
        "RequireNumbers": True,
        "RequireSymbols": False,
        "RequireUppercase": False,
        "TemporaryPasswordValidityDays": 7,
    }


@pytest.mark.parametrize(("given", "shown"), [(3, 3), (0, 7)])
@pytest.mark.parametrize("older", [True, False])
def test_validity_of_temporary_passwords(
    emulator: Emulator,
    older: bool,  # noqa: FBT001 - a table's column
    given: int,
    shown: int,
) -> None:
    """By the older member and by the younger one; no days are the default."""
    if older:
        request: Any = {"AdminCreateUserConfig": {"UnusedAccountValidityDays": given}}
    else:
        policy = {"MinimumLength": 8, "TemporaryPasswordValidityDays": given}
        request = {"Policies": {"PasswordPolicy": policy}}
    pool = made(emulator, **request)
    assert pool["AdminCreateUserConfig"]["UnusedAccountValidityDays"] == shown
    assert pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == shown


def test_template_and_its_older_members_mirror_each_other(emulator: Emulator) -> None:
    template = {"EmailMessage": "New {####}", "SmsMessage": "Sms {####}"}
    pool = made(
        emulator,
        EmailVerificationSubject="Subject",
        EmailVerificationMessage="Old {####}",
        VerificationMessageTemplate=template,
    )
    assert pool["VerificationMessageTemplate"] == {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailSubject": "Subject",
        **template,
    }
    assert pool["EmailVerificationMessage"] == "New {####}"
    assert pool["EmailVerificationSubject"] == "Subject"
    assert pool["SmsVerificationMessage"] == "Sms {####}"


def test_recovery_is_ordered_by_priority(emulator: Emulator) -> None:
    given = [
        {"Name": "verified_email", "Priority": 2},
        {"Name": "verified_phone_number", "Priority": 1},
    ]
    pool = made(emulator, AccountRecoverySetting={"RecoveryMechanisms": given})
    assert pool["AccountRecoverySetting"]["RecoveryMechanisms"] == [given[1], given[0]]


def test_answers_share_nothing_with_the_state(emulator: Emulator) -> None:
    pool = made(emulator, UserPoolTags={"a": "b"}, SmsConfiguration=SMS)
    before = described(emulator, pool["Id"])
    pool["EmailConfiguration"]["EmailSendingAccount"] = "changed"
    pool["SmsConfiguration"].clear()
    pool["UserPoolTags"].clear()
    pool["LambdaConfig"]["PreSignUp"] = "changed"
    assert described(emulator, pool["Id"]) == before


def test_number_of_users_is_exact(emulator: Emulator, pool_id: str) -> None:
    put_users(emulator, pool_id, 3)
    assert described(emulator, pool_id)["EstimatedNumberOfUsers"] == 3


# --- refusals -------------------------------------------------------------------------------------


def mechanisms(*given: tuple[str, int]) -> dict[str, Any]:
    options = [{"Name": name, "Priority": priority} for name, priority in given]
    return {"AccountRecoverySetting": {"RecoveryMechanisms": options}}


def factors(*names: str, **others: Any) -> dict[str, Any]:
    policy = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *names]}}
    return {"Policies": policy, **others}


def invitation(**template: str) -> dict[str, Any]:
    return {"AdminCreateUserConfig": {"InviteMessageTemplate": template}}


def schema(**entry: Any) -> dict[str, Any]:
    return {"Schema": [{"Name": "n", "AttributeDataType": "String", **entry}]}


def token_trigger(version: str, function: str = FUNCTION) -> dict[str, str]:
    return {"LambdaVersion": version, "LambdaArn": function}


REFUSALS = [
    pytest.param(
        {"AliasAttributes": ["email"], "UsernameAttributes": ["email"]},
        INVALID,
        "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
        id="two-kinds-of-alias",
    ),
    pytest.param(
        {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}},
        INVALID,
        "All attributes in AttributesRequireVerificationBeforeUpdate"
        " must exist in AutoVerifiedAttributes",
        id="verification-before-update",
    ),
    pytest.param(
        {
            "AdminCreateUserConfig": {"UnusedAccountValidityDays": 7},
            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}},
        },
        INVALID,
        "Please use TemporaryPasswordValidityDays in PasswordPolicy"
        " instead of UnusedAccountValidityDays",
        id="two-validities",
    ),
    pytest.param(
        {"Policies": {"PasswordPolicy": {"MinimumLength": 5}}},
        INVALID,
        "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed"
        " to satisfy constraint: Member must have value greater than or equal to 6",
        id="minimum-length",
    ),
    pytest.param(
        mechanisms(("admin_only", 1), ("verified_email", 2)),
        INVALID,
        "Account Recovery Setting cannot use admin_only setting"
        " with any other recovery mechanisms.",
        id="admin-only-and-another",
    ),
    pytest.param(
        mechanisms(("verified_email", 1), ("verified_phone_number", 1)),
        INVALID,
        "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
        id="priority-twice",
    ),
    pytest.param(
        mechanisms(("verified_email", 1), ("verified_email", 2)),
        INVALID,
        "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
        id="mechanism-twice",
    ),
    pytest.param(
        invitation(EmailMessage="Welcome aboard."),
        INVALID,
        "1 validation error detected: Value 'Welcome aboard.' at"
        " 'adminCreateUserConfig.inviteMessage.emailMessage' failed to satisfy constraint: Member"
        r" must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}"
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
        id="invitation-without-password",
    ),
    pytest.param(
        invitation(SMSMessage="Welcome aboard."),
        INVALID,
        "1 validation error detected: Value 'Welcome aboard.' at"
        " 'adminCreateUserConfig.inviteMessage.smsMessage' failed to satisfy constraint: Member"
        r" must satisfy regular expression pattern: (?s).*\{####\}(?s).*",
        id="text-message-without-password",
    ),
    pytest.param(
        invitation(EmailMessage="Code {####}"),
        INVALID,
        "The message is invalid.",
        id="invitation-without-name",
    ),
    pytest.param(
        {"VerificationMessageTemplate": {"EmailMessageByLink": "Code {####}"}},
        INVALID,
        "The message is invalid.",
        id="link-without-words",
    ),
    pytest.param(
        {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}},
        INVALID,
        "Password should be configured as one of the allowed first auth factors.",
        id="no-password-factor",
    ),
    pytest.param(
        factors("SMS_OTP"),
        INVALID,
        "SMS_OTP can not be configured as AuthFactor"
        " as user pool is missing valid SMS configuration",
        id="sms-factor-without-sms",
    ),
    pytest.param(
        factors("EMAIL_OTP", MfaConfiguration="ON", SmsConfiguration=SMS),
        INVALID,
        "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor"
        " if MFA is enabled",
        id="codes-beside-mfa",
    ),
    pytest.param(
        factors("WEB_AUTHN", MfaConfiguration="ON", SmsConfiguration=SMS),
        INVALID,
        "WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA.",
        id="passkeys-beside-mfa",
    ),
    *(
        pytest.param(
            {"UserPoolAddOns": {"AdvancedSecurityMode": mode}},
            UNAVAILABLE,
            LITE_LACKS.replace("LITE", "ESSENTIALS") + "Threat Protection",
            id=f"threat-protection-{mode}",
        )
        for mode in ("AUDIT", "ENFORCED")
    ),
    pytest.param(
        {
            "UserPoolTier": "LITE",
            "Policies": {"PasswordPolicy": {"PasswordHistorySize": 3}},
        },
        UNAVAILABLE,
        LITE_LACKS + "Password History",
        id="password-history-on-lite",
    ),
    pytest.param(
        factors("EMAIL_OTP", UserPoolTier="LITE"),
        UNAVAILABLE,
        LITE_LACKS + "Passwordless Sign-In",
        id="passwordless-on-lite",
    ),
    pytest.param(
        {
            "UserPoolTier": "LITE",
            "LambdaConfig": {"PreTokenGenerationConfig": token_trigger("V3_0")},
        },
        UNAVAILABLE,
        LITE_LACKS + "Token Customization with Pre-Token Generation Lambda V2_0",
        id="token-customization-on-lite",
    ),
    pytest.param(
        {
            "LambdaConfig": {
                "PreTokenGeneration": OTHER_FUNCTION,
                "PreTokenGenerationConfig": token_trigger("V2_0"),
            }
        },
        INVALID,
        "Cannot use PreTokenGenerationLambda and PreTokenGeneration"
        " with different Lambda function ARN's",
        id="two-token-triggers",
    ),
    pytest.param(
        {"LambdaConfig": {"CustomEmailSender": token_trigger("V1_0")}},
        INVALID,
        "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
        id="custom-sender-without-key",
    ),
    pytest.param(
        {"LambdaConfig": {"PreSignUp": FUNCTION.replace("us-east-1", "eu-west-1")}},
        INVALID,
        "Cross-region lambda functions are not supported",
        id="trigger-elsewhere",
    ),
    pytest.param(
        {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}},
        INVALID,
        "Source ARN is required to use DEVELOPER email sending owner",
        id="sender-without-identity",
    ),
    pytest.param(
        {"EmailConfiguration": {"SourceArn": IDENTITY.replace("us-east-1", "eu-north-1")}},
        INVALID,
        "Provided SourceArn must be in one of the following SES regions:"
        " eu-west-1, us-east-1, us-west-2.",
        id="identity-elsewhere",
    ),
    pytest.param(
        {
            "EmailConfiguration": {
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": IDENTITY,
                "From": "nobody",
            }
        },
        INVALID,
        "Provided From email address is invalid",
        id="from-nobody",
    ),
    pytest.param(
        {"SmsConfiguration": {**SMS, "SnsRegion": "eu-west-1"}},
        INVALID,
        "Invalid snsRegion. Allowed SNS region for us-east-1 is us-east-1",
        id="sms-from-elsewhere",
    ),
    pytest.param(
        {"SmsConfiguration": {"SnsCallerArn": ROLE.replace("1234", "9999")}},
        INVALID,
        "Cross-account pass role is not allowed.",
        id="role-of-another-account",
    ),
    pytest.param(
        {"MfaConfiguration": "OPTIONAL"},
        INVALID,
        "SMS configuration and Auto verification for phone_number are required"
        " when MFA is required/optional",
        id="mfa-without-sms",
    ),
    pytest.param(
        {"AutoVerifiedAttributes": ["phone_number"], "SmsConfiguration": {"SnsCallerArn": ""}},
        INVALID,
        "SMS configuration is required when phone_number is selected for auto verification",
        id="phone-without-sms",
    ),
    pytest.param(
        {
            "MfaConfiguration": "ON",
            "SmsConfiguration": SMS,
            **mechanisms(("verified_phone_number", 1)),
        },
        INVALID,
        "Invalid account recovery setting parameter. Account Recovery Setting cannot use"
        " verified_phone_number as a recovery mechanism when SMS MFA is configured.",
        id="phone-for-two-things",
    ),
    pytest.param(
        {"Schema": [{"Name": "email", "AttributeDataType": "Number"}]},
        INVALID,
        "You can not change AttributeDataType or set developerOnlyAttribute"
        " for standard schema attribute email",
        id="standard-of-another-type",
    ),
    pytest.param(
        {"Schema": [{"Name": "email", "DeveloperOnlyAttribute": True}]},
        INVALID,
        "You can not change AttributeDataType or set developerOnlyAttribute"
        " for standard schema attribute email",
        id="standard-for-developers",
    ),
    pytest.param(
        schema(Required=True),
        INVALID,
        "Required custom attributes are not supported currently.",
        id="custom-required",
    ),
    pytest.param(
        {"Schema": [*schema()["Schema"], *schema()["Schema"]]},
        INVALID,
        "Duplicate custom attribute names custom:n are not allowed in a user pool schema.",
        id="custom-twice",
    ),
    pytest.param(
        {"Schema": [{"Name": "n"}]},
        INVALID,
        "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        id="custom-without-type",
    ),
    pytest.param(
        {"Schema": [{"AttributeDataType": "String"}]},
        INVALID,
        "A custom attribute must have a name.",
        id="custom-without-name",
    ),
    pytest.param(
        schema(StringAttributeConstraints={"MinLength": "9", "MaxLength": "8"}),
        INVALID,
        "Attribute custom:n cannot have a max length shorter than it's min length",
        id="no-length",
    ),
    pytest.param(
        schema(
            AttributeDataType="Number",
            NumberAttributeConstraints={"MinValue": "9", "MaxValue": "-8"},
        ),
        INVALID,
        "Attribute custom:n cannot have a max value smaller than it's min value",
        id="no-value",
    ),
    *(
        pytest.param(
            schema(AttributeDataType=kind, **{group: {bound: value}}),
            INVALID,
            f"Invalid {group} for schema attribute custom:n",
            id=f"{bound}-{value[:5]!r}",
        )
        for kind, group, bounds in (
            ("String", "StringAttributeConstraints", ("MinLength", "MaxLength")),
            ("Number", "NumberAttributeConstraints", ("MinValue", "MaxValue")),
        )
        for bound in bounds
        for value in ("", "long", "1.5", "9" * 5000)
    ),
    *(
        pytest.param(
            {"Schema": [{"Name": "email", "StringAttributeConstraints": bounds}]},
            INVALID,
            "user.email: String attributes cannot have a length of more than 2048",
            id=f"too-long-{number}",
        )
        for number, bounds in enumerate(
            (
                {"MaxLength": "2049"},
                {"MinLength": "2049"},
                {"MinLength": "2049", "MaxLength": "1"},
            )
        )
    ),
    pytest.param(
        {"Schema": [{"Name": "n" * 21, "AttributeDataType": "String"}]},
        INVALID,
        "1 validation error detected: Value 'nnnnnnnnnnnnnnnnnnnnn' at 'schema.1.member.name'"
        " failed to satisfy constraint: Member must have length less than or equal to 20",
        id="long-name",
    ),
    pytest.param(
        {"UserPoolTags": {"aws:x": "y"}},
        errors.UserPoolTaggingException,
        "Tag keys cannot start with aws:",
        id="reserved-tag",
    ),
]


@table("request_, error, text", REFUSALS)
def test_refused_at_creation(
    emulator: Emulator, request_: Any, error: type[errors.CognitoError], text: str
) -> None:
    assert refused(emulator, "CreateUserPool", error, {"PoolName": "p", **request_}) == text
    assert emulator.call("ListUserPools", {"MaxResults": 60}) == {"UserPools": []}


# Members that an update does not have, and rules that read otherwise there.
NOT_IN_UPDATES = ("AliasAttributes", "Schema", "MfaConfiguration", "UserPoolTier")


def fits_update(request: Any) -> bool:
    return not any(member in request for member in NOT_IN_UPDATES)


@table("request_, error, text", [case for case in REFUSALS if fits_update(case.values[0])])
def test_refused_at_update(
    emulator: Emulator,
    pool_id: str,
    request_: Any,
    error: type[errors.CognitoError],
    text: str,
) -> None:
    before = described(emulator, pool_id)
    request = {"UserPoolId": pool_id, **request_}
    assert refused(emulator, "UpdateUserPool", error, request) == text
    assert described(emulator, pool_id) == before


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"LambdaConfig": {"PreSignUp": OTHER_FUNCTION}}, id="another-account"),
        pytest.param(
            {
                "LambdaConfig": {
                    "PreTokenGeneration": FUNCTION,
                    "PreTokenGenerationConfig": token_trigger("V2_0"),
                }
            },
            id="one-trigger-twice",
        ),
        pytest.param(
            {"LambdaConfig": {"CustomSMSSender": token_trigger("V1_0"), "KMSKeyID": KEY}},
            id="custom-sender",
        ),
        pytest.param(
            {
                "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": IDENTITY,
                    "From": "Our shop <shop@example.com>",
                }
            },
            id="own-sender",
        ),
        pytest.param({"MfaConfiguration": "ON", "SmsConfiguration": SMS}, id="mfa-by-sms"),
        pytest.param(factors("EMAIL_OTP", "WEB_AUTHN"), id="passwordless"),
        pytest.param(
            factors("EMAIL_OTP", **invitation(EmailMessage="Hi {username}")),
            id="invitation-without-password",
        ),
        pytest.param(
            factors("EMAIL_OTP", MfaConfiguration="OPTIONAL", SmsConfiguration=SMS),
            id="codes-beside-optional-mfa",
        ),
    ],
)
def test_accepted(emulator: Emulator, request_: Any) -> None:
    made(emulator, **request_)


def test_at_most_fifty_custom_attributes(emulator: Emulator) -> None:
    names = [f"n{number}" for number in range(50)]
    entries = [{"Name": name, "AttributeDataType": "String"} for name in names]
    pool = made(emulator, Schema=entries)
    more = {"UserPoolId": pool["Id"], "CustomAttributes": [{**entries[0], "Name": "more"}]}
    text = refused(emulator, "AddCustomAttributes", INVALID, more)
    assert text == "A user pool can have no more than 50 custom attributes."


# --- updates --------------------------------------------------------------------------------------

UNUSUAL: dict[str, Any] = {
    "MfaConfiguration": "ON",
    "SmsConfiguration": SMS,
    "Policies": {
        "PasswordPolicy": {"MinimumLength": 10, "TemporaryPasswordValidityDays": 2},
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "DeletionProtection": "ACTIVE",
    "UserPoolTier": "PLUS",
    "AutoVerifiedAttributes": ["email"],
    "LambdaConfig": {"PreSignUp": FUNCTION},
    "UserPoolTags": {"a": "b"},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
    "EmailConfiguration": {"ReplyToEmailAddress": "a@b.example"},
    "SmsVerificationMessage": "Sms {####}",
    "EmailVerificationMessage": "Mail {####}",
    "EmailVerificationSubject": "Mail",
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
    "SmsAuthenticationMessage": "Code {####}",
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]},
    "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    "DcrConfiguration": {"EnableStatus": "Enabled"},
    "IssuerConfiguration": {"Type": "UPDATED"},
    "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY},
    "AcrConfiguration": {"Level1": {"AcrValue": "one"}},
    "AliasAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
}


OMITTED: dict[str, Any] = {
    "Name": "lab",
    "MfaConfiguration": "ON",
    "DeletionProtection": "ACTIVE",
    "UserPoolTier": "PLUS",
    "AliasAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
    "AutoVerifiedAttributes": None,
    "LambdaConfig": {},
    "UserPoolTags": {"a": "b"},
    "DeviceConfiguration": None,
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    "SmsVerificationMessage": None,
    "EmailVerificationMessage": None,
    "EmailVerificationSubject": None,
    "SmsAuthenticationMessage": None,
    "SmsConfiguration": None,
    "UserPoolAddOns": None,
    "AcrConfiguration": None,
    "DcrConfiguration": None,
    "IssuerConfiguration": {"Type": "ORIGINAL"},
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 2},
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Name": "verified_email", "Priority": 1},
            {"Name": "verified_phone_number", "Priority": 2},
        ]
    },
}


@pytest.mark.parametrize(("member", "expected"), OMITTED.items(), ids=OMITTED)
def test_what_an_omission_does(emulator: Emulator, member: str, expected: Any) -> None:
    pool = made(emulator, **UNUSUAL)
    assert member == "Name" or member in pool
    assert updated(emulator, pool["Id"]).get(member) == expected


def test_of_every_member_it_is_held_what_an_omission_does() -> None:
    apart = {"UserPoolId", "Policies", "UserAttributeUpdateSettings"}
    members = set(spec.operation("UpdateUserPool").input.members) - apart
    assert {"Name" if name == "PoolName" else name for name in members} <= OMITTED.keys()


def test_policies_are_kept_one_by_one(emulator: Emulator) -> None:
    password = {"MinimumLength": 10, "RequireNumbers": True}
    sign_in = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
    pool = made(emulator, Policies={"PasswordPolicy": password, "SignInPolicy": sign_in})
    before = pool["Policies"]

    assert updated(emulator, pool["Id"])["Policies"] == before

    less = {"AllowedFirstAuthFactors": ["PASSWORD"]}
    after = updated(emulator, pool["Id"], Policies={"SignInPolicy": less})["Policies"]
    assert after == {**before, "SignInPolicy": less}

    after = updated(emulator, pool["Id"], Policies={"PasswordPolicy": {"MinimumLength": 6}})
    assert after["Policies"]["SignInPolicy"] == less
    assert after["Policies"]["PasswordPolicy"]["MinimumLength"] == 6
    assert after["Policies"]["PasswordPolicy"]["RequireNumbers"] is False


def test_update_that_forgets_automatic_verification(emulator: Emulator) -> None:
    """Measured [pools-9]: the settings of updates stay and then lack what they need."""
    settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool = made(emulator, AutoVerifiedAttributes=["email"], UserAttributeUpdateSettings=settings)
    request = {"UserPoolId": pool["Id"], "DeletionProtection": "INACTIVE"}
    assert refused(emulator, "UpdateUserPool", INVALID, request) == (
        "All attributes in AttributesRequireVerificationBeforeUpdate"
        " must exist in AutoVerifiedAttributes"
    )


def test_update_renames_and_advances_only_the_modification(emulator: Emulator) -> None:
    emulator.clock.freeze("2026-01-01T00:00:00")
    pool = made(emulator)
    emulator.clock.shift(hours=1)
    after = updated(emulator, pool["Id"], PoolName="renamed")
    assert after["Name"] == "renamed"
    assert after["CreationDate"] == pool["CreationDate"]
    assert (after["LastModifiedDate"] - pool["CreationDate"]).total_seconds() == 3600


def test_tier_change_leaves_the_rest_alone(emulator: Emulator) -> None:
    pool = made(emulator, UserPoolTier="LITE")
    before = described(emulator, pool["Id"])
    after = updated(emulator, pool["Id"], UserPoolTier="ESSENTIALS")
    modified = after["LastModifiedDate"]
    assert after == {**before, "UserPoolTier": "ESSENTIALS", "LastModifiedDate": modified}


@pytest.mark.parametrize(
    ("pool", "feature"),
    [
        ({}, "Refresh Token Rotation"),
        (factors("WEB_AUTHN"), "Passwordless Sign-In, Refresh Token Rotation"),
    ],
)
def test_tier_cannot_change_under_its_features(emulator: Emulator, pool: Any, feature: str) -> None:
    pool_id = made(emulator, **pool)["Id"]
    rotation = {"Feature": "ENABLED"}
    client = {"UserPoolId": pool_id, "ClientName": "c", "RefreshTokenRotation": rotation}
    emulator.call("CreateUserPoolClient", client)
    before = described(emulator, pool_id)
    request = {"UserPoolId": pool_id, "UserPoolTier": "LITE"}
    text = refused(emulator, "UpdateUserPool", errors.TierChangeNotAllowedException, request)
    assert text == LITE_LACKS + feature
    assert described(emulator, pool_id) == before


def test_custom_attributes_are_added(emulator: Emulator, pool_id: str) -> None:
    entry = {"Name": "team", "AttributeDataType": "String", "Mutable": True}
    request = {"UserPoolId": pool_id, "CustomAttributes": [entry]}
    assert emulator.call("AddCustomAttributes", request) == {}
    names = [a["Name"] for a in described(emulator, pool_id)["SchemaAttributes"]]
    assert names[14] == "custom:team"

    text = refused(emulator, "AddCustomAttributes", INVALID, request)
    assert text == "custom:team: Existing attribute already has name custom:team."


# --- deletion -------------------------------------------------------------------------------------


def put_users(emulator: Emulator, pool_id: str, number: int) -> None:
    def put(ctx: Context) -> None:
        for each in range(number):
            name = f"user-{each}"
            ctx.tx.put(
                USERS,
                User(
                    pool_id=pool_id,
                    username=name,
                    sub=name,
                    status="CONFIRMED",
                    created_at=0,
                    modified_at=0,
                    names=(name,),
                ),
            )

    emulator.run(put)


def test_deleted_pool_is_gone(emulator: Emulator, pool_id: str) -> None:
    assert emulator.call("DeleteUserPool", {"UserPoolId": pool_id}) == {}
    for operation in ("DescribeUserPool", "DeleteUserPool", "UpdateUserPool"):
        request = {"UserPoolId": pool_id}
        text = refused(emulator, operation, errors.ResourceNotFoundException, request)
        assert text == f"User pool {pool_id} does not exist."


def test_deletion_takes_all_that_belongs_to_the_pool(emulator: Emulator) -> None:
    kept, lost = made(emulator)["Id"], made(emulator)["Id"]
    for pool_id in (kept, lost):
        put_users(emulator, pool_id, 2)
        emulator.call("CreateUserPoolClient", {"UserPoolId": pool_id, "ClientName": "c"})
        emulator.call("CreateGroup", {"UserPoolId": pool_id, "GroupName": "g"})
        emulator.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=pool_id)
    emulator.call("DeleteUserPool", {"UserPoolId": lost})

    def counts(ctx: Context) -> dict[str, list[int]]:
        tables = (USERS, GROUPS, CLIENTS, FORCED_CHALLENGES)
        return {
            pool_id: [ctx.tx.count(table, "pool", pool_id) for table in tables]
            for pool_id in (kept, lost)
        }

    assert emulator.run(counts) == {kept: [2, 1, 1, 1], lost: [0, 0, 0, 0]}


def test_protected_pool_stays(emulator: Emulator) -> None:
    pool_id = made(emulator, DeletionProtection="ACTIVE")["Id"]
    assert refused(emulator, "DeleteUserPool", INVALID, {"UserPoolId": pool_id}) == (
        "The user pool cannot be deleted because deletion protection is activated."
        " Deletion protection must be inactivated first."
    )
    updated(emulator, pool_id, DeletionProtection="INACTIVE")
    emulator.call("DeleteUserPool", {"UserPoolId": pool_id})


# --- lists, regions, ids --------------------------------------------------------------------------


def test_pools_are_listed_youngest_first_in_pages(emulator: Emulator) -> None:
    ids = [made(emulator, PoolName=f"p{number}")["Id"] for number in range(5)]
    seen, request = [], {"MaxResults": 2}
    while True:
        answer = emulator.call("ListUserPools", request)
        seen += [pool["Id"] for pool in answer["UserPools"]]
        if "NextToken" not in answer:
            break
        request["NextToken"] = answer["NextToken"]
    assert seen == ids[::-1]


def test_listed_pool(emulator: Emulator) -> None:
    pool = made(emulator, LambdaConfig={"PreSignUp": FUNCTION})
    assert emulator.call("ListUserPools", {"MaxResults": 1})["UserPools"] == [
        {
            "CreationDate": pool["CreationDate"],
            "Id": pool["Id"],
            "LambdaConfig": {"PreSignUp": FUNCTION},
            "LastModifiedDate": pool["CreationDate"],
            "Name": "lab",
        }
    ]


def test_list_needs_a_size(emulator: Emulator) -> None:
    assert refused(emulator, "ListUserPools", INVALID, {}) == (
        "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint:"
        " Member must have value greater than or equal to 1"
    )


def test_pools_belong_to_the_region_of_their_caller(emulator: Emulator) -> None:
    abroad = from_region(emulator, "eu-west-1")
    pool = emulator.call("CreateUserPool", {"PoolName": "p"}, abroad)["UserPool"]
    assert pool["Id"].startswith("eu-west-1_")
    assert ":eu-west-1:" in pool["Arn"]
    assert emulator.call("ListUserPools", {"MaxResults": 9}) == {"UserPools": []}
    assert len(emulator.call("ListUserPools", {"MaxResults": 9}, abroad)["UserPools"]) == 1
    request = {"UserPoolId": pool["Id"]}
    text = refused(emulator, "DescribeUserPool", errors.ResourceNotFoundException, request)
    assert text == f"User pool {pool['Id']} does not exist."


@pytest.mark.parametrize("wanted", ["us-east-1_mine", "eu-west-1_mine", "my-own_pool1"])
def test_wanted_id(emulator: Emulator, wanted: str) -> None:
    pool = made(emulator, UserPoolTags={"_custom_id_": wanted})
    assert pool["Id"] == wanted
    assert pool["UserPoolTags"] == {"_custom_id_": wanted}
    assert pool["Arn"].endswith(f":us-east-1:123456789012:userpool/{wanted}")
    assert described(emulator, wanted)["Id"] == wanted


@pytest.mark.parametrize("wanted", ["mine", "us-east-1_not-this", "", "x" * 54 + "_1", "ä_1"])
def test_wanted_id_that_cannot_be_one(emulator: Emulator, wanted: str) -> None:
    request = {"PoolName": "p", "UserPoolTags": {"_custom_id_": wanted}}
    text = refused(emulator, "CreateUserPool", INVALID, request)
    assert text is not None
    assert text.startswith(f"{wanted} cannot be the id of a user pool")


def test_wanted_id_that_is_taken(emulator: Emulator) -> None:
    request = {"PoolName": "p", "UserPoolTags": {"_custom_id_": "us-east-1_mine"}}
    emulator.call("CreateUserPool", request)
    text = refused(emulator, "CreateUserPool", INVALID, request)
    assert text == "There already is a user pool us-east-1_mine"
    emulator.call("DeleteUserPool", {"UserPoolId": "us-east-1_mine"})
    emulator.call("CreateUserPool", request)


def test_fixed_id_outdoes_the_tag(emulator: Emulator) -> None:
    request = {"PoolName": "p", "UserPoolTags": {"_custom_id_": "us-east-1_tag"}}
    pool = emulator.run(lambda ctx: pool_settings.create(ctx, request, "us-east-1_seed"))
    assert pool.id == "us-east-1_seed"
