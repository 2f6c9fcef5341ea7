"""Pools of cognito-local, as they are, for seeds."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import Settings, errors
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from tests.support import StockKeys, claims, secret_hash

SHOP = Path(__file__).parents[2] / "fixtures" / "cognito-local"
DB = SHOP / ".cognito" / "db"
WEB, DESK = "4k1m9t0s7x2c8v5b3n6q1w0e2r", "7p3l5o9i1u8y2t4r6e0w7q9a5s"
POOL_ID, STAFF_ID = "local_5hopUser", "us-west-2_5taffUser"
SMS = {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}
ALICE = "3f0c2f0e-6d0f-4f0b-9c39-2f6a6c7b1d01"


def begin(emulator: Emulator, name: str, password: str, client: str = WEB, **more: str) -> Any:
    parameters = {"USERNAME": name, "PASSWORD": password, **more}
    request = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
    return emulator.call("InitiateAuth", {"ClientId": client, **request})


def notes(emulator: Emulator) -> list[str]:
    return [warning.sentence for warning in emulator.warnings()]


@pytest.fixture
def shop(stock_keys: StockKeys) -> Emulator:
    return Emulator(Settings(region="eu-west-1"), seed=SHOP, keys=stock_keys)


@pytest.mark.parametrize("place", [SHOP, SHOP / ".cognito", DB, DB / "clients.json"])
def test_a_folder_or_its_clients_are_all_of_its_pools(place: Path) -> None:
    seeded = Emulator(Settings(region="eu-west-1"), seed=place).seeded
    assert [(each.pool.id, each.pool.name, each.pool.region) for each in seeded] == [
        (POOL_ID, "shop", "eu-west-1"),
        (STAFF_ID, "staff", "us-west-2"),
    ]
    assert [[client.id for client in each.clients] for each in seeded] == [[WEB], [DESK]]


def test_a_file_is_its_pool_with_the_clients_beside_it() -> None:
    (seeded,) = Emulator(seed=DB / f"{POOL_ID}.json").seeded
    assert seeded.pool.id == POOL_ID
    assert [client.id for client in seeded.clients] == [WEB]


def test_the_plugin_and_the_command_line_load_it_by_the_same_road() -> None:
    assert [each.pool.id for each in Emulator(seeds=[str(SHOP)]).seeded] == [POOL_ID, STAFF_ID]


def test_people_sign_in_as_before(shop: Emulator) -> None:
    """By address or by a name that is none, whatever the policy thinks of the password."""
    alice = begin(shop, "alice@shop.example", "alice")["AuthenticationResult"]
    told = claims(alice["IdToken"])
    assert (told["sub"], told["cognito:username"]) == (ALICE, ALICE)
    assert told["cognito:groups"] == ["admins"]
    assert told["custom:plan"] == "gold"
    assert told["email_verified"] is True
    bob = begin(shop, "bob@shop.example", "Welcome-1")
    assert bob["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    shop.call("AdminEnableUser", {"UserPoolId": POOL_ID, "Username": "carol"})
    shop.call("AdminConfirmSignUp", {"UserPoolId": POOL_ID, "Username": "carol"})
    carol = begin(shop, "carol", "carol")["AuthenticationResult"]
    assert claims(carol["AccessToken"])["username"] == "carol"


def test_status_attributes_and_schema_are_kept(shop: Emulator) -> None:
    whose = {"UserPoolId": POOL_ID}
    bob = shop.call("AdminGetUser", {**whose, "Username": "bob@shop.example"})
    given = {each["Name"]: each["Value"] for each in bob["UserAttributes"]}
    assert given["email_verified"] == "true"
    assert given["custom:seats"] == "3"
    carol = shop.call("AdminGetUser", {**whose, "Username": "carol"})
    assert (carol["UserStatus"], carol["Enabled"]) == ("UNCONFIRMED", False)
    pool = shop.call("DescribeUserPool", whose)["UserPool"]
    schema = {each["Name"]: each for each in pool["SchemaAttributes"]}
    assert schema["email"]["Required"] is True
    assert {"custom:plan", "custom:seats"} <= schema.keys()
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 8


def test_clients_keep_what_they_say(shop: Emulator) -> None:
    staff = shop.caller(signed=False)
    request = {"UserPoolId": STAFF_ID, "ClientId": DESK}
    desk = shop.call("DescribeUserPoolClient", request, staff)["UserPoolClient"]
    assert desk["AccessTokenValidity"] == 15
    assert desk["ClientSecret"].startswith("desksecret")
    assert len(desk["ExplicitAuthFlows"]) == 2


def test_mfa_by_text_message_goes_on(shop: Emulator) -> None:
    secret = secret_hash(f"desksecret{'0' * 40}1", "dora", DESK)
    met = begin(shop, "dora", "Dora-Password-1", DESK, SECRET_HASH=secret)
    assert met["ChallengeName"] == "SMS_MFA"
    assert shop.messages()[-1].destination == "+15551234567"


def test_what_is_not_read_is_named(shop: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    shop_file, staff_file = DB / f"{POOL_ID}.json", DB / f"{STAFF_ID}.json"
    unread = "These members have no meaning here and are not read"
    lacks = "The pool's schema lacks attributes of users; they are added, as text"
    expected = [
        f"{shop_file}: {unread}: Users.RefreshTokens, Users.ConfirmationCode.",
        f"{shop_file}: {lacks}: custom:seats.",
        f"{shop_file}: Clients without ExplicitAuthFlows may use every flow: {WEB}.",
        f"{staff_file}: MFA is OPTIONAL; text messages are a factor, by a role that is made up.",
    ]
    assert notes(shop) == expected
    with caplog.at_level(logging.WARNING):
        Emulator(seed=SHOP)
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


# --- files as they are found ----------------------------------------------------------------------


def database(**changes: Any) -> dict[str, Any]:
    options = {"Id": "local_abc", "Name": "x", **changes.pop("Options", {})}
    return {"Users": {}, "Options": options, **changes}


def user(**members: Any) -> dict[str, Any]:
    given = {"Username": "ada", "Attributes": [{"Name": "sub", "Value": "s-1"}]}
    return {"Users": {"ada": {**given, "UserStatus": "CONFIRMED", "Enabled": True, **members}}}


@pytest.mark.parametrize("place", [".", ".cognito", ".cognito/db"])
def test_a_folder_may_have_pools_without_clients(tmp_path: Path, place: str) -> None:
    """And the project whose folder it is a file of that name for something else."""
    db = tmp_path / ".cognito" / "db"
    db.mkdir(parents=True)
    (db / "local_abc.json").write_text(json.dumps({"Options": {"Id": "local_abc", "Name": "a"}}))
    (tmp_path / "clients.json").write_text('{"name": "of the project"}')
    emulator = Emulator(seed=tmp_path / place)
    assert [pool.id for pool in emulator.all_pools()] == ["local_abc"]


def loaded(folder: Path, document: Any, clients: Any = None) -> Emulator:
    (folder / "local_abc.json").write_text(json.dumps(document))
    if clients is not None:
        (folder / "clients.json").write_text(json.dumps({"Clients": clients}))
    return Emulator(seed=folder)


@pytest.mark.parametrize(
    ("document", "note"),
    [
        (database(Options={"LambdaConfig": {"endpoint": "x"}}), "Options.LambdaConfig.endpoint"),
        (database(Options={"TriggerFunctions": {"PreSignUp": "x"}}), "Options.TriggerFunctions"),
        (database(Options={"_identityProviders": [{}]}), "Options._identityProviders"),
        (database(Options={"CustomDomain": "a.example"}), "Options.CustomDomain"),
        (database(Others={}), "Others"),
        (database(**user(Devices=[{}], MFACode="1234")), "Users.Devices, Users.MFACode"),
        (database(**user(MFAOptions=[{"DeliveryMedium": "SMS"}])), "lack what SMS_MFA needs"),
        (database(**user(UserMFASettingList=["SOFTWARE_TOKEN_MFA"])), "lack what SOFTWARE_T"),
        (database(**user(Password="x")), "no request can hold are left out, of: ada"),
        (database(**user(Username="ada ")), "request can hold are left out: 'ada '."),
        (database(**user(Attributes=[{"Name": "role", "Value": "x"}])), "who keep them: role."),
        (database(Groups={"a": {"members": ["ghost"]}}), "members that are no users: ghost"),
        (
            database(Options={"SchemaAttributes": [
                {"Name": "team", "AttributeDataType": "String", "Required": True}]}),
            "these are not: team.",
        ),
    ],
)  # fmt: skip
def test_nothing_is_lost_silently(tmp_path: Path, document: Any, note: str) -> None:
    emulator = loaded(tmp_path, document)
    assert len(emulator.seeded) == 1
    assert any(note in sentence for sentence in notes(emulator)), notes(emulator)


def test_a_domain_is_kept(tmp_path: Path) -> None:
    emulator = loaded(tmp_path, database(Options={"Domain": "shop"}))
    pool = emulator.call("DescribeUserPool", {"UserPoolId": "local_abc"})["UserPool"]
    assert pool["Domain"] == "shop"


@pytest.mark.parametrize(
    "document",
    [
        {"Options": {"Id": "local_abc"}},
        database(Options={"UsernameAttributes": [], "AliasAttributes": [], "LambdaConfig": {}}),
        database(Options={"SchemaAttributes": [
            {"Name": "custom:role", "AttributeDataType": "String", "Mutable": True,
             "NumberAttributeConstraints": {"MinValue": "0"},
             "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "255"}},
            {"Name": "userId", "AttributeDataType": "String", "Mutable": True}]}),
        database(**user(Attributes=[{"Name": "email", "Value": "no address "}])),
        database(**user(Attributes=[{"Name": "email", "Value": "a@b.example"}]),
                 Options={"UsernameAttributes": ["email"]}),
        database(**user(UserStatus="RESET_REQUIRED", Password="x", RefreshTokens=[])),
        database(**user(UserCreateDate=1677000000000, UserLastModifiedDate="2023-01-24")),
        database(Groups={"a": {"GroupName": "a", "CreationDate": "2023", "members": ["ada"]}},
                 **user()),
    ],
)  # fmt: skip
def test_what_older_versions_and_hands_wrote_loads(tmp_path: Path, document: Any) -> None:
    emulator = loaded(tmp_path, document)
    assert emulator.seeded[0].pool.id == "local_abc"
    listed = emulator.call("ListUsers", {"UserPoolId": "local_abc"})["Users"]
    assert len(listed) == len(document.get("Users", {}))


def test_a_verified_authenticator_app_comes_along(tmp_path: Path) -> None:
    secret = {"Secret": "JBSWY3DPEHPK3PXP", "Verified": True}
    factors = {"UserMFASettingList": ["SOFTWARE_TOKEN_MFA"], "Password": "xyz"}
    ada = user(SoftwareTokenMfaConfiguration=secret, **factors)
    client = {"ClientId": "web", "UserPoolId": "local_abc"}
    document = database(**ada, Options={"MfaConfiguration": "ON"})
    emulator = loaded(tmp_path, document, {"web": client})
    assert begin(emulator, "ada", "xyz", "web")["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_clients_of_pools_that_are_gone_are_counted(tmp_path: Path) -> None:
    clients = {
        "a": {"ClientId": "a", "ClientName": "a", "UserPoolId": "local_abc"},
        "b": {"ClientId": "b", "ClientName": "b", "UserPoolId": "local_gone"},
        "c": {"ClientId": "c", "ClientName": "c", "UserPoolId": "local_gone"},
    }
    emulator = loaded(tmp_path, database(), clients)
    assert [client.id for client in emulator.seeded[0].clients] == ["a"]
    beside = tmp_path / "clients.json"
    assert f"{beside}: Clients of pools that are not here are left out: b, c." in notes(emulator)


def test_control_characters_are_not_shown(tmp_path: Path) -> None:
    emulator = loaded(tmp_path, database(**{"\x1b[2J\n": 1}, **user(**{"\x07": 1})))
    assert len(notes(emulator)) == 1
    assert all(sentence.isprintable() for sentence in notes(emulator))


def test_of_many_some_are_named(tmp_path: Path) -> None:
    users = {f"u{number}": {"Attributes": [], "RefreshTokens": ["x"], "MFAOptions": [SMS]}
             for number in range(100)}  # fmt: skip
    sentences = notes(loaded(tmp_path, database(Users=users)))
    assert len(sentences) == 2
    assert sentences[0].endswith(": u0, u1, u2, u3, u4, u5, u6, u7, u8, u9 and 90 more.")
    assert sentences[1].endswith(": Users.RefreshTokens (100 times).")


def test_its_configuration_is_not_read_and_said_so(tmp_path: Path) -> None:
    db = tmp_path / ".cognito" / "db"
    db.mkdir(parents=True)
    (tmp_path / ".cognito" / "config.json").write_text('{"TriggerFunctions": {"PreSignUp": "f"}}')
    (db / "clients.json").write_text('{"Clients": {}}')
    emulator = loaded(db, database())
    assert any(
        "config.json: It is not read. For its Trigger" in sentence for sentence in notes(emulator)
    )


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "This is a folder. A seed is a file, the folder with pools of cognito-local"),
        ({"a.json": "{"}, "This is a folder."),
        ({"tsconfig.json": "{}"}, "This is a folder."),
        ({"clients.json": '{"Clients": {}}'}, "There is no pool of cognito-local in this folder."),
        ({"clients.json": '{"Clients": []}'}, "This must be an object with members, not a list."),
        (
            {"clients.json": '{"Clients": {}}', "local_a.json": "{}"},
            "This is no pool of cognito-local; it has no Options.",
        ),
        ({"local_a.json": '{"Options": {}, "Users": {"ada": 5}}'}, "This must be an object with"),
        ({"test-pool.json": '{"Options": {}, "Users": {}}'}, "Id: Value 'test-pool' failed to"),
        (
            {"local_a.json": '{"Options": {}, "Users": {"ada": {"UserStatus": "HAPPY"}}}'},
            "Users[0] (ada).UserStatus: HAPPY is none of",
        ),
        (
            {"local_a.json": '{"Options": {"Policies": {"PasswordPolicy": {"MinimumLength": 1}}}}'},
            "Policies.PasswordPolicy.MinimumLength: Value '1' failed to",
        ),
    ],
)
def test_a_folder_that_is_wrong_is_told(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(SeedError) as error:
        Emulator(seed=tmp_path)
    assert str(error.value).startswith(str(tmp_path))
    assert sentence in str(error.value)


def test_a_seed_s_own_users_may_be_unchecked_too() -> None:
    ada = {"Username": "ada", "Password": "ada", "Attributes": {"email": "nobody"}}
    with pytest.raises(SeedError):
        Emulator(seed={"PoolName": "x", "Users": [ada]})
    client = {"ClientName": "w", "ClientId": "w", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH",
              "ALLOW_REFRESH_TOKEN_AUTH"]}  # fmt: skip
    unchecked = {"PoolName": "x", "Clients": [client], "Users": [{**ada, "Unchecked": True}]}
    emulator = Emulator(seed=unchecked)
    assert begin(emulator, "ada", "ada", "w")["AuthenticationResult"]
    with pytest.raises(errors.NotAuthorizedException):
        begin(emulator, "ada", "eve", "w")
