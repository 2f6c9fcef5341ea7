"""What the API shows of a pool and its clients is a seed of the same pool, whatever led to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.control import pools
from cognito_emulator.emulator import Emulator
from tests.properties import examples
from tests.support import OWN_SENDER, PASSWORD, SMS_ROLE, Lab, StockKeys

LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:f"
URL = "https://app.example"
ROLE = {"SnsCallerArn": SMS_ROLE["SnsCallerArn"]}
TOTP = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
TEXTS = {"SmsMfaConfiguration": {"SmsConfiguration": SMS_ROLE}}
KEY = "arn:aws:kms:us-east-1:123456789012:key/k"

Call = tuple[str, dict[str, Any]]


class Printed(NamedTuple):
    """What the API shows; dates left out."""

    pool: Any
    factors: Any
    clients: list[Any]

    @classmethod
    def of(cls, emulator: Emulator, pool_id: str) -> Printed:
        whose = {"UserPoolId": pool_id}
        listed = emulator.call("ListUserPoolClients", {**whose, "MaxResults": 60})
        return cls(
            _settled(emulator.call("DescribeUserPool", whose)["UserPool"]),
            emulator.call("GetUserPoolMfaConfig", whose),
            [
                _settled(
                    emulator.call(
                        "DescribeUserPoolClient", {**whose, "ClientId": each["ClientId"]}
                    )["UserPoolClient"]
                )
                for each in listed["UserPoolClients"]
            ],
        )

    @property
    def seed(self) -> str:
        """The outputs of the three operations put together."""
        clients = [{"UserPoolClient": each} for each in self.clients]
        return json.dumps({"UserPool": self.pool, **self.factors, "Clients": clients})


def _settled(document: Mapping[str, Any]) -> dict[str, Any]:
    dates = ("CreationDate", "LastModifiedDate")
    return {name: value for name, value in document.items() if name not in dates}


def planted(keys: StockKeys, printed: Printed) -> Emulator:
    return Emulator(keys=keys, seed=json.loads(printed.seed))


# --- states that only updates lead to -------------------------------------------------------------


@pytest.mark.parametrize(
    ("pool", "calls", "warning"),
    [
        pytest.param(
            {},
            [("UpdateUserPool", {"MfaConfiguration": "OPTIONAL"})],
            "the pool has no second factor",
            id="optional-without-factor",
        ),
        pytest.param(
            {"MfaConfiguration": "ON", "SmsConfiguration": SMS_ROLE},
            [("UpdateUserPool", {})],
            "the pool has no second factor",
            id="required-without-factor",
        ),
        pytest.param(
            {},
            [
                (
                    "SetUserPoolMfaConfig",
                    {"MfaConfiguration": "ON", **TEXTS, "WebAuthnConfiguration": {}},
                ),
                ("UpdateUserPool", {}),
            ],
            "the pool has no second factor",
            id="passkeys-left-over",
        ),
        pytest.param(
            {"EmailConfiguration": OWN_SENDER},
            [
                ("SetUserPoolMfaConfig", {"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}),
                ("UpdateUserPool", {}),
            ],
            "EmailSendingAccount of COGNITO_DEFAULT",
            id="mail-without-sender",
        ),
        pytest.param(
            {"MfaConfiguration": "OPTIONAL", "SmsConfiguration": ROLE}, [], None, id="role-alone"
        ),
        pytest.param(
            {"MfaConfiguration": "ON", "SmsConfiguration": SMS_ROLE},
            [("SetUserPoolMfaConfig", {"MfaConfiguration": "ON", **TOTP})],
            None,
            id="text-messages-left-out",
        ),
    ],
)
def test_a_pool_is_planted_as_updates_left_it(
    emulator: Emulator,
    stock_keys: StockKeys,
    pool: dict[str, Any],
    calls: list[Call],
    warning: str | None,
) -> None:
    lab = Lab(emulator, pool_request=pool)
    for name, request in calls:
        lab.call(name, UserPoolId=lab.pool_id, **request)
    printed = Printed.of(emulator, lab.pool_id)
    again = planted(stock_keys, printed)
    assert Printed.of(again, lab.pool_id) == printed
    assert_warned(again, warning)


@pytest.mark.parametrize(
    ("client", "warning"),
    [
        ({"CallbackURLs": [URL], "DefaultRedirectURI": URL}, "not in the callback URIs list"),
        (
            {
                "CallbackURLs": [URL],
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid"],
                "AllowedOAuthFlowsUserPoolClient": True,
            },
            "AllowedOAuthFlows and AllowedOAuthScopes are required",
        ),
    ],
    ids=["default-redirect", "oauth"],
)
def test_a_client_is_planted_as_updates_left_it(
    lab: Lab, stock_keys: StockKeys, client: dict[str, Any], warning: str
) -> None:
    made = lab.client(**client)
    lab.call("UpdateUserPoolClient", UserPoolId=lab.pool_id, ClientId=made)
    printed = Printed.of(lab.emulator, lab.pool_id)
    again = planted(stock_keys, printed)
    assert Printed.of(again, lab.pool_id) == printed
    assert_warned(again, warning)


def assert_warned(emulator: Emulator, warning: str | None) -> None:
    said = [each.sentence for each in emulator.warnings()]
    assert len(said) == (warning is not None)
    assert all(warning in each for each in said if warning)


def test_a_user_keeps_the_factor_of_the_older_operation(
    emulator: Emulator, stock_keys: StockKeys
) -> None:
    """It stands in MFAOptions, and a sign-in asks for it."""
    texts = {"MfaConfiguration": "OPTIONAL", "SmsConfiguration": SMS_ROLE}
    lab = Lab(emulator, pool_request=texts)
    lab.user("ada", phone_number="+15555550100")
    ada = {"UserPoolId": lab.pool_id, "Username": "ada"}
    option = {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    lab.call("AdminSetUserSettings", **ada, MFAOptions=[option])
    shown = lab.call("AdminGetUser", **ada)
    user = {**_settled(shown), "Password": PASSWORD}
    seed = json.loads(Printed.of(emulator, lab.pool_id).seed)
    again = Emulator(keys=stock_keys, seed={**seed, "Users": [as_json(user)]})
    assert again.call("AdminGetUser", ada)["MFAOptions"] == shown["MFAOptions"] == [option]
    begun = again.call(
        "InitiateAuth",
        {
            "ClientId": lab.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD},
        },
    )
    assert begun["ChallengeName"] == "SMS_MFA"


def as_json(document: Any) -> Any:
    return json.loads(json.dumps(document, default=str))


# --- any settings ---------------------------------------------------------------------------------


def options(**settings_: Iterable[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return requests with some of the members, each with one of its values."""
    pairs = [(name, value) for name, values in settings_.items() for value in values]
    return st.lists(st.sampled_from(pairs), max_size=6).map(dict)


def recovery(*names: str) -> dict[str, Any]:
    return {"RecoveryMechanisms": [{"Name": n, "Priority": i} for i, n in enumerate(names, 1)]}


POOL: Mapping[str, Iterable[Any]] = {
    "AccountRecoverySetting": [
        {},
        recovery("admin_only"),
        recovery("verified_email"),
        recovery("verified_phone_number", "verified_email"),
    ],
    "AdminCreateUserConfig": [
        {},
        {"AllowAdminCreateUserOnly": True},
        {"UnusedAccountValidityDays": 9},
        {"InviteMessageTemplate": {"EmailMessage": "{username} {####}", "EmailSubject": "s"}},
    ],
    "AutoVerifiedAttributes": [[], ["email"], ["email", "phone_number"]],
    "DeletionProtection": ["ACTIVE", "INACTIVE"],
    "DeviceConfiguration": [{}, {"ChallengeRequiredOnNewDevice": True}],
    "EmailConfiguration": [{}, OWN_SENDER, {"ReplyToEmailAddress": "a@example.com"}],
    "LambdaConfig": [
        {"PreSignUp": LAMBDA},
        {"PreTokenGeneration": LAMBDA},
        {"PreTokenGenerationConfig": {"LambdaArn": LAMBDA, "LambdaVersion": "V2_0"}},
        {"CustomSMSSender": {"LambdaArn": LAMBDA, "LambdaVersion": "V1_0"}, "KMSKeyID": KEY},
    ],
    "MfaConfiguration": ["OFF", "OPTIONAL", "ON"],
    "Policies": [
        {"PasswordPolicy": {"MinimumLength": 12, "TemporaryPasswordValidityDays": 0}},
        {"PasswordPolicy": {"PasswordHistorySize": 3}},
        {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
        {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    ],
    "SmsAuthenticationMessage": ["It is {####}"],
    "SmsConfiguration": [SMS_ROLE, ROLE, {"ExternalId": "x"}, {}],
    "UserAttributeUpdateSettings": [{"AttributesRequireVerificationBeforeUpdate": ["email"]}],
    "UserPoolAddOns": [{"AdvancedSecurityMode": "OFF"}, {"AdvancedSecurityMode": "ENFORCED"}],
    "UserPoolTags": [{"for": "tests"}],
    "UserPoolTier": ["LITE", "PLUS"],
    "EmailVerificationMessage": ["It is {####}"],
    "VerificationMessageTemplate": [{}, {"EmailMessageByLink": "{##Here##}"}],
}
NEW_POOL: Mapping[str, Iterable[Any]] = {
    **POOL,
    "AliasAttributes": [["email"], ["preferred_username"]],
    "UsernameAttributes": [["email", "phone_number"]],
    "UsernameConfiguration": [{"CaseSensitive": False}],
    "Schema": [
        [{"Name": "team", "AttributeDataType": "String", "Mutable": True}],
        [{"Name": "level", "AttributeDataType": "Number", "DeveloperOnlyAttribute": True}],
        [{"Name": "email", "Required": True, "Mutable": False}],
    ],
}
MFA: Mapping[str, Iterable[Any]] = {
    "MfaConfiguration": ["OPTIONAL", "ON"],
    "SmsMfaConfiguration": [*TEXTS.values()],
    "SoftwareTokenMfaConfiguration": [{"Enabled": True}, {"Enabled": False}, {}],
    "EmailMfaConfiguration": [{}, {"Subject": "Code"}],
    "WebAuthnConfiguration": [{}, {"RelyingPartyId": "example.com"}],
}
CLIENT: Mapping[str, Iterable[Any]] = {
    "AccessTokenValidity": [0, 20],
    "AllowedOAuthFlows": [[], ["code"]],
    "AllowedOAuthFlowsUserPoolClient": [True, False],
    "AllowedOAuthScopes": [["openid", "email"]],
    "AuthSessionValidity": [15],
    "CallbackURLs": [[URL]],
    "DefaultRedirectURI": [URL],
    "EnableTokenRevocation": [True, False],
    "ExplicitAuthFlows": [[], ["ALLOW_USER_SRP_AUTH"], ["ADMIN_NO_SRP_AUTH"]],
    "PreventUserExistenceErrors": ["LEGACY", "ENABLED"],
    "ReadAttributes": [["email"]],
    "RefreshTokenRotation": [{"Feature": "ENABLED"}, {"Feature": "DISABLED"}],
    "RefreshTokenValidity": [0, 20],
    "SupportedIdentityProviders": [["COGNITO"]],
    "TokenValidityUnits": [{}, {"AccessToken": "minutes"}, {"RefreshToken": "hours"}],
    "WriteAttributes": [[], ["email", "name"]],
}
NEW_CLIENT = {**CLIENT, "GenerateSecret": [True]}
CHANGES = st.one_of(
    st.tuples(st.just("UpdateUserPool"), options(**POOL)),
    st.tuples(st.just("SetUserPoolMfaConfig"), options(**MFA)),
    st.tuples(st.just("UpdateUserPoolClient"), options(**CLIENT)),
)


@settings(max_examples=examples(150))
@given(
    pool=options(**NEW_POOL), client=options(**NEW_CLIENT), changes=st.lists(CHANGES, max_size=4)
)
def test_whatever_the_api_accepts_is_planted_as_it_is_shown(
    stock_keys: StockKeys, pool: dict[str, Any], client: dict[str, Any], changes: list[Call]
) -> None:
    emulator = Emulator(keys=stock_keys)

    def accepted(name: str, **request: Any) -> Any:
        try:
            return emulator.call(name, request)
        except errors.CognitoError:
            return {}

    pool_id = (
        accepted("CreateUserPool", PoolName="printed", **pool).get("UserPool")
        or emulator.call("CreateUserPool", {"PoolName": "printed"})["UserPool"]
    )["Id"]
    new = {"UserPoolId": pool_id, "ClientName": "web"}
    made = accepted("CreateUserPoolClient", **new, **client) or accepted(
        "CreateUserPoolClient", **new
    )
    for name, request in changes:
        whose = {"UserPoolId": pool_id}
        if name == "UpdateUserPoolClient":
            whose["ClientId"] = made["UserPoolClient"]["ClientId"]
        accepted(name, **whose, **request)
    printed = Printed.of(emulator, pool_id)
    assert Printed.of(planted(stock_keys, printed), pool_id) == printed
    exported = json.dumps(pools.exported(emulator, pool_id))
    again = Emulator(keys=stock_keys, seed=json.loads(exported))
    assert Printed.of(again, pool_id) == printed
