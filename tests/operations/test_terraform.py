"""A stack as the AWS provider of Terraform sets it up: what was configured is what is read back.

The calls, their order, and what is compared are those of the provider's sources (documented):
create, read, update one argument at a time, delete, read again. What is read and differs from what
was configured would be planned for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import errors
from tests.support import Lab

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/"
State = dict[str, Any]


def given(**members: Any) -> State:
    """Members that the provider sends: those that are set."""
    return {name: value for name, value in members.items() if value is not None}


# --- aws_cognito_user_pool ------------------------------------------------------------------------

#: Required ones are sent only where they are true.
SWITCHES = ("RequireLowercase", "RequireNumbers", "RequireSymbols", "RequireUppercase")
POOL: State = {
    "name": "shop",
    "auto_verified_attributes": {"email"},
    "deletion_protection": "INACTIVE",
    "tags": {"team": "shop"},
    "minimum_length": 12,
    "software_token": True,
    "mfa_configuration": "OPTIONAL",
}


def pool_request(config: State) -> State:
    return given(
        AutoVerifiedAttributes=sorted(config["auto_verified_attributes"]) or None,
        DeletionProtection=config["deletion_protection"],
        UserPoolTags=config["tags"],
        Policies={
            "PasswordPolicy": {
                "MinimumLength": config["minimum_length"],
                "PasswordHistorySize": 0,
                **dict.fromkeys(SWITCHES, True),
            }
        },
    )


def set_mfa(lab: Lab, pool_id: str, config: State) -> None:
    request = given(
        UserPoolId=pool_id,
        MfaConfiguration=config["mfa_configuration"],
        SoftwareTokenMfaConfiguration={"Enabled": True} if config["software_token"] else None,
    )
    lab.call("SetUserPoolMfaConfig", **request)


def create_pool(lab: Lab, config: State) -> str:
    made = lab.call("CreateUserPool", PoolName=config["name"], **pool_request(config))["UserPool"]
    if config["mfa_configuration"] != "OFF":
        set_mfa(lab, made["Id"], config)
    return str(made["Id"])


def read_pool(lab: Lab, pool_id: str) -> State:
    """Return the arguments that are compared; what has to be absent must not be there."""
    pool = lab.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    mfa = lab.call("GetUserPoolMfaConfig", UserPoolId=pool_id)
    for member in ("DeviceConfiguration", "UserPoolAddOns", "UsernameConfiguration"):
        assert member not in pool
    assert not pool["LambdaConfig"]
    assert "InviteMessageTemplate" not in pool["AdminCreateUserConfig"]
    policy = pool["Policies"]["PasswordPolicy"]
    assert all(policy[switch] for switch in SWITCHES)
    return {
        "name": pool["Name"],
        "auto_verified_attributes": set(pool.get("AutoVerifiedAttributes", ())),
        "deletion_protection": pool["DeletionProtection"],
        "tags": pool["UserPoolTags"],
        "minimum_length": policy["MinimumLength"],
        "software_token": "SoftwareTokenMfaConfiguration" in mfa,
        "mfa_configuration": mfa["MfaConfiguration"],
    }


def update_pool(lab: Lab, pool_id: str, before: State, config: State) -> None:
    """Tags first, then factors, then the pool without tags, with what was only read sent back."""
    arn = {"ResourceArn": lab.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["Arn"]}
    if gone := before["tags"].keys() - config["tags"].keys():
        lab.call("UntagResource", **arn, TagKeys=sorted(gone))
    if new := dict(config["tags"].items() - before["tags"].items()):
        lab.call("TagResource", **arn, Tags=new)
    if any(before[name] != config[name] for name in ("mfa_configuration", "software_token")):
        set_mfa(lab, pool_id, config)
    pool = lab.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    computed = {
        "UserPoolTier": pool["UserPoolTier"],
        "VerificationMessageTemplate": pool["VerificationMessageTemplate"],
        "EmailConfiguration": pool["EmailConfiguration"],
        "AdminCreateUserConfig": {},
    }
    request = {**computed, **pool_request(config), "MfaConfiguration": config["mfa_configuration"]}
    del request["UserPoolTags"]
    lab.call("UpdateUserPool", UserPoolId=pool_id, **request)


@pytest.mark.parametrize(
    "change",
    [
        {"auto_verified_attributes": set()},
        {"tags": {"team": "shop", "stage": "test"}},
        {"tags": {}, "minimum_length": 9},
        {"minimum_length": 9},
        {"mfa_configuration": "ON"},
        {"mfa_configuration": "OFF", "software_token": False},
    ],
)
def test_pools(lab: Lab, change: State) -> None:
    pool_id = create_pool(lab, POOL)
    assert read_pool(lab, pool_id) == POOL
    changed = {**POOL, **change}
    update_pool(lab, pool_id, POOL, changed)
    assert read_pool(lab, pool_id) == changed
    update_pool(lab, pool_id, changed, POOL)
    assert read_pool(lab, pool_id) == POOL
    lab.call("DeleteUserPool", UserPoolId=pool_id)
    lab.refused("DescribeUserPool", errors.ResourceNotFoundException, UserPoolId=pool_id)


# --- aws_cognito_user_pool_domain -----------------------------------------------------------------


def create_domain(lab: Lab, pool_id: str, config: State) -> None:
    certificate = config["certificate_arn"]
    request = given(
        Domain=config["domain"],
        UserPoolId=pool_id,
        ManagedLoginVersion=config["managed_login_version"],
        CustomDomainConfig={"CertificateArn": certificate} if certificate else None,
    )
    lab.call("CreateUserPoolDomain", **request)
    wait_for_domain(lab, config["domain"])


def wait_for_domain(lab: Lab, name: str) -> None:
    """As the provider does: any other status fails."""
    for _ in range(100):
        shown = lab.call("DescribeUserPoolDomain", Domain=name)["DomainDescription"]
        if shown["Status"] == "ACTIVE":
            return
        assert shown["Status"] in {"CREATING", "UPDATING"}
        lab.emulator.clock.shift(10)
    raise AssertionError(f"{name} has not become active")


def read_domain(lab: Lab, name: str) -> State | None:
    shown = lab.call("DescribeUserPoolDomain", Domain=name)["DomainDescription"]
    if "Status" not in shown:
        return None
    for computed in ("AWSAccountId", "CloudFrontDistribution", "S3Bucket", "Version"):
        assert shown[computed]
    return {
        "domain": name,
        "user_pool_id": shown["UserPoolId"],
        "managed_login_version": shown["ManagedLoginVersion"],
        "certificate_arn": shown.get("CustomDomainConfig", {}).get("CertificateArn", ""),
    }


@pytest.mark.parametrize("seconds", [0.0, 300.0])
@pytest.mark.parametrize(
    ("config", "change"),
    [
        ({"domain": "shop", "certificate_arn": ""}, {"managed_login_version": 2}),
        (
            {"domain": "auth.example.com", "certificate_arn": f"{CERTIFICATE}1"},
            {"certificate_arn": f"{CERTIFICATE}2"},
        ),
        (
            {"domain": "auth.example.com", "certificate_arn": f"{CERTIFICATE}1"},
            {"managed_login_version": 2},
        ),
    ],
)
def test_domains(lab: Lab, config: State, change: State, seconds: float) -> None:
    lab.emulator.settings = replace(lab.emulator.settings, domain_creation_seconds=seconds)
    config = {"managed_login_version": 1, "user_pool_id": lab.pool_id, **config}
    create_domain(lab, lab.pool_id, config)
    assert read_domain(lab, config["domain"]) == config
    changed = {**config, **change}
    certificate = changed["certificate_arn"]
    request = given(
        Domain=config["domain"],
        UserPoolId=lab.pool_id,
        ManagedLoginVersion=changed["managed_login_version"],
        CustomDomainConfig={"CertificateArn": certificate} if certificate else None,
    )
    lab.call("UpdateUserPoolDomain", **request)
    wait_for_domain(lab, config["domain"])
    assert read_domain(lab, config["domain"]) == changed
    named = {"Domain": config["domain"], "UserPoolId": lab.pool_id}
    lab.call("DeleteUserPoolDomain", **named)
    assert read_domain(lab, config["domain"]) is None
    said = lab.refused("DeleteUserPoolDomain", errors.InvalidParameterException, **named)
    assert "No such domain" in said  # by which the provider knows that it is gone


# --- aws_cognito_resource_server ------------------------------------------------------------------

SERVER: State = {"name": "Orders", "scope": {("read", "See orders."), ("write", "Change orders.")}}


def server_request(pool_id: str, config: State) -> State:
    scopes = [
        {"ScopeName": name, "ScopeDescription": text} for name, text in sorted(config["scope"])
    ]
    return given(
        UserPoolId=pool_id, Identifier="orders", Name=config["name"], Scopes=scopes or None
    )


def read_server(lab: Lab, pool_id: str) -> State:
    named = {"UserPoolId": pool_id, "Identifier": "orders"}
    shown = lab.call("DescribeResourceServer", **named)["ResourceServer"]
    scopes = shown.get("Scopes", ())
    return {
        "name": shown["Name"],
        "scope": {(scope["ScopeName"], scope["ScopeDescription"]) for scope in scopes},
    }


@pytest.mark.parametrize(
    "change",
    [
        {"name": "All orders"},
        {"scope": {("read", "See all orders.")}},
        {"scope": set()},
    ],
)
def test_resource_servers(lab: Lab, change: State) -> None:
    lab.call("CreateResourceServer", **server_request(lab.pool_id, SERVER))
    assert read_server(lab, lab.pool_id) == SERVER
    changed = {**SERVER, **change}
    lab.call("UpdateResourceServer", **server_request(lab.pool_id, changed))
    assert read_server(lab, lab.pool_id) == changed
    named = {"UserPoolId": lab.pool_id, "Identifier": "orders"}
    lab.call("DeleteResourceServer", **named)
    lab.refused("DescribeResourceServer", errors.ResourceNotFoundException, **named)
    lab.refused("DeleteResourceServer", errors.ResourceNotFoundException, **named)


# --- aws_cognito_user_pool_client -----------------------------------------------------------------

LISTS = (
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "ExplicitAuthFlows",
    "LogoutURLs",
    "ReadAttributes",
    "SupportedIdentityProviders",
    "WriteAttributes",
)
#: Not sent where they are empty or 0, and read as that where they are absent.
UNSENT: State = {
    "AccessTokenValidity": 0,
    "IdTokenValidity": 0,
    "DefaultRedirectURI": "",
    "PreventUserExistenceErrors": "",
}
CLIENT: State = {
    "ClientName": "web",
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["openid", "email", "orders/read"],
    "CallbackURLs": ["https://shop.example/back", "http://localhost:3000/back"],
    "DefaultRedirectURI": "https://shop.example/back",
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "LogoutURLs": ["https://shop.example/bye"],
    "PreventUserExistenceErrors": "ENABLED",
    "SupportedIdentityProviders": ["COGNITO"],
}


def read_client(client: Mapping[str, Any]) -> State:
    """Return the arguments as the provider keeps them: lists are sets, dates are not kept."""
    without = {"CreationDate", "LastModifiedDate"}
    shown = {name: value for name, value in client.items() if name not in without}
    for name in LISTS:
        assert len(set(shown.get(name, ()))) == len(shown.get(name, ()))
        shown[name] = set(shown.get(name, ()))
    return {**UNSENT, **shown}


def whole_update(state: State) -> State:
    """Every argument, also those that were only read; empty lists are sent as such."""
    request = {name: value for name, value in state.items() if UNSENT.get(name) != value}
    for name in LISTS:
        request[name] = sorted(request[name])
    request.pop("ClientSecret", None)
    if not request["TokenValidityUnits"]:
        del request["TokenValidityUnits"]
    return request


CHANGES: list[State] = [
    {"ClientName": "web2"},
    {"AllowedOAuthFlows": ["code", "implicit"]},
    {"AllowedOAuthScopes": ["openid"]},
    {"AllowedOAuthScopes": ["openid", "orders/read", "orders/write"]},
    {"CallbackURLs": ["https://shop.example/back", "shop://back"]},
    {"CallbackURLs": ["shop://back"], "DefaultRedirectURI": "shop://back"},
    {"DefaultRedirectURI": "http://localhost:3000/back"},
    {"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
    {"LogoutURLs": []},
    {"LogoutURLs": ["http://[::1]:3000/", "shop://bye"]},
    {"PreventUserExistenceErrors": "LEGACY"},
    {"SupportedIdentityProviders": []},
    {"ReadAttributes": ["email"]},
    {"WriteAttributes": ["email", "name"]},
    {"EnableTokenRevocation": False},
    {"AuthSessionValidity": 10},
    {"RefreshTokenValidity": 5},
    {"AccessTokenValidity": 2},
    {"AllowedOAuthFlowsUserPoolClient": False, "AllowedOAuthFlows": [], "AllowedOAuthScopes": []},
    {
        "TokenValidityUnits": {
            "AccessToken": "minutes",
            "IdToken": "hours",
            "RefreshToken": "days",
        },
        "AccessTokenValidity": 30,
    },
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("generate_secret", [False, True])
def test_clients(lab: Lab, change: State, generate_secret: bool) -> None:  # noqa: FBT001
    lab.call("CreateResourceServer", **server_request(lab.pool_id, SERVER))
    secret = {"GenerateSecret": True} if generate_secret else {}
    request = {"UserPoolId": lab.pool_id, **CLIENT, **secret}
    state = read_client(lab.call("CreateUserPoolClient", **request)["UserPoolClient"])
    wanted = {n: set(value) if n in LISTS else value for n, value in CLIENT.items()}
    assert state == {**state, **wanted}
    named = {"UserPoolId": lab.pool_id, "ClientId": state["ClientId"]}
    planned = {
        **state,
        **{name: set(value) if name in LISTS else value for name, value in change.items()},
    }
    for target in (planned, state):
        answer = lab.call("UpdateUserPoolClient", **whole_update(target))["UserPoolClient"]
        read = read_client(lab.call("DescribeUserPoolClient", **named)["UserPoolClient"])
        assert read == read_client(answer)
        if target is planned:
            assert read == planned
    lab.call("DeleteUserPoolClient", **named)
    lab.refused("DescribeUserPoolClient", errors.ResourceNotFoundException, **named)


# --- stacks ---------------------------------------------------------------------------------------


def test_a_stack_of_terraform_applies_replans_clean_and_goes_away(lab: Lab) -> None:
    pool_id = create_pool(lab, POOL)
    domain = {
        "domain": "shop",
        "user_pool_id": pool_id,
        "managed_login_version": 2,
        "certificate_arn": "",
    }
    create_domain(lab, pool_id, domain)
    lab.call("CreateResourceServer", **server_request(pool_id, SERVER))
    made = lab.call("CreateUserPoolClient", UserPoolId=pool_id, **CLIENT)["UserPoolClient"]
    named = {"UserPoolId": pool_id, "ClientId": made["ClientId"]}
    for _ in range(2):  # a plan reads, and changes nothing
        assert read_pool(lab, pool_id) == POOL
        assert read_domain(lab, "shop") == domain
        assert read_server(lab, pool_id) == SERVER
        assert lab.call("DescribeUserPoolClient", **named)["UserPoolClient"] == made
    update_pool(lab, pool_id, POOL, {**POOL, "minimum_length": 10})
    assert read_domain(lab, "shop") == domain
    assert lab.call("DescribeUserPoolClient", **named)["UserPoolClient"] == made
    said = lab.refused("DeleteUserPool", errors.InvalidParameterException, UserPoolId=pool_id)
    assert "a domain configured that should be deleted first" in said
    lab.call("DeleteUserPoolClient", **named)
    lab.call("DeleteResourceServer", UserPoolId=pool_id, Identifier="orders")
    lab.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    lab.call("DeleteUserPool", UserPoolId=pool_id)
    assert read_domain(lab, "shop") is None


def test_a_stack_of_the_cdk_deploys_and_goes_away(lab: Lab) -> None:
    """CloudFormation's order: by references only, so clients stand beside the domain."""
    verification = {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailMessage": "The verification code to your new account is {####}",
        "EmailSubject": "Verify your new account",
        "SmsMessage": "The verification code to your new account is {####}",
    }
    pool_id = lab.pool(
        PoolName="CdkPool",
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        AccountRecoverySetting={
            "RecoveryMechanisms": [
                {"Name": "verified_phone_number", "Priority": 1},
                {"Name": "verified_email", "Priority": 2},
            ]
        },
        EmailVerificationMessage=verification["EmailMessage"],
        EmailVerificationSubject=verification["EmailSubject"],
        SmsVerificationMessage=verification["SmsMessage"],
        VerificationMessageTemplate=verification,
    )
    lab.call("CreateResourceServer", **server_request(pool_id, SERVER))
    by_default = {
        "AllowedOAuthFlows": ["implicit", "code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": [
            *("profile", "phone", "email", "openid", "aws.cognito.signin.user.admin")
        ],
        "CallbackURLs": ["https://example.com"],
        "SupportedIdentityProviders": ["COGNITO"],
    }
    machine = {
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["orders/read"],
        "GenerateSecret": True,
        "SupportedIdentityProviders": ["COGNITO"],
    }
    clients = [
        lab.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName=name, **request)
        for name, request in (("web", by_default), ("machine", machine))
    ]
    lab.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="cdk-shop")
    distribution = lab.call("DescribeUserPoolDomain", Domain="cdk-shop")["DomainDescription"]
    assert distribution["CloudFrontDistribution"]
    for made, request in zip(clients, (by_default, machine), strict=True):
        client = made["UserPoolClient"]
        named = {"UserPoolId": pool_id, "ClientId": client["ClientId"]}
        shown = lab.call("DescribeUserPoolClient", **named)["UserPoolClient"]
        assert {name: shown.get(name) for name in request if name != "GenerateSecret"} == {
            name: value for name, value in request.items() if name != "GenerateSecret"
        }
        assert shown.get("ClientSecret") == client.get("ClientSecret")
    assert clients[1]["UserPoolClient"]["ClientSecret"]
    lab.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain="cdk-shop")
    lab.call("DeleteResourceServer", UserPoolId=pool_id, Identifier="orders")  # clients do not mind
    for made in clients:
        client_id = made["UserPoolClient"]["ClientId"]
        lab.call("DeleteUserPoolClient", UserPoolId=pool_id, ClientId=client_id)
    lab.call("DeleteUserPool", UserPoolId=pool_id)
