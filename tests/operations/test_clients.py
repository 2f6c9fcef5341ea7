"""App clients: their documents, what is refused, what updates reset, lists and ids."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import settings as client_settings
from cognito_emulator.domain.clients.record import CLIENTS, Client
from cognito_emulator.emulator import Emulator
from tests.support import Lab
from tests.table import table

INVALID = errors.InvalidParameterException
BAD_FLOW = errors.InvalidOAuthFlowException
NOT_FOUND = errors.ResourceNotFoundException
ROTATION = {"Feature": "ENABLED"}
SUPPLIED = "supplied_secret_of_thirty_two"
PINPOINT = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/one"
ANALYTICS = {
    "ApplicationId": "0f",
    "RoleArn": "arn:aws:iam::123456789012:role/pinpoint",
    "ExternalId": "x",
}


@pytest.fixture
def pool_id(emulator: Emulator) -> str:
    return pool(emulator)


def pool(emulator: Emulator, **request: Any) -> str:
    made = emulator.call("CreateUserPool", {"PoolName": "lab", **request})["UserPool"]
    return str(made["Id"])


def made(emulator: Emulator, pool_id: str, **request: Any) -> Any:
    request = {"UserPoolId": pool_id, "ClientName": "web", **request}
    return emulator.call("CreateUserPoolClient", request)["UserPoolClient"]


def names(client: Any) -> dict[str, Any]:
    return {"UserPoolId": client["UserPoolId"], "ClientId": client["ClientId"]}


def described(emulator: Emulator, client: Any) -> Any:
    return emulator.call("DescribeUserPoolClient", names(client))["UserPoolClient"]


def updated(emulator: Emulator, client: Any, **request: Any) -> Any:
    return emulator.call("UpdateUserPoolClient", {**names(client), **request})["UserPoolClient"]


def refused(
    emulator: Emulator, operation: str, error: type[errors.CognitoError], request: Any
) -> str | None:
    with pytest.raises(error) as refusal:
        emulator.call(operation, request)
    assert type(refusal.value) is error
    return refusal.value.message


def default_document(client: Any, **changes: Any) -> dict[str, Any]:
    return {
        "AllowedOAuthFlowsUserPoolClient": False,
        "AuthSessionValidity": 3,
        "ClientId": client["ClientId"],
        "ClientName": "web",
        "CreationDate": client["CreationDate"],
        "EnablePropagateAdditionalUserContextData": False,
        "EnableTokenRevocation": True,
        "LastModifiedDate": client["CreationDate"],
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "UserPoolId": client["UserPoolId"],
        **changes,
    }


# --- documents ------------------------------------------------------------------------------------


def test_default_document(emulator: Emulator, pool_id: str) -> None:
    client = made(emulator, pool_id)
    assert client == default_document(client)
    assert described(emulator, client) == client
    assert re.fullmatch("[0-9a-v]{25,26}", client["ClientId"])


OAUTH: dict[str, Any] = {
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["openid", "email"],
    "CallbackURLs": ["https://a.example/back", "myapp://example", "http://localhost:3000/"],
    "DefaultRedirectURI": "myapp://example",
    "LogoutURLs": ["https://a.example/bye"],
    "SupportedIdentityProviders": ["COGNITO"],
}


@table(
    "given, shown",
    [
        pytest.param(OAUTH, OAUTH, id="oauth"),
        *[
            pytest.param(same, same, id=f"same-{number}")
            for number, same in enumerate(
                (
                    {"ReadAttributes": ["email", "address", "custom:team"]},
                    {"WriteAttributes": ["given_name", "custom:team"]},
                    {"PreventUserExistenceErrors": "ENABLED"},
                    {"PreventUserExistenceErrors": "LEGACY"},
                    {"EnableTokenRevocation": False},
                    {"AuthSessionValidity": 15},
                    {"AccessTokenValidity": 2, "IdTokenValidity": 3, "RefreshTokenValidity": 4},
                    {"AnalyticsConfiguration": ANALYTICS},
                    {
                        "AnalyticsConfiguration": {
                            "ApplicationArn": PINPOINT,
                            "UserDataShared": True,
                        }
                    },
                    {"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]},
                )
            )
        ],
        pytest.param({"RefreshTokenValidity": 0}, {"RefreshTokenValidity": 30}, id="refresh-0"),
        pytest.param(
            {
                "ExplicitAuthFlows": [
                    "ALLOW_USER_AUTH",
                    "ALLOW_REFRESH_TOKEN_AUTH",
                    "ALLOW_CUSTOM_AUTH",
                    "ALLOW_USER_SRP_AUTH",
                    "ALLOW_USER_PASSWORD_AUTH",
                    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                    "ALLOW_USER_AUTH",
                ]
            },
            {
                "ExplicitAuthFlows": [
                    "ALLOW_CUSTOM_AUTH",
                    "ALLOW_USER_PASSWORD_AUTH",
                    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                    "ALLOW_USER_AUTH",
                    "ALLOW_USER_SRP_AUTH",
                    "ALLOW_REFRESH_TOKEN_AUTH",
                ]
            },
            id="flows-in-own-order",
        ),
        pytest.param(
            {"TokenValidityUnits": {"AccessToken": "minutes"}, "AccessTokenValidity": 5},
            {
                "AccessTokenValidity": 5,
                "TokenValidityUnits": {
                    "AccessToken": "minutes",
                    "IdToken": "hours",
                    "RefreshToken": "days",
                },
            },
            id="units-are-filled",
        ),
        pytest.param(
            {"TokenValidityUnits": {"RefreshToken": "minutes"}},
            {
                "RefreshTokenValidity": 43_200,
                "TokenValidityUnits": {
                    "AccessToken": "hours",
                    "IdToken": "hours",
                    "RefreshToken": "minutes",
                },
            },
            id="thirty-days-in-minutes",
        ),
        pytest.param(
            {"TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "seconds"}},
            {
                "TokenValidityUnits": {
                    "AccessToken": "minutes",
                    "IdToken": "seconds",
                    "RefreshToken": "days",
                }
            },
            id="one-hour-in-any-unit",
        ),
        pytest.param(
            {"RefreshTokenRotation": ROTATION},
            {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}},
            id="rotation",
        ),
        pytest.param(
            {"RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 4}},
            {"RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}},
            id="rotation-off",
        ),
        pytest.param(
            {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}},
            {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}},
            id="rotation-with-grace",
        ),
        pytest.param(
            {"ReadAttributes": [], "WriteAttributes": [], "ExplicitAuthFlows": []}, {}, id="empty"
        ),
    ],
)
def test_what_goes_in_comes_out_again(emulator: Emulator, given: Any, shown: Any) -> None:
    team = {"Name": "team", "AttributeDataType": "String", "Mutable": True}
    client = made(emulator, pool(emulator, Schema=[team]), **given)
    assert client == default_document(client, **shown)
    assert described(emulator, client) == client
    assert updated(emulator, client, **given)["TokenValidityUnits"] == client["TokenValidityUnits"]


def test_generated_secret(emulator: Emulator, pool_id: str) -> None:
    client = made(emulator, pool_id, GenerateSecret=True)
    assert re.fullmatch("[0-9a-v]{52}", client["ClientSecret"])
    assert described(emulator, client) == client


def test_supplied_secret(emulator: Emulator, pool_id: str) -> None:
    client = made(emulator, pool_id, ClientSecret=SUPPLIED)
    assert client == default_document(client, ClientSecret=SUPPLIED)


def test_answers_share_nothing_with_the_state(emulator: Emulator, pool_id: str) -> None:
    client = made(emulator, pool_id, **OAUTH)
    before = described(emulator, client)
    client["CallbackURLs"].clear()
    client["TokenValidityUnits"]["IdToken"] = "years"
    assert described(emulator, client) == before


# --- refusals -------------------------------------------------------------------------------------


def grants(*flows: str, scopes: tuple[str, ...] = ("api/read",), **others: Any) -> dict[str, Any]:
    return {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": list(flows),
        "AllowedOAuthScopes": list(scopes),
        **others,
    }


SECRETS_MISSING = (
    "Client Secret is required to set EnablePropagateAdditionalUserContextData as true"
)
OAUTH_INCOMPLETE = (
    "AllowedOAuthFlows and AllowedOAuthScopes are required"
    " if user pool client is allowed to use OAuth flows."
)
ANALYTICS_WRONG = (
    "Invalid analytics configuration given, either <application arn>"
    " or <application id, role arn, external id> are valid"
)
OUT_OF_RANGE = "Invalid range for token validity."

REFUSALS = [
    pytest.param(
        {"AllowedOAuthFlowsUserPoolClient": True}, INVALID, OAUTH_INCOMPLETE, id="no-flows"
    ),
    pytest.param(
        {**OAUTH, "AllowedOAuthScopes": []}, INVALID, OAUTH_INCOMPLETE, id="flows-without-scopes"
    ),
    pytest.param(
        {**OAUTH, "CallbackURLs": []},
        BAD_FLOW,
        "CallbackUrls can not be empty when code flow or implicit flow is selected",
        id="code-without-callback",
    ),
    pytest.param(
        grants("client_credentials"),
        BAD_FLOW,
        "client_credentials flow can not be selected if client does not have a client secret.",
        id="machines-without-secret",
    ),
    pytest.param(
        {**OAUTH, "AllowedOAuthScopes": ["openid", "unknown"]},
        errors.ScopeDoesNotExistException,
        "Invalid scope requested: unknown",
        id="unknown-scope",
    ),
    pytest.param(
        {**OAUTH, "CallbackURLs": ["http://a.example"], "DefaultRedirectURI": "http://a.example"},
        INVALID,
        "http://a.example cannot use the HTTP protocol.",
        id="plain-callback",
    ),
    pytest.param(
        {"LogoutURLs": ["http://127.0.0.1:80/", "http://[::1]/", "http://localhost.a.example"]},
        INVALID,
        "http://localhost.a.example cannot use the HTTP protocol.",
        id="plain-logout",
    ),
    pytest.param(
        {"CallbackURLs": ["https://a.example/#x"]},
        INVALID,
        "https://a.example/#x cannot use fragment",
        id="fragment",
    ),
    pytest.param(
        {**OAUTH, "DefaultRedirectURI": "https://b.example"},
        INVALID,
        "The default redirect URI https://b.example is not in the callback URIs list.",
        id="default-not-listed",
    ),
    *[
        pytest.param({"ReadAttributes": [name]}, INVALID, "read", id=f"read-{name}")
        for name in ("custom:unknown", "unknown")
    ],
    *[
        pytest.param({"WriteAttributes": ["email", name]}, INVALID, "write", id=f"write-{name}")
        for name in ("custom:unknown", "sub", "email_verified", "phone_number_verified")
    ],
    *[
        pytest.param({"TokenValidityUnits": units, **given}, INVALID, OUT_OF_RANGE, id=name)
        for name, units, given in (
            ("short-access", {"AccessToken": "seconds"}, {"AccessTokenValidity": 299}),
            ("long-access", {"AccessToken": "hours"}, {"AccessTokenValidity": 25}),
            ("short-id", {"IdToken": "minutes"}, {"IdTokenValidity": 4}),
            ("long-id", {"IdToken": "days"}, {"IdTokenValidity": 2}),
            ("short-refresh", {"RefreshToken": "minutes"}, {"RefreshTokenValidity": 59}),
            ("long-refresh", {}, {"RefreshTokenValidity": 3651}),
        )
    ],
    pytest.param(
        {
            "TokenValidityUnits": {"RefreshToken": "hours"},
            "RefreshTokenValidity": 2,
            "IdTokenValidity": 3,
        },
        INVALID,
        "Access and Id Token expiration times must be less than or equal to"
        " refresh token expiration times.",
        id="id-outlives-refresh",
    ),
    pytest.param(
        {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]},
        INVALID,
        "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        id="two-families-of-flows",
    ),
    pytest.param(
        {
            "RefreshTokenRotation": ROTATION,
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
        },
        INVALID,
        "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow"
        " when refresh token rotation is enabled.",
        id="rotation-and-plain-refresh",
    ),
    pytest.param(
        {"EnablePropagateAdditionalUserContextData": True},
        INVALID,
        SECRETS_MISSING,
        id="context-without-secret",
    ),
    pytest.param(
        {"AnalyticsConfiguration": {**ANALYTICS, "ApplicationArn": PINPOINT}},
        INVALID,
        ANALYTICS_WRONG,
        id="analytics-in-both-forms",
    ),
    pytest.param(
        {"AnalyticsConfiguration": {"ApplicationId": "0f"}},
        INVALID,
        ANALYTICS_WRONG,
        id="analytics-by-half",
    ),
    pytest.param(
        {"AnalyticsConfiguration": {"ApplicationArn": PINPOINT.replace("us-east-1", "eu-west-1")}},
        INVALID,
        "The integration with Pinpoint is not supported for the requested eu-west-1 region.",
        id="analytics-elsewhere",
    ),
    pytest.param(
        {"AllowedOAuthFlows": ["token"]},
        INVALID,
        "1 validation error detected: Value '[token]' at 'allowedOAuthFlows' failed to satisfy"
        " constraint: Member must satisfy constraint: [Member must satisfy enum value set:"
        " [implicit, client_credentials, code]]",
        id="unknown-grant",
    ),
]


def wording(text: str, verb: str) -> str:
    if text in ("read", "write"):
        return f"Invalid {text} attributes specified while {verb} a client"
    return text


@table("request_, error, text", REFUSALS)
def test_refused_at_creation(
    emulator: Emulator, pool_id: str, request_: Any, error: type[errors.CognitoError], text: str
) -> None:
    request = {"UserPoolId": pool_id, "ClientName": "c", **request_}
    assert refused(emulator, "CreateUserPoolClient", error, request) == wording(text, "creating")
    assert emulator.call("ListUserPoolClients", {"UserPoolId": pool_id}) == {"UserPoolClients": []}


@table("request_, error, text", REFUSALS)
def test_refused_at_update(
    emulator: Emulator, pool_id: str, request_: Any, error: type[errors.CognitoError], text: str
) -> None:
    client = made(emulator, pool_id)
    request = {**names(client), **request_}
    assert refused(emulator, "UpdateUserPoolClient", error, request) == wording(text, "updating")
    assert described(emulator, client) == client


@pytest.mark.parametrize(
    ("request_", "error", "text"),
    [
        (
            grants("client_credentials", "code", CallbackURLs=["https://a.example"]),
            BAD_FLOW,
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            grants("client_credentials", scopes=("api/read", "openid")),
            BAD_FLOW,
            "openid is not supported with client_credentials flow",
        ),
        (
            {"ClientSecret": SUPPLIED},
            INVALID,
            "ClientSecret cannot be given when GenerateSecret is true.",
        ),
    ],
)
def test_refused_to_clients_with_a_secret(
    emulator: Emulator, pool_id: str, request_: Any, error: type[errors.CognitoError], text: str
) -> None:
    request = {"UserPoolId": pool_id, "ClientName": "c", "GenerateSecret": True, **request_}
    assert refused(emulator, "CreateUserPoolClient", error, request) == text


@pytest.mark.parametrize(
    "request_",
    [
        {"EnablePropagateAdditionalUserContextData": True},
        grants("client_credentials"),
        {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "RefreshTokenRotation": ROTATION},
        {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]},
    ],
)
def test_accepted_of_clients_with_a_secret(emulator: Emulator, pool_id: str, request_: Any) -> None:
    scope = {"ScopeName": "read", "ScopeDescription": "See all."}
    server = {"UserPoolId": pool_id, "Identifier": "api", "Name": "API", "Scopes": [scope]}
    emulator.call("CreateResourceServer", server)
    made(emulator, pool_id, GenerateSecret=True, **request_)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "https://a.example:8443/back?x=1",
        "http://localhost",
        "http://localhost:3000/back",
        "http://LOCALHOST:3000",
        "http://127.0.0.1:80/",
        "http://[::1]:5173/back",
        "myapp://",
        "myapp://back",
        "com.example.app:/oauth2redirect",
        "exp://127.0.0.1:19000",
    ],
)
def test_addresses_that_a_client_may_have(emulator: Emulator, pool_id: str, url: str) -> None:
    given = {"CallbackURLs": [url], "LogoutURLs": [url], "DefaultRedirectURI": url}
    client = made(emulator, pool_id, **{**OAUTH, **given})
    assert {name: client[name] for name in given} == given


@table(
    "url",
    [
        "http://a.example",
        "HTTP://a.example",
        "http://localhost.",
        "http://127.0.0.2",
        "http://0.0.0.0:3000",
        "http://localhost@a.example",
        "http://[::2]/",
        "http:///back",
    ],
)
@table("member", ["CallbackURLs", "LogoutURLs"])
def test_plain_http_is_for_this_machine(
    emulator: Emulator, pool_id: str, member: str, url: str
) -> None:
    request = {"UserPoolId": pool_id, "ClientName": "c", member: ["https://a.example", url]}
    said = refused(emulator, "CreateUserPoolClient", INVALID, request)
    assert said == f"{url} cannot use the HTTP protocol."


MUST_BE_SHORT = "Member must have length less than or equal to"


@pytest.mark.parametrize(
    ("request_", "constraint"),
    [
        ({"CallbackURLs": ["https://a.example"] * 101}, f"{MUST_BE_SHORT} 100"),
        ({"LogoutURLs": ["https://a.example"] * 101}, f"{MUST_BE_SHORT} 100"),
        ({"CallbackURLs": ["https://a.example/" + "x" * 1024]}, f"{MUST_BE_SHORT} 1024"),
        ({"CallbackURLs": ["https://a example"]}, "Member must satisfy regular expression"),
        ({"DefaultRedirectURI": ""}, "Member must have length greater than or equal to 1"),
        ({"AllowedOAuthScopes": ["openid"] * 51}, f"{MUST_BE_SHORT} 50"),
        ({"SupportedIdentityProviders": ["x" * 33]}, f"{MUST_BE_SHORT} 32"),
    ],
)
def test_limits_of_oauth_settings(
    emulator: Emulator, pool_id: str, request_: Any, constraint: str
) -> None:
    request = {"UserPoolId": pool_id, "ClientName": "c", **request_}
    assert constraint in (refused(emulator, "CreateUserPoolClient", INVALID, request) or "")


GOOGLE = {
    "ProviderName": "Google",
    "ProviderType": "Google",
    "ProviderDetails": {"client_id": "i", "client_secret": "s", "authorize_scopes": "openid"},
}


@pytest.mark.parametrize("name", ["Corp", "google", "cognito", "Cognito"])
def test_a_client_names_providers_of_its_pool(emulator: Emulator, pool_id: str, name: str) -> None:
    emulator.call("CreateIdentityProvider", {"UserPoolId": pool_id, **GOOGLE})
    client = made(emulator, pool_id, SupportedIdentityProviders=["Google", "COGNITO"])
    assert client["SupportedIdentityProviders"] == ["Google", "COGNITO"]
    wrong = {"SupportedIdentityProviders": ["COGNITO", name, "Other"]}
    for operation, request in (
        ("CreateUserPoolClient", {"UserPoolId": pool_id, "ClientName": "c"}),
        ("UpdateUserPoolClient", names(client)),
    ):
        said = refused(emulator, operation, INVALID, {**request, **wrong})
        assert said == f"The provider {name} does not exist for User Pool {pool_id}."


def test_a_provider_of_another_pool_is_none(emulator: Emulator, pool_id: str) -> None:
    emulator.call("CreateIdentityProvider", {"UserPoolId": pool(emulator), **GOOGLE})
    request = {"UserPoolId": pool_id, "ClientName": "c", "SupportedIdentityProviders": ["Google"]}
    said = refused(emulator, "CreateUserPoolClient", INVALID, request)
    assert said == f"The provider Google does not exist for User Pool {pool_id}."


def test_a_client_keeps_a_provider_that_is_gone_until_its_next_update(
    emulator: Emulator, pool_id: str
) -> None:
    emulator.call("CreateIdentityProvider", {"UserPoolId": pool_id, **GOOGLE})
    providers = {"SupportedIdentityProviders": ["COGNITO", "Google"]}
    client = made(emulator, pool_id, **providers)
    emulator.call("DeleteIdentityProvider", {"UserPoolId": pool_id, "ProviderName": "Google"})
    shown = emulator.call("DescribeUserPoolClient", names(client))["UserPoolClient"]
    assert shown["SupportedIdentityProviders"] == ["COGNITO", "Google"]
    refused(emulator, "UpdateUserPoolClient", INVALID, {**names(client), **providers})
    updated(emulator, client, SupportedIdentityProviders=["COGNITO"])


def test_required_attributes_must_be_writable(emulator: Emulator) -> None:
    required = {"Name": "family_name", "Mutable": True, "Required": True}
    pool_id = pool(emulator, Schema=[required])
    request = {"UserPoolId": pool_id, "ClientName": "c", "WriteAttributes": ["given_name"]}
    text = refused(emulator, "CreateUserPoolClient", INVALID, request)
    assert text == "Invalid write attributes specified while creating a client"
    made(emulator, pool_id, WriteAttributes=["given_name", "family_name"])


@pytest.mark.parametrize("operation", ["CreateUserPoolClient", "UpdateUserPoolClient"])
def test_rotation_needs_a_higher_tier(emulator: Emulator, operation: str) -> None:
    client = made(emulator, pool(emulator, UserPoolTier="LITE"))
    request = {**names(client), "ClientName": "c", "RefreshTokenRotation": ROTATION}
    error = errors.FeatureUnavailableInTierException
    assert refused(emulator, operation, error, request) == (
        "The following features need to be disabled for the LITE pricing tier configured:"
        " Refresh Token Rotation"
    )


def test_at_most_a_thousand_clients(emulator: Emulator, pool_id: str) -> None:
    def fill(ctx: Any) -> None:
        for number in range(1000):
            client = Client(id=f"c{number}", pool_id=pool_id, name="c", created_at=0, modified_at=0)
            ctx.tx.put(CLIENTS, client)

    emulator.run(fill)
    request = {"UserPoolId": pool_id, "ClientName": "c"}
    refused(emulator, "CreateUserPoolClient", errors.LimitExceededException, request)


# --- updates --------------------------------------------------------------------------------------


SETTINGS: dict[str, Any] = {
    "ClientName": "everything",
    "RefreshTokenValidity": 5,
    "AccessTokenValidity": 120,
    "IdTokenValidity": 3,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "days"},
    "ReadAttributes": ["email"],
    "WriteAttributes": ["email"],
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
    "AnalyticsConfiguration": ANALYTICS,
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": False,
    "EnablePropagateAdditionalUserContextData": True,
    "AuthSessionValidity": 9,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
    **OAUTH,
}
NAMES = {"UserPoolId", "ClientId"}
NEVER_SHOWN = {"PublishSecretsInAWSSecretsManager"}
UPDATABLE = {
    name: shape
    for name, shape in spec.operation("UpdateUserPoolClient").input.members.items()
    if name not in NAMES | NEVER_SHOWN
}


def test_every_member_of_an_update_has_a_setting_to_lose() -> None:
    assert SETTINGS.keys() == UPDATABLE.keys()


@pytest.mark.parametrize("member", UPDATABLE)
def test_update_keeps_scalars_and_structures_and_resets_lists(
    emulator: Emulator, pool_id: str, member: str
) -> None:
    client = made(emulator, pool_id, GenerateSecret=True, **SETTINGS)

    after = updated(emulator, client)

    if UPDATABLE[member].kind == "list":
        assert member not in after
    else:
        assert after[member] == client[member] == SETTINGS[member]
    assert after["ClientSecret"] == client["ClientSecret"]
    assert described(emulator, client) == after


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"EnableTokenRevocation": True}, {"EnableTokenRevocation": True}),
        (
            {"EnablePropagateAdditionalUserContextData": False},
            {"EnablePropagateAdditionalUserContextData": False},
        ),
        ({"AllowedOAuthFlowsUserPoolClient": False}, {"AllowedOAuthFlowsUserPoolClient": False}),
        ({"PreventUserExistenceErrors": "LEGACY"}, {"PreventUserExistenceErrors": "LEGACY"}),
        ({"RefreshTokenValidity": 0}, {"RefreshTokenValidity": 30}),
        ({"TokenValidityUnits": {}}, {"TokenValidityUnits": {}, "AccessTokenValidity": 24}),
        (
            {"RefreshTokenRotation": {"Feature": "DISABLED"}},
            {"RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}},
        ),
        (
            {"RefreshTokenRotation": {"Feature": "ENABLED"}},
            {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}},
        ),
    ],
)
def test_what_an_update_names_is_not_what_was_kept(
    emulator: Emulator, pool_id: str, given: Any, shown: Any
) -> None:
    """False, none and empty are values of their own."""
    settings = (
        {**SETTINGS, "AccessTokenValidity": 24} if "TokenValidityUnits" in given else SETTINGS
    )
    client = made(emulator, pool_id, GenerateSecret=True, **settings)
    after = updated(emulator, client, **given)
    assert {name: after[name] for name in shown} == shown


def test_update_advances_the_date(emulator: Emulator, pool_id: str) -> None:
    emulator.clock.freeze("2026-01-01T00:00:00")
    client = made(emulator, pool_id)
    emulator.clock.shift(hours=1)
    after = updated(emulator, client)
    assert (after["LastModifiedDate"] - client["LastModifiedDate"]).total_seconds() == 3600
    assert after["CreationDate"] == client["CreationDate"]


def test_plain_refreshing_is_refused_while_a_rotation_stays_on(
    emulator: Emulator, pool_id: str
) -> None:
    client = made(emulator, pool_id, RefreshTokenRotation=ROTATION)
    request = {**names(client), "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}

    assert refused(emulator, "UpdateUserPoolClient", INVALID, request) == (
        "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow"
        " when refresh token rotation is enabled."
    )

    off = updated(emulator, client, **request, RefreshTokenRotation={"Feature": "DISABLED"})
    assert off["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]


def test_default_refresh_validity_is_counted_in_the_unit_that_stays(
    emulator: Emulator, pool_id: str
) -> None:
    client = made(emulator, pool_id, TokenValidityUnits={"RefreshToken": "hours"})
    assert updated(emulator, client, RefreshTokenValidity=0)["RefreshTokenValidity"] == 720


def test_update_renames(emulator: Emulator, pool_id: str) -> None:
    client = made(emulator, pool_id)
    assert updated(emulator, client, ClientName="renamed")["ClientName"] == "renamed"
    assert updated(emulator, client)["ClientName"] == "renamed"


def test_clients_leave_the_pool_unmodified(emulator: Emulator, pool_id: str) -> None:
    before = emulator.call("DescribeUserPool", {"UserPoolId": pool_id})
    emulator.clock.shift(60)
    emulator.call("DeleteUserPoolClient", names(made(emulator, pool_id)))
    assert emulator.call("DescribeUserPool", {"UserPoolId": pool_id}) == before


# --- look-up and deletion -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "operation", ["DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"]
)
def test_client_of_nobody_or_of_another_pool(
    emulator: Emulator, pool_id: str, operation: str
) -> None:
    other = made(emulator, pool(emulator))
    for client_id in ("unknown", other["ClientId"]):
        request = {"UserPoolId": pool_id, "ClientId": client_id}
        text = refused(emulator, operation, NOT_FOUND, request)
        assert text == "User pool client does not exist."
    assert described(emulator, other) == other


def test_pool_is_looked_for_first(emulator: Emulator) -> None:
    request = {"UserPoolId": "us-east-1_nobody", "ClientName": "c"}
    text = refused(emulator, "CreateUserPoolClient", NOT_FOUND, request)
    assert text == "User pool us-east-1_nobody does not exist."


def test_deleted_client_is_gone(emulator: Emulator, pool_id: str) -> None:
    client = made(emulator, pool_id)
    assert emulator.call("DeleteUserPoolClient", names(client)) == {}
    text = refused(emulator, "DescribeUserPoolClient", NOT_FOUND, names(client))
    assert text == "User pool client does not exist."
    request = {
        "ClientId": client["ClientId"],
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "a", "PASSWORD": "b"},
    }
    text = refused(emulator, "InitiateAuth", NOT_FOUND, request)
    assert text == f"User pool client {client['ClientId']} does not exist."


# --- lists and ids --------------------------------------------------------------------------------


def test_clients_are_listed_by_id_in_pages(emulator: Emulator, pool_id: str) -> None:
    made(emulator, pool(emulator))
    expected = sorted(made(emulator, pool_id)["ClientId"] for _ in range(5))
    seen: list[str] = []
    request: dict[str, Any] = {"UserPoolId": pool_id, "MaxResults": 2}
    while True:
        answer = emulator.call("ListUserPoolClients", request)
        seen += [client["ClientId"] for client in answer["UserPoolClients"]]
        if "NextToken" not in answer:
            break
        request["NextToken"] = answer["NextToken"]
    assert seen == expected


def test_listed_client(emulator: Emulator, pool_id: str) -> None:
    client = made(emulator, pool_id, GenerateSecret=True)
    answer = emulator.call("ListUserPoolClients", {"UserPoolId": pool_id, "MaxResults": 60})
    assert answer == {"UserPoolClients": [{**names(client), "ClientName": "web"}]}


@pytest.mark.parametrize(("kind", "number"), [("REGULAR", 1), ("DCR", 0)])
def test_list_by_kind(emulator: Emulator, pool_id: str, kind: str, number: int) -> None:
    made(emulator, pool_id)
    answer = emulator.call("ListUserPoolClients", {"UserPoolId": pool_id, "ClientType": kind})
    assert len(answer["UserPoolClients"]) == number


def wanted(emulator: Emulator, pool_id: str, name: str, client_id: str | None = None) -> Any:
    """Make a client below the validator, as seeds do."""
    request = {"ClientName": name}
    return emulator.run(
        lambda ctx: client_settings.create(ctx, doors.pool(ctx, pool_id), request, client_id)
    )


def test_wanted_id(emulator: Emulator, pool_id: str) -> None:
    client = wanted(emulator, pool_id, "_custom_id_:mine")
    assert (client.id, client.name) == ("mine", "_custom_id_:mine")
    assert wanted(emulator, pool_id, "_custom_id_:name", "seeded").id == "seeded"


@pytest.mark.parametrize("bad", ["", "not this", "no-hyphens", "x" * 129])
def test_wanted_id_that_cannot_be_one(emulator: Emulator, pool_id: str, bad: str) -> None:
    with pytest.raises(INVALID) as refusal:
        wanted(emulator, pool_id, f"_custom_id_:{bad}")
    assert str(refusal.value).startswith(f"{bad} cannot be the id of a user pool client")


def test_wanted_id_that_is_taken(emulator: Emulator, pool_id: str) -> None:
    wanted(emulator, pool_id, "_custom_id_:mine")
    with pytest.raises(INVALID, match="There already is a user pool client mine"):
        wanted(emulator, pool(emulator), "_custom_id_:mine")


def test_threads_make_clients_side_by_side(emulator: Emulator, pool_id: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: made(emulator, pool_id)["ClientId"], range(80)))
    answer = emulator.call("ListUserPoolClients", {"UserPoolId": pool_id, "MaxResults": 60})
    assert len(set(found)) == 80
    assert len(answer["UserPoolClients"]) == 60
    assert "NextToken" in answer


def test_a_name_may_carry_the_wanted_id(lab: Lab) -> None:
    """The convention of other emulators' users; other colons are refused as ever."""
    made = lab.call(
        "CreateUserPoolClient", UserPoolId=lab.pool_id, ClientName="_custom_id_:mywebapp"
    )["UserPoolClient"]
    assert (made["ClientId"], made["ClientName"]) == ("mywebapp", "_custom_id_:mywebapp")
    lab.refused(
        "CreateUserPoolClient",
        errors.InvalidParameterException,
        UserPoolId=lab.pool_id,
        ClientName="custom:mywebapp",
    )
