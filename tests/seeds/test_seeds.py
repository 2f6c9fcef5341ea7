"""Seeds: what they may say, and how a mistake in one is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyotp
import pytest

from cognito_emulator import Settings
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from tests.support import OWN_SENDER, SMS_ROLE, Lab, StockKeys, claims, secret_hash
from tests.table import table

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.yaml"
POOL_ID = "us-east-1_DemoPool1"


def call(emulator: Emulator, operation: str, **request: Any) -> Any:
    return emulator.call(operation, request)


def sign_in(emulator: Emulator, client: str, name: str, password: str, **more: str) -> Any:
    parameters = {"USERNAME": name, "PASSWORD": password, **more}
    return call(
        emulator,
        "InitiateAuth",
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )


# --- the demo -------------------------------------------------------------------------------------


@pytest.fixture
def demo(stock_keys: StockKeys) -> Emulator:
    return Emulator(seed=DEMO, keys=stock_keys)


def test_the_demo_s_people(demo: Emulator) -> None:
    web = "demowebclient0000000000001"
    alice = sign_in(demo, web, "alice", "Alice-Password-1")["AuthenticationResult"]
    assert claims(alice["IdToken"])["cognito:groups"] == ["admins", "readers"]
    assert claims(alice["IdToken"])["custom:team"] == "platform"
    assert claims(alice["IdToken"])["email_verified"] is True
    assert "AuthenticationResult" in sign_in(demo, web, "bob", "Bob-Password-1")
    carol = sign_in(demo, web, "carol", "Carol-Temporary-1")
    assert carol["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert demo.messages() == []


def test_the_demo_s_client_with_a_secret(demo: Emulator) -> None:
    backend = "demobackendclient000000002"
    secret = "demosecret0000000000000000000000000000000000000000002"
    proof = secret_hash(secret, "bob", backend)
    assert "AuthenticationResult" in sign_in(
        demo, backend, "bob", "Bob-Password-1", SECRET_HASH=proof
    )


def test_what_was_planted_is_told(demo: Emulator) -> None:
    (planted,) = demo.seeded
    assert planted.pool.id == POOL_ID
    assert [client.name for client in planted.clients] == ["web", "backend", "machine"]


# --- forms ----------------------------------------------------------------------------------------


def test_json_and_yaml_several_pools_several_seeds(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.yml"
    one.write_text(json.dumps({"UserPools": [{"PoolName": "a"}, {"PoolName": "b"}]}))
    two.write_text("PoolName: c\n")
    emulator = Emulator(seeds=[one, str(two), {"PoolName": "d"}])
    assert [planted.pool.name for planted in emulator.seeded] == ["a", "b", "c", "d"]


def test_the_region_is_the_id_s() -> None:
    emulator = Emulator(
        Settings(region="us-west-2"),
        seeds=[{"PoolName": "a", "Id": "eu-west-1_abc"}, {"PoolName": "b"}],
    )
    assert [planted.pool.region for planted in emulator.seeded] == ["eu-west-1", "us-west-2"]
    assert emulator.seeded[1].pool.id.startswith("us-west-2_")


def as_printed(document: Any) -> Any:
    """What the AWS CLI prints: dates in ISO 8601."""
    return json.loads(json.dumps(document, default=lambda moment: moment.isoformat()))


def test_what_is_printed_can_be_planted(stock_keys: StockKeys, tmp_path: Path) -> None:
    """Describe a pool and all it has, paste it into a file, and get the same."""
    before = Lab(
        Emulator(keys=stock_keys),
        pool_request={
            "AutoVerifiedAttributes": ["email"],
            "Schema": [
                {"Name": "team", "AttributeDataType": "String"},
                {"Name": "level", "AttributeDataType": "Number", "Mutable": True},
                {"Name": "email", "AttributeDataType": "String", "Required": True},
            ],
            "UserPoolTags": {"for": "tests"},
        },
    )
    pool_id = before.pool_id
    sub = before.user("alice", "Passw0rd!", email="a@example.com", email_verified="true")
    before.call("CreateGroup", UserPoolId=pool_id, GroupName="admins", Precedence=1)
    pool = before.call("DescribeUserPool", UserPoolId=pool_id)
    client = before.call("DescribeUserPoolClient", UserPoolId=pool_id, ClientId=before.client_id)
    groups = before.call("ListGroups", UserPoolId=pool_id)["Groups"]
    users = before.call("ListUsers", UserPoolId=pool_id)["Users"]
    file = tmp_path / "printed.json"
    file.write_text(
        json.dumps(as_printed({**pool, "Clients": [client], "Groups": groups, "Users": users}))
    )

    after = Emulator(seed=file, keys=stock_keys)

    def settled(document: Any) -> Any:
        dates = ("CreationDate", "LastModifiedDate", "UserCreateDate", "UserLastModifiedDate")
        return {name: value for name, value in document.items() if name not in dates}

    again = call(after, "DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    assert settled(again) == settled(pool["UserPool"])
    described = call(
        after, "DescribeUserPoolClient", UserPoolId=pool_id, ClientId=before.client_id
    )["UserPoolClient"]
    assert settled(described) == settled(client["UserPoolClient"])
    assert [settled(user) for user in call(after, "ListUsers", UserPoolId=pool_id)["Users"]] == [
        settled(user) for user in users
    ]
    assert {"Name": "sub", "Value": sub} in users[0]["Attributes"]


def test_users_who_are_printed_with_their_sub_for_a_name_can_be_planted(
    stock_keys: StockKeys,
) -> None:
    """Where people sign in with addresses, ListUsers shows the sub as the Username."""
    request = {"PoolName": "x", "UsernameAttributes": ["email"]}
    before = Lab(Emulator(keys=stock_keys), pool_request=request)
    before.user("ada@example.com", "Passw0rd!")
    printed = before.call("ListUsers", UserPoolId=before.pool_id)["Users"]
    seed = {**request, "Id": "us-east-1_abc", "Users": printed}
    after = Emulator(seed=seed)
    after.plant(seed, anew=True)
    (user,) = call(after, "ListUsers", UserPoolId="us-east-1_abc")["Users"]
    assert user["Username"] == printed[0]["Username"]
    assert call(after, "AdminGetUser", UserPoolId="us-east-1_abc", Username="ada@example.com")


def test_yaml_that_looks_like_something_else(tmp_path: Path) -> None:
    """Dates, phone numbers and words like "no" are text; times and flags too, as attributes."""
    file = tmp_path / "seed.yaml"
    file.write_text(
        """
UserPool:
  PoolName: 2026-09-01
  Id: us-east-1_abc
  CreationDate: 2026-09-01T00:00:00Z
  Schema:
    - {Name: level, AttributeDataType: Number, Mutable: true}
Clients: null
Users:
  - Username: no
    UserCreateDate: 2026-09-01 00:00:00
    UserAttributes:
      birthdate: 1990-01-31
      phone_number: +15551234567
      phone_number_verified: true
      locale: no
      zoneinfo: 12:30
      nickname: ~
      custom:level: 5
"""
    )
    emulator = Emulator(seed=file)
    user = call(emulator, "AdminGetUser", UserPoolId="us-east-1_abc", Username="no")
    assert {a["Name"]: a["Value"] for a in user["UserAttributes"] if a["Name"] != "sub"} == {
        "birthdate": "1990-01-31",
        "phone_number": "+15551234567",
        "phone_number_verified": "true",
        "locale": "no",
        "zoneinfo": "12:30",
        "custom:level": "5",
    }
    assert emulator.seeded[0].pool.name == "2026-09-01"


def test_attributes_as_the_api_lists_them() -> None:
    attributes = [
        {"Name": "birthdate", "Value": date(1990, 1, 31)},
        {"Name": "sub", "Value": "s-1"},
    ]
    user = {"Username": "ada", "UserAttributes": attributes}
    emulator = Emulator(seed={"PoolName": "x", "Id": "us-east-1_abc", "Users": [user]})
    found = call(emulator, "AdminGetUser", UserPoolId="us-east-1_abc", Username="s-1")
    assert found["UserAttributes"] == [
        {"Name": "birthdate", "Value": "1990-01-31"},
        {"Name": "sub", "Value": "s-1"},
    ]


def test_a_fixed_sub_where_people_sign_in_with_addresses() -> None:
    seed = {
        "PoolName": "x",
        "Id": "us-east-1_abc",
        "UsernameAttributes": ["email"],
        "Clients": [
            {
                "ClientName": "x",
                "ClientId": "c",
                "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            }
        ],
        "Users": [
            {
                "Username": "ada@example.com",
                "Password": "Correct-Horse-1",
                "UserAttributes": {"sub": "5b1c0000-0000-7000-0000-000000000001"},
            }
        ],
    }
    emulator = Emulator(seed=seed)
    tokens = sign_in(emulator, "c", "ada@example.com", "Correct-Horse-1")["AuthenticationResult"]
    assert claims(tokens["AccessToken"])["username"] == "5b1c0000-0000-7000-0000-000000000001"


@table(
    "user, status",
    [
        ({}, "CONFIRMED"),
        ({"Password": "Correct-Horse-1"}, "CONFIRMED"),
        ({"TemporaryPassword": "Correct-Horse-1"}, "FORCE_CHANGE_PASSWORD"),
        ({"Password": "Correct-Horse-1", "UserStatus": "UNCONFIRMED"}, "UNCONFIRMED"),
        ({"Password": "Correct-Horse-1", "UserStatus": "RESET_REQUIRED"}, "RESET_REQUIRED"),
        ({"UserStatus": "FORCE_CHANGE_PASSWORD"}, "FORCE_CHANGE_PASSWORD"),
    ],
)
def test_the_status_of_a_user(user: dict[str, str], status: str) -> None:
    users = [{"Username": "ada", "Enabled": False, **user}]
    emulator = Emulator(seed={"PoolName": "x", "Id": "us-east-1_abc", "Users": users})
    found = call(emulator, "AdminGetUser", UserPoolId="us-east-1_abc", Username="ada")
    assert found["UserStatus"] == status
    assert found["Enabled"] is False


# --- second factors -------------------------------------------------------------------------------

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOKENS: dict[str, Any] = {
    "MfaConfiguration": "ON",
    "SoftwareTokenMfaConfiguration": {"Enabled": True},
}


def test_a_user_with_an_authenticator_app_signs_in(stock_keys: StockKeys) -> None:
    ada = {
        "Username": "ada",
        "Password": "Correct-Horse-1",
        "SoftwareTokenSecret": SECRET,
        "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"],
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
    }
    web = {
        "ClientName": "web",
        "ClientId": "c",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }
    emulator = Emulator(seed=pool(**TOKENS, Clients=[web], Users=[ada]), keys=stock_keys)
    met = sign_in(emulator, "c", "ada", "Correct-Horse-1")
    assert met["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    code = pyotp.TOTP(SECRET).at(int(emulator.clock.now()))
    answered = call(
        emulator,
        "RespondToAuthChallenge",
        ClientId="c",
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=met["Session"],
        ChallengeResponses={"USERNAME": "ada", "SOFTWARE_TOKEN_MFA_CODE": code},
    )
    assert "AuthenticationResult" in answered
    shown = call(emulator, "AdminGetUser", UserPoolId="us-east-1_abc", Username="ada")
    expected = (["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")
    assert (shown["UserMFASettingList"], shown["PreferredMfaSetting"]) == expected


@pytest.mark.parametrize(
    "printed",
    [
        TOKENS,
        {"MfaConfiguration": "OFF", "WebAuthnConfiguration": {"RelyingPartyId": "example.com"}},
        {
            "MfaConfiguration": "OPTIONAL",
            "SmsMfaConfiguration": {
                "SmsAuthenticationMessage": "It is {####}",
                "SmsConfiguration": SMS_ROLE,
            },
            "EmailMfaConfiguration": {"Subject": "Code"},
        },
    ],
)
def test_what_is_printed_of_a_pools_factors_can_be_planted(printed: dict[str, Any]) -> None:
    emulator = Emulator(seed=pool(**printed, EmailConfiguration=OWN_SENDER))
    assert call(emulator, "GetUserPoolMfaConfig", UserPoolId="us-east-1_abc") == printed
    described = call(emulator, "DescribeUserPool", UserPoolId="us-east-1_abc")["UserPool"]
    assert described["MfaConfiguration"] == printed["MfaConfiguration"]


def test_passkeys_that_are_printed_are_left_out(stock_keys: StockKeys) -> None:
    """AdminGetUser lists them among the factors, but no file can hold a passkey."""
    ada = {
        "Username": "ada",
        "Password": "Correct-Horse-1",
        "SoftwareTokenSecret": SECRET,
        "UserMFASettingList": ["SOFTWARE_TOKEN_MFA", "WEB_AUTHN_MFA"],
    }
    emulator = Emulator(seed=pool(**TOKENS, Users=[ada]), keys=stock_keys)
    shown = call(emulator, "AdminGetUser", UserPoolId=emulator.seeded[0].pool.id, Username="ada")
    assert shown["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]


def test_what_a_user_prefers_is_on(stock_keys: StockKeys) -> None:
    ada = {
        "Username": "ada",
        "UserAttributes": {"phone_number": "+15551234567"},
        "PreferredMfaSetting": "SMS_MFA",
    }
    members = {"MfaConfiguration": "ON", "SmsConfiguration": SMS_ROLE, "Users": [ada]}
    emulator = Emulator(seed=pool(**members), keys=stock_keys)
    shown = call(emulator, "AdminGetUser", UserPoolId="us-east-1_abc", Username="ada")
    assert (shown["UserMFASettingList"], shown["PreferredMfaSetting"]) == (["SMS_MFA"], "SMS_MFA")


# --- all or nothing ------------------------------------------------------------------------------


def pool(**members: Any) -> dict[str, Any]:
    return {"PoolName": "x", "Id": "us-east-1_abc", **members}


def test_all_or_nothing() -> None:
    emulator = Emulator()
    bad = {
        "UserPools": [pool(), pool(Id="us-east-1_b", Users=[{"Username": "a", "Groups": ["b"]}])]
    }
    with pytest.raises(SeedError):
        emulator.__init__(seed=bad, clock=emulator.clock)  # type: ignore[misc]
    assert emulator.call("ListUserPools", {"MaxResults": 10})["UserPools"] == []


# --- the emulator's own verbs ---------------------------------------------------------------------


def test_reset_plants_again(demo: Emulator) -> None:
    call(demo, "AdminDeleteUser", UserPoolId=POOL_ID, Username="alice")
    call(demo, "CreateUserPool", PoolName="another")
    demo.reset()
    assert call(demo, "AdminGetUser", UserPoolId=POOL_ID, Username="alice")["Enabled"]
    assert len(call(demo, "ListUserPools", MaxResults=10)["UserPools"]) == 1


def test_snapshots_can_be_gone_back_to(demo: Emulator) -> None:
    before = demo.snapshot()
    for _ in range(2):
        call(demo, "AdminDeleteUser", UserPoolId=POOL_ID, Username="alice")
        demo.restore(before)
        assert call(demo, "AdminGetUser", UserPoolId=POOL_ID, Username="alice")["Enabled"]


def test_the_context_ends_with_nothing() -> None:
    with Emulator(seed={"PoolName": "x"}) as emulator:
        assert len(emulator.call("ListUserPools", {"MaxResults": 10})["UserPools"]) == 1
    assert emulator.call("ListUserPools", {"MaxResults": 10})["UserPools"] == []
