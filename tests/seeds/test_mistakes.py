"""Seeds that are wrong: what is told of it, and where it says the mistake is."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from tests.table import table


def pool(**members: Any) -> dict[str, Any]:
    return {"PoolName": "x", "Id": "us-east-1_abc", **members}


def told(seed: Any) -> str:
    """Return what is said of a seed that is wrong."""
    with pytest.raises(SeedError) as mistake:
        Emulator(seed=seed)
    return str(mistake.value)


@table("seed, sentence", [
        ([], "seed: This must be an object with members, not a list."),
        ({"PoolName": 5}, "seed: PoolName: This must be text"),
        ({"PoolNam": "x"}, "seed: PoolNam: There is no member PoolNam; the nearest is PoolName"),
        ({}, "seed: PoolName: This is missing."),
        ({"UserPools": {}}, "seed: UserPools: This must be a list, not an object."),
        ({"UserPools": [5]}, "seed: UserPools[0]: This must be an object"),
        ({"UserPools": [], "Users": []}, "seed: Users: A file has UserPools, or"),
        (pool(Id="x"), "seed: Id: Value 'x' failed to satisfy constraint"),
        (
            {"UserPoolClient": {"ClientName": "a"}},
            "seed: This is what describe-user-pool-client prints, and describes no pool. Put it",
        ),
        (
            {"UserPools": [{"UserPoolClient": {"ClientName": "a"}}]},
            "seed: UserPools[0] (a).UserPoolClient: This is an app client; it belongs into the",
        ),
        (pool(client=[]), "seed: client: There is no member client; the nearest is Clients"),
        (
            {"UserPools": [pool(), pool(Id="us-east-1_b", Clients=[{"ClientName": "a"},
                {"ClientName": "b", "ExplicitAuthFlows": ["ALLOW_ALL"]}])]},
            "seed: UserPools[1] (x).Clients[1] (b).ExplicitAuthFlows[0]: There is no value ALLOW",
        ),
        ({"UserPools": [pool(), pool()]}, "seed: UserPools[1] (x): InvalidParameterException"),
        (pool(Clients=[{"ClientName": "a", "AccessTokenValidty": 5}]),
         "seed: Clients[0] (a).AccessTokenValidty: There is no member AccessTokenValidty"),
        (pool(Clients=[{"ClientName": "a", "AccessTokenValidity": "5"}]),
         "seed: Clients[0] (a).AccessTokenValidity: This must be a whole number, not text;"),
        (pool(Clients=[{"ClientName": "a", "EnableTokenRevocation": 1}]),
         "seed: Clients[0] (a).EnableTokenRevocation: This must be true or false, not the numb"),
        (pool(Policies={"PasswordPolicy": {"MinimumLength": 3}}),
         "seed: Policies.PasswordPolicy.MinimumLength: Value '3' failed"),
        (pool(Policies={"PasswordPolicy": {"MinLength": 8}}),
         "seed: Policies.PasswordPolicy.MinLength: There is no member MinLength"),
        (pool(Schema=[{"Name": "email", "AttributeDataType": "String"}, {"Name": "a" * 21}]),
         "seed: Schema[1].Name: Value 'aaaaaaaaaaaaaaaaaaaaa' failed"),
        (pool(Groups=[{"GroupName": "a"}, {"GroupName": "a"}]),
         "seed: Groups[1] (a): GroupExistsException: A group with the name already exists."),
        (pool(Users=[{"Username": "a", "Password": "short"}]),
         "seed: Users[0] (a): InvalidPasswordException: "),
        (pool(Users=[{"Username": "a", "Password": "Abc-12345", "TemporaryPassword": "Abc-12346"}]),
         "seed: Users[0] (a): A user has a Password or a TemporaryPassword, not both."),
        (pool(Users=[{"Username": "a", "UserStatus": "HAPPY"}]),
         "seed: Users[0] (a).UserStatus: HAPPY is none of UNCONFIRMED, CONFIRMED"),
        (pool(Users=[{"Username": "a", "TemporaryPassword": "Ab-1234", "UserStatus": "CONFIRMED"}]),
         "seed: Users[0] (a).UserStatus: With a TemporaryPassword"),
        (pool(Users=[{"Username": "a", "Groups": ["nobody"]}]),
         "seed: Users[0] (a).Groups[0]: There is no group nobody; the pool has none in Groups."),
        (pool(Users=[{"Username": "a", "UserAttributes": {"email": ["x"]}}]),
         "seed: Users[0] (a).UserAttributes.email: This must be text, not a list."),
        (pool(Users=[{"Username": "a"}, {"Username": "a"}]),
         "seed: Users[1] (a): UsernameExistsException: "),
        (pool(Users=[{"Username": "a", "Enabled": "yes"}]),
         "seed: Users[0] (a).Enabled: This must be true or false, not text; it is written"),
        (pool(SoftwareTokenMfaConfiguration={"Enabled": "yes"}),
         "seed: SoftwareTokenMfaConfiguration.Enabled: This must be true or false, not text; it"),
        (pool(EmailMfaConfiguration={"Message": "no code in it"}),
         "seed: EmailMfaConfiguration.Message: Value 'no code in it' failed to satisfy"),
        (pool(SoftwareTokenMfaConfiguration={"Enabled": True}),
         "seed: InvalidParameterException: Invalid MFA configuration given, can't turn off MFA"),
        (pool(Users=[{"Username": "a", "SoftwareTokenSecret": "8" * 16}]),
         "seed: Users[0] (a).SoftwareTokenSecret: This must be base32 (letters and the digits"),
        (pool(Users=[{"Username": "a", "SoftwareTokenName": "phone"}]),
         "seed: Users[0] (a).SoftwareTokenName: An authenticator app needs a SoftwareTokenSecret."),
        (pool(Clients=[{"ClientName": "c", "SecondClientSecret": "t" * 24}]),
         "seed: Clients[0] (c).SecondClientSecret: InvalidParameterException: A secret can only"),
        (pool(Clients=[{"ClientName": "c", "ClientSecret": "s" * 24, "SecondClientSecret": "t"}]),
         "seed: Clients[0] (c).SecondClientSecret: Value failed to satisfy"),
        (pool(Users=[{"Username": "a", "MFAOptions": [{"DeliveryMedium": "SMS"}]}]),
         "seed: Users[0] (a).MFAOptions: InvalidParameterException: User does not have delivery"),
        (pool(Users=[{"Username": "a", "MFAOptions": [{"Medium": "SMS"}]}]),
         "seed: Users[0] (a).MFAOptions[0].Medium: There is no member Medium; the nearest is"),
        (pool(Users=[{"Username": "a", "UserMFASettingList": ["SMS_MFA", "FAX"]}]),
         "seed: Users[0] (a).UserMFASettingList[1]: FAX is none of SMS_MFA, EMAIL_OTP, SOFT"),
        (pool(Users=[{"Username": "a", "UserMFASettingList": ["SMS_MFA"]}]),
         "seed: Users[0] (a).UserMFASettingList: InvalidParameterException: User does not"),
        (pool(Users=[{"Username": "a", "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA"}]),
         "seed: Users[0] (a).PreferredMfaSetting: SOFTWARE_TOKEN_MFA needs a SoftwareTokenSecret."),
        (pool(Users=[{5: "a"}]), "seed: Users[0]: The name 5 must be text."),
        (pool(Clients=[{"UserPoolClient": {"ClientNam": "a"}}]),
         "seed: Clients[0].UserPoolClient.ClientNam: There is no member"),
        (pool(ManagedLoginBrandings=[{"ClientId": "a", "Settings": [1]}]),
         "seed: ManagedLoginBrandings[0] (a).Settings: This must be an object with members, not a"),
        (pool(ManagedLoginBrandings=[{"ClientId": "a", "Settings": {}}]),
         "seed: ManagedLoginBrandings[0] (a): ResourceNotFoundException: User pool client does"),
        (pool(Clients=[{"ClientId": "a", "ClientName": "a"}],
              ManagedLoginBrandings=[{"ClientId": "a"}]),
         "seed: ManagedLoginBrandings[0] (a): InvalidParameterException: useCognitoProvidedValues"),
        (pool(UICustomizations=[{"ImageFile": "=png"}]),
         "seed: UICustomizations[0].ImageFile: This must be text in base64."),
        (pool(UICustomizations=[{"ImageFile": 5}]),
         "seed: UICustomizations[0].ImageFile: This must be text in base64, not the number 5"),
        (pool(UICustomizations=[{"CSS": ".x {}"}]),
         "seed: UICustomizations[0]: InvalidParameterException: The CSS class .x is not in the"),
        (pool(Terms=[{"ClientId": "a"}]), "3 mistakes:\n  seed: Terms[0] (a)."),
        (pool(TokenSession={"MaxPerUser": 0}),
         "seed: TokenSession: Value '0' failed to satisfy constraint: Member must have value grea"),
        (pool(UserPoolTier="LITE", UserSessionTracking="ENABLED"),
         "seed: FeatureUnavailableInTierException: The following features need to be disabled"),
        (pool(Clients=[{"ClientName": "a", "SSOSession": {}}]),
         "seed: Clients[0] (a).SSOSession: This has no MaxValidityMinutes."),
        (pool(CreationDate=date(2026, 9, 1), PoolName=date(2026, 9, 1)),
         "seed: PoolName: This must be text, not a date."),
    ])  # fmt: skip
def test_a_mistake_is_told_with_its_place(seed: Any, sentence: str) -> None:
    assert told(seed).startswith(sentence)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.json", '{"PoolName": "x",\n"Id" "y"}', "a.json:2: "),
        ("a.yaml", "PoolName: x\nClients: [\n", "a.yaml:3: "),
        ("a.yaml", "PoolName: x\nPoolName: y\n", "a.yaml:2: PoolName is there twice, column 1."),
        ("a.yaml", "a: \t- b", "a.yaml:1: "),
        ("a.yaml", "a: b\n---\nc: d", "a.yaml:2: expected a single document in the stream but "),
        ("a.yaml", "", "a.yaml: The file is empty."),
        ("a.yaml", "PoolName: x\nUsers: [{}]", "a.yaml:2: Users[0].Username: This is missing."),
        ("a.yaml", "? [a]\n: b", "a.yaml"),
        ("a.yaml", "!!python/object:os.system x", "a.yaml:1: "),
        ("a.json", "[" * 100_000, "a.json: It is nested too deeply."),
        ("a.yaml", "a: \x07", "a.yaml"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    assert told(name).startswith(sentence)


@pytest.mark.parametrize(
    ("wishes", "needs"),
    [
        (
            {"SoftwareTokenSecret": "A" * 32, "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]},
            (
                "For SOFTWARE_TOKEN_MFA the pool needs MfaConfiguration: OPTIONAL and "
                "SoftwareTokenMfaConfiguration: { Enabled: true }."
            ),
        ),
        (
            {"UserMFASettingList": ["SMS_MFA"]},
            "For SMS_MFA the user needs the attribute phone_number.",
        ),
        ({"PreferredMfaSetting": "EMAIL_OTP"}, "For EMAIL_OTP the user needs the attribute email."),
        (
            {"MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]},
            "For SMS_MFA the user needs the attribute phone_number.",
        ),
    ],
    ids=["software token", "text message", "mail", "the older option"],
)
def test_what_a_second_factor_needs_is_said(wishes: dict[str, Any], needs: str) -> None:
    sentence = told(pool(Users=[{"Username": "a", **wishes}]))
    factor = needs.split()[1]
    assert sentence.endswith(
        f": User does not have delivery config set to turn on {factor}. {needs}"
    )


def test_nothing_is_said_of_factors_that_lack_nothing() -> None:
    user = {
        "Username": "a",
        "UserAttributes": {"phone_number": "+15550100"},
        "UserMFASettingList": ["SMS_MFA", "EMAIL_OTP"],
    }
    sentence = told(pool(Users=[user]))
    assert sentence.endswith("on EMAIL_OTP. For EMAIL_OTP the user needs the attribute email.")


# --- what may have been meant ---------------------------------------------------------------------


@table("seed, sentences", [
        (
            pool(Usrs=[]),
            "seed: Usrs: There is no member Usrs; the nearest is Users",
        ),
        (pool(ExplicitAuthFlows=[]), "seed: ExplicitAuthFlows: This belongs into an item of"),
        (
            pool(Users=[{"Username": "ada", "email": "ada@example.com"}]),
            "seed: Users[0] (ada).email: This is an attribute; it belongs into UserAttributes.",
        ),
        (
            pool(Users=[{"Username": "ada", "custom:team": "x"}]),
            "seed: Users[0] (ada).custom:team: This is an attribute",
        ),
        (
            pool(Users=[{"Username": "ada", "Passwrd": "Correct-Horse-1"}]),
            "seed: Users[0] (ada).Passwrd: There is no member Passwrd; the nearest is Password",
        ),
        (
            pool(Users=[{"Username": "ada", "UserAttributes": {"custom:team": "x"}}]),
            ("seed: Users[0] (ada).UserAttributes.custom:team: The pool's Schema has no attribute"
            " custom:team: add {Name: team, AttributeDataType: String, Mutable: true} to the"),
        ),
        (
            pool(Users=[{"Username": "ada", "Attributes": [{"Name": "team", "Value": "x"}]}]),
            ("seed: Users[0] (ada).Attributes[0] (team): The pool's Schema has no attribute team: "
            "add {Name: team, AttributeDataType: String, Mutable: true} to the Schema, "
            "and write custom:team here."),
        ),
        (
            pool(
                Schema=[{"Name": "team", "AttributeDataType": "String"}],
                Users=[{"Username": "ada", "UserAttributes": {"team": "x"}}],
            ),
            ("seed: Users[0] (ada).UserAttributes.team: The pool's Schema has no attribute team: "
            "custom:team may be meant."),
        ),
        (
            pool(Users=[{"Username": "ada", "UserAttributes": {"emial": "x@y.example"}}]),
            ("seed: Users[0] (ada).UserAttributes.emial: The pool's Schema has no attribute emial: "
            "email may be meant; if not, add {Name: emial, AttributeDataType: String, "
            "Mutable: true} to the Schema, and write custom:emial here."),
        ),
        (
            pool(Users=[{"Username": "ada", "UserAttributes": {"dev:custom:key": "x"}}]),
            ("seed: Users[0] (ada).UserAttributes.dev:custom:key: The pool's Schema has no"
            " attribute dev:custom:key: add {Name: key, AttributeDataType: String, Mutable: true, "
            "DeveloperOnlyAttribute: true} to the Schema."),
        ),
        (
            pool(
                Groups=[{"GroupName": "admins"}],
                Users=[{"Username": "ada", "Groups": ["admin"]}],
            ),
            "seed: Users[0] (ada).Groups[0]: There is no group admin; the nearest is admins.",
        ),
        (
            pool(Users=[{"Username": "ada", "Password": 12345}]),
            ("seed: Users[0] (ada).Password: This must be text, not the number 12345; "
            'in quotes it is: "12345".'),
        ),
        (
            pool(Users=[{"Username": "ada", "Enabled": "No"}]),
            "seed: Users[0] (ada).Enabled: This must be true or false, not text; it is written",
        ),
        (
            pool(Groups=[{"GroupName": "a", "Precedence": "5"}]),
            ("seed: Groups[0] (a).Precedence: This must be a whole number, not text; "
            "it is written without quotes."),
        ),
        (
            pool(Users=[{"Username": True}]),
            'seed: Users[0].Username: This must be text, not true; in quotes it is: "true".',
        ),
        (
            pool(Users=[{"Username": "ada", "Password": ""}]),
            "seed: Users[0] (ada).Password: Value failed to satisfy constraint",
        ),
        (
            pool(Users=[{"Username": "ada", "Attributes": {"sub": ""}}]),
            "seed: Users[0] (ada).Attributes.sub: A sub cannot be empty.",
        ),
        (
            pool(Clients=[{"ClientName": "web", "ClientId": ""}]),
            "seed: Clients[0] (web).ClientId: Value '' failed to satisfy constraint",
        ),
        (
            pool(Users=[{"Username": "a" * 60, "Enabled": 1}]),
            f"seed: Users[0] ({'a' * 40}...).Enabled: This must be",
        ),
    ])  # fmt: skip
def test_the_right_thing_is_said(seed: Any, sentences: str) -> None:
    assert told(seed).startswith(sentences)


@table(
    "seed",
    [
        pool(Users=[{"Username": "a\x1b[2J", "Enabled": 1}]),
        pool(Users=[{"Username": "a", "UserAttributes": {"custom:\x1b[2J\n": "x"}}]),
        pool(Users=[{"Username": "a", "Groups": ["\x9b2J\r"]}]),
        pool(**{"\x1b[2J": 1}),
        {"PoolName": "\x1b[2J\x07"},
        {"UserPools": [{"\x7f": 1}]},
    ],
)
def test_control_characters_are_not_shown(seed: Any) -> None:
    assert told(seed).replace("\n  ", "").isprintable()


def test_a_value_that_is_too_long_to_read_is_cut() -> None:
    assert len(told({"PoolName": "x" * 100_000})) == 1000


# --- all at once ----------------------------------------------------------------------------------


def test_all_mistakes_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("seed.yaml").write_text(
        """\
PoolName: x
Policies:
  PasswordPolicy:
    MinimumLength: 3
    RequireNumber: true
Clients:
  - ClientName: web
    ExplicitAuthFlow: [ALLOW_USER_AUTH]
Users:
  - Username: ada
    Password: 12345
  - Enabled: true
"""
    )
    assert [line.partition(";")[0] for line in told("seed.yaml").splitlines()] == [
        "4 mistakes:",
        "  seed.yaml:5: Policies.PasswordPolicy.RequireNumber: There is no member RequireNumber",
        "  seed.yaml:8: Clients[0] (web).ExplicitAuthFlow: There is no member ExplicitAuthFlow",
        "  seed.yaml:11: Users[0] (ada).Password: This must be text, not the number 12345",
        "  seed.yaml:12: Users[1].Username: This is missing.",
    ]


def test_what_the_service_would_refuse_is_told_at_once_too(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    document = pool(
        Groups=[{"GroupName": "a"}, {"GroupName": "a"}],
        Users=[{"Username": "ada", "Password": "short"}, {"Username": "bob", "Groups": ["b"]}],
    )
    file.write_text(json.dumps(document, indent="\t"))
    with pytest.raises(SeedError) as error:
        Emulator(seed=file)
    assert [(each.place.path, each.line) for each in error.value.mistakes] == [
        ("Groups[1] (a)", 8),
        ("Users[0] (ada)", 13),
        ("Users[1] (bob).Groups[0]", 20),
    ]


def test_ten_mistakes_are_enough() -> None:
    users = [{"Username": f"user{number}", "Enabled": "yes"} for number in range(1000)]
    lines = told(pool(Users=users)).splitlines()
    assert lines[0] == "10 mistakes or more:"
    assert lines[-1].startswith("  seed: Users[9] (user9).Enabled: ")
    assert len(lines) == 11


def test_nothing_is_planted_where_something_is_wrong() -> None:
    emulator = Emulator()
    with pytest.raises(SeedError):
        emulator.plant(pool(Users=[{"Username": "ada"}, {"Username": "bob", "Groups": ["b"]}]))
    assert emulator.call("ListUserPools", {"MaxResults": 10})["UserPools"] == []


# --- lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("PoolName: x\nUsers:\n- Username: ada\n  Enabled: maybe\n", 4),
        ("PoolName: x\nUsers:\n- {Username: ada,\n   Enabled: maybe}\n", 4),
        ("UserPool:\n  PoolName: x\nUsers:\n- User:\n    Username: ada\n    Enabled: 1\n", 6),
        ("PoolName: x\nUsers:\n- &a {Username: ada}\n- <<: *a\n  Username: bob\n  Enabled: 1", 6),
        ("PoolName: x\nUsers:\n- &a {Enabled: 1}\n", 3),
        ("# a\n\nPoolName:\n  - x\n", 3),
        ('{"PoolName": "x",\n\t"Users": [\n\t\t{"Username": "ada",\n\t\t"Enabled": 5}]}', 4),
    ],
)
def test_a_wrong_value_is_found_in_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "seed.yaml"
    file = file.with_suffix(".json") if text.startswith("{") else file
    file.write_text(text)
    with pytest.raises(SeedError) as error:
        Emulator(seed=file)
    assert error.value.mistakes[0].line == line
    assert str(error.value.mistakes[0]).startswith(f"{file}:{line}: ")


@pytest.mark.parametrize(
    "text",
    [
        "PoolName: x\nUsers:\n\t- Username: ada\n",
        "PoolName: x\nPolicies:\n\tPasswordPolicy: {}\n",
        "PoolName: x\nUsers:\n  \t- Username: ada\n",
        "PoolName: x\n\n\tId: us-east-1_abc\n",
    ],
)
def test_a_tab_that_indents_yaml_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(text)
    assert (
        told(file) == f"{file}:3: There is a tab before the line's text; YAML wants blanks there."
    )


@table(
    "seed, sentence",
    [
        (
            pool(Clients=[{"ClientName": "a", "ExplicitAuthFlows": [
                "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASWORD_AUTH"]}]),
            ("seed: Clients[0] (a).ExplicitAuthFlows[1]: There is no value ALLOW_USER_PASWORD_AUTH;"
            " the nearest are ALLOW_USER_PASSWORD_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH,"
            " ALLOW_USER_SRP_AUTH."),
        ),
        (
            pool(MfaConfiguration="OPTIONL"),
            ("seed: MfaConfiguration: There is no value OPTIONL; the nearest is OPTIONAL;"
            " all of them: OPTIONAL, OFF, ON."),
        ),
        (
            pool(Schema=[{"Name": "a", "AttributeDataType": "string"}]),
            ("seed: Schema[0].AttributeDataType: There is no value string; the nearest is String;"
            " all of them: String, Number, DateTime, Boolean."),
        ),
        (
            pool(UsernameAttributes=["emial"], AutoVerifiedAttributes=["phone"]),
            ("2 mistakes:\n"
            "  seed: AutoVerifiedAttributes[0]: There is no value phone; the nearest is"
            " phone_number; all of them: phone_number, email.\n"
            "  seed: UsernameAttributes[0]: There is no value emial; the nearest is email;"
            " all of them: phone_number, email."),
        ),
        (
            pool(LambdaConfig={"PreTokenGenerationConfig": {
                "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "LambdaVersion": "V2"}}),
            ("seed: LambdaConfig.PreTokenGenerationConfig.LambdaVersion: There is no value V2;"
            " the nearest is V2_0; all of them: V1_0, V2_0, V3_0."),
        ),
    ],
)  # fmt: skip
def test_a_value_that_the_api_does_not_know_leads_to_the_nearest(seed: Any, sentence: str) -> None:
    assert told(seed) == sentence


@pytest.mark.parametrize(
    ("providers", "hint"),
    [
        ([], "The pool has no IdentityProviders."),
        (
            [
                {
                    "ProviderName": "Google",
                    "ProviderType": "Google",
                    "ProviderDetails": {
                        "client_id": "id",
                        "client_secret": "secret",
                        "authorize_scopes": "openid",
                    },
                }
            ],
            "Of its IdentityProviders the nearest is Google.",
        ),
    ],
)
def test_a_provider_that_is_not_there_is_told_with_the_nearest(
    providers: list[dict[str, Any]], hint: str
) -> None:
    client = {"ClientName": "web", "SupportedIdentityProviders": ["COGNITO", "Gogle"]}
    emulator = Emulator(
        seed={"PoolName": "shop", "Clients": [client], "IdentityProviders": providers}
    )
    (warning,) = emulator.warnings()
    assert warning.sentence.startswith("The client web is in a state that CreateUserPoolClient ref")
    assert "The provider Gogle does not exist for User Pool" in warning.sentence
    assert warning.sentence.endswith(hint)


@pytest.mark.parametrize(
    ("servers", "hint"),
    [
        ([], "; the pool has no ResourceServers with Scopes"),
        (
            [
                {
                    "Identifier": "orders",
                    "Name": "Orders",
                    "Scopes": [{"ScopeName": "read", "ScopeDescription": "Look"}],
                }
            ],
            "; the nearest is orders/read",
        ),
    ],
)
def test_a_scope_of_no_resource_server_is_told_with_the_nearest(
    servers: list[dict[str, Any]], hint: str
) -> None:
    client = {
        "ClientName": "web",
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "orders/reed"],
        "CallbackURLs": ["http://localhost:5000/"],
    }
    emulator = Emulator(seed={"PoolName": "shop", "Clients": [client], "ResourceServers": servers})
    (warning,) = [one for one in emulator.warnings() if "orders/reed" in one.sentence]
    assert warning.sentence.endswith(f"Invalid scope requested: orders/reed{hint}")
