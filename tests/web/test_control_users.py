"""The control API for suites in other languages: people, tokens, what happened, a test's stage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.control import bad_tokens
from cognito_emulator.control.minting import Use
from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from cognito_emulator.web.app import application
from pytest_cognito_emulator import BAD_ID_TOKENS, BAD_TOKENS
from tests.support import PASSWORD, Lab, StockKeys
from tests.support import claims as claims_of
from tests.table import table
from tests.triggers.support import FUNCTION
from tests.web.client import WebClient


def users(web: Any, lab: Lab, **query: str) -> list[Any]:
    answer = web.get("/_emulator/users", query_string={"user_pool_id": lab.pool_id, **query})
    assert answer.status_code == 200, answer.json
    found: list[Any] = answer.json["users"]
    return found


def make(web: Any, lab: Lab, **wish: Any) -> Any:
    answer = web.post("/_emulator/users", json={"user_pool_id": lab.pool_id, **wish})
    assert answer.status_code == 201, answer.json
    return answer.json


def change(web: Any, lab: Lab, username: str, **wish: Any) -> Any:
    told = {"user_pool_id": lab.pool_id, "username": username, **wish}
    answer = web.patch("/_emulator/users", json=told)
    assert answer.status_code == 200, answer.json
    return answer.json


def records(lab: Lab) -> dict[str, Any]:
    """All that there is."""
    tables = lab.emulator.snapshot().records.records
    return {table.name: kept for table, kept in tables.items() if kept}


# --- users ----------------------------------------------------------------------------------------


def test_a_user_needs_a_name_alone_and_can_sign_in(web: Any, lab: Lab) -> None:
    made = make(web, lab, username="ada")
    assert made["status"] == "CONFIRMED"
    assert lab.tokens("ada", made["password"])
    assert lab.emulator.messages() == []


@pytest.mark.parametrize(
    "status", ["UNCONFIRMED", "CONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"]
)
def test_users_of_every_status(web: Any, lab: Lab, status: str) -> None:
    made = make(web, lab, username="ada", email="ada@example.com", status=status)
    assert made["status"] == status
    assert made["email"] == "ada@example.com"
    if status == "CONFIRMED":
        assert lab.tokens("ada", made["password"])
    elif status == "FORCE_CHANGE_PASSWORD":
        challenge = lab.begin("ada", made["password"])["ChallengeName"]
        assert challenge == "NEW_PASSWORD_REQUIRED"
    else:
        with pytest.raises(
            (errors.UserNotConfirmedException, errors.PasswordResetRequiredException)
        ):
            lab.begin("ada", made["password"])


def test_somebody_federated(web: Any, lab: Lab) -> None:
    made = make(web, lab, username="Corp_7", status="EXTERNAL_PROVIDER", provider="Corp")
    assert (made["status"], made["password"]) == ("EXTERNAL_PROVIDER", None)
    assert made["groups"] == [f"{lab.pool_id}_Corp"]


def test_all_that_can_be_said_of_a_new_user(web: Any, lab: Lab) -> None:
    made = make(
        web,
        lab,
        username="ada",
        email="ada@example.com",
        password="Another-Horse-1",
        attributes={"custom:plan": "gold", "custom:seats": 3, "custom:paid": True},
        groups=["admins", "readers"],
        mfa=["SOFTWARE_TOKEN_MFA"],
        enabled=False,
    )
    assert made["groups"] == ["admins", "readers"]
    assert made["mfa"] == ["SOFTWARE_TOKEN_MFA"]
    assert len(made["totp"]) == 6
    assert made["enabled"] is False
    assert made["attributes"]["custom:seats"] == "3"
    assert made["attributes"]["custom:paid"] == "true"
    answer = web.get(f"/_emulator/groups?user_pool_id={lab.pool_id}")
    assert answer.json == {
        "groups": [
            {"name": "admins", "usernames": ["ada"]},
            {"name": "readers", "usernames": ["ada"]},
        ]
    }


def test_where_people_sign_in_with_addresses(web: Any, emulator: Emulator) -> None:
    lab = Lab(emulator, pool_request={"UsernameAttributes": ["email"]})
    made = make(web, lab, email="ada@example.com")
    assert made["username"] == made["sub"]
    assert lab.tokens("ada@example.com", made["password"])
    assert users(web, lab, username="ada@example.com") == users(web, lab)


CHANGES: dict[str, tuple[dict[str, Any], Any]] = {
    "status": ({"status": "FORCE_CHANGE_PASSWORD"}, "FORCE_CHANGE_PASSWORD"),
    "enabled": ({"enabled": False}, False),
    "groups": ({"groups": ["b", "c"]}, ["b", "c"]),
    "mfa": ({"mfa": []}, []),
    "attributes": (
        {"attributes": {"name": None, "nickname": "A", "custom:x": "1"}},
        {"custom:x": "1", "email": "ada@example.com", "email_verified": "true", "nickname": "A"},
    ),
}


@pytest.mark.parametrize("member", CHANGES)
def test_each_change_by_itself(web: Any, lab: Lab, member: str) -> None:
    before = make(
        web,
        lab,
        username="ada",
        email="ada@example.com",
        groups=["a", "b"],
        attributes={"name": "Ada"},
        mfa=["SOFTWARE_TOKEN_MFA"],
    )
    wish, expected = CHANGES[member]
    after = change(web, lab, "ada", **wish)
    assert after[member] == expected
    assert {name for name in after if after[name] != before[name]} <= {member, "totp"}
    assert users(web, lab) == [after]
    assert lab.emulator.messages() == []


def test_a_new_password(web: Any, lab: Lab) -> None:
    made = make(web, lab, username="ada")
    change(web, lab, made["sub"], password="Another-Horse-1")
    assert lab.tokens("ada", "Another-Horse-1")
    change(web, lab, "ada", password="Temporary-Horse-1", status="FORCE_CHANGE_PASSWORD")
    assert lab.begin("ada", "Temporary-Horse-1")["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_user_is_deleted(web: Any, lab: Lab) -> None:
    make(web, lab, username="ada")
    query = {"user_pool_id": lab.pool_id, "username": "ada"}
    assert web.delete("/_emulator/users", query_string=query).json == {"deleted": 1}
    assert users(web, lab) == []


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "nobody": ("post", {}, "Say username or email, or both."),
    "no pool": ("post", {"user_pool_id": None, "username": "bob"}, "user_pool_id is missing."),
    "a pool that there is not": (
        "post",
        {"user_pool_id": "us-east-1_Nowhere", "username": "bob"},
        "ResourceNotFoundException: User pool us-east-1_Nowhere does not exist.",
    ),
    "a slip": (
        "post",
        {"username": "bob", "grups": ["a"]},
        "grups is no member here; the nearest is groups",
    ),
    "a status": (
        "post",
        {"username": "bob", "status": "CONFIRM"},
        "status is 'CONFIRM'; the nearest are CONFIRMED, UNCONFIRMED.",
    ),
    "a factor": (
        "post",
        {"username": "bob", "mfa": ["SMS"]},
        "mfa is 'SMS'; the nearest is SMS_MFA",
    ),
    "a weak password, after a new group": (
        "post",
        {
            "username": "bob",
            "password": "weakword",
            "groups": ["new"],
            "attributes": {"custom:n": "1"},
        },
        "InvalidPasswordException: Password did not conform with password policy: ",
    ),
    "a name that is taken": (
        "post",
        {"username": "ada", "groups": ["new"]},
        "UsernameExistsException: User account already exists",
    ),
    "an attribute": (
        "post",
        {"username": "bob", "attributes": {"name": []}},
        "attributes: name must be a text.",
    ),
    "null in a new user": (
        "post",
        {"username": "bob", "attributes": {"name": None}},
        "attributes: name must be a text.",
    ),
    "a flag": ("post", {"username": "bob", "enabled": "no"}, "enabled must be true or false."),
    "a change of nobody": (
        "patch",
        {"username": "bob", "enabled": False},
        "UserNotFoundException: User does not exist.",
    ),
    "half a change": (
        "patch",
        {"username": "ada", "groups": ["new"], "attributes": {"email": "no address"}},
        "InvalidParameterException: ",
    ),
    "a factor without what it needs": (
        "patch",
        {"username": "ada", "status": "UNCONFIRMED", "mfa": ["SMS_MFA"]},
        "InvalidParameterException: ",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_wish_is_named_and_changes_nothing(web: Any, lab: Lab, case: str) -> None:
    make(web, lab, username="ada")
    before = records(lab)
    method, wish, sentence = WRONG[case]
    answer = web.open("/_emulator/users", method=method, json={"user_pool_id": lab.pool_id, **wish})
    assert answer.status_code == 400
    assert answer.json["error"].startswith(sentence)
    assert records(lab) == before


def test_the_codes_of_an_authenticator_app(web: Any, lab: Lab) -> None:
    """Before the app is verified, and after: each code is good once."""
    lab.user()
    lab.call(
        "SetUserPoolMfaConfig",
        UserPoolId=lab.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    token = lab.tokens()["AccessToken"]
    secret = lab.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    path = f"/_emulator/totp?secret={secret.lower()}"
    code = web.get(path).json["code"]
    assert web.get(path).json["code"] == code
    lab.call("VerifySoftwareToken", AccessToken=token, UserCode=code)
    assert web.get(path).json["code"] != code
    answer = web.get("/_emulator/totp?secret=nothing1")
    assert answer.status_code == 400
    assert answer.json["error"].startswith("secret must be base32")


# --- tokens and sign-ins --------------------------------------------------------------------------


def test_minted_tokens(web: Any, lab: Lab) -> None:
    lab.user()
    wish = {
        "client_id": lab.client_id,
        "username": "alice",
        "claims": {"custom:team": "blue", "event_id": None},
        "use": "id",
        "scopes": ["orders/read", "openid"],
        "age": 100,
        "expires_in": 60,
    }
    answer = web.post("/_emulator/tokens", json=wish)
    assert answer.status_code == 201
    access, identity = (claims_of(answer.json[f"{use}_token"]) for use in ("access", "id"))
    assert access["scope"] == "openid orders/read"
    assert "custom:team" not in access
    assert identity["custom:team"] == "blue"
    assert "event_id" not in identity
    assert answer.json["expires_in"] == 60
    assert access["exp"] - access["auth_time"] == pytest.approx(160, abs=2)


@pytest.mark.parametrize("host", ["localhost:9343", "127.0.0.1", "cognito:9343"])
def test_tokens_have_the_issuer_of_the_address_that_was_asked(
    web: Any, lab: Lab, host: str
) -> None:
    """As those of a sign-in by that address: a bad one is bad for its own reason alone."""
    lab.user()
    wish = {"client_id": lab.client_id, "username": "alice"}
    base = f"http://{host}"
    minted = web.post("/_emulator/tokens", json=wish, base_url=base).json
    bad = [
        web.post("/_emulator/tokens/bad", json={**wish, "flaw": flaw}, base_url=base).json
        for flaw in ("expired", "tampered_signature", "wrong_client", "id_token", "revoked")
    ]
    tokens = [minted["access_token"], minted["id_token"], *(each["token"] for each in bad)]
    assert {claims_of(token)["iss"] for token in tokens} == {f"{base}/{lab.pool_id}"}


@pytest.mark.parametrize("use", ["access", "id"])
def test_bad_tokens_have_the_plugin_s_names(web: Any, lab: Lab, use: Use) -> None:
    lab.user()
    flaws = {"access": BAD_TOKENS, "id": BAD_ID_TOKENS}[use]
    assert set(bad_tokens.flaws(use)) == set(flaws)
    for flaw in flaws:
        wish = {"flaw": flaw, "client_id": lab.client_id, "username": "alice", "use": use}
        answer = web.post("/_emulator/tokens/bad", json=wish)
        assert answer.status_code == 201
        assert answer.json["token"].count(".") == 2


@pytest.mark.parametrize("flaw", BAD_TOKENS)
def test_bad_tokens_of_odd_claims(web: Any, lab: Lab, flaw: str) -> None:
    """A claim may be left out, or be of another kind."""
    lab.user()
    wish = {"flaw": flaw, "client_id": lab.client_id, "username": "alice"}
    odd: list[dict[str, Any]] = [
        dict.fromkeys(["sub", "iss", "event_id", "exp", "client_id", "token_use", "scope"]),
        {"sub": 5, "iss": [], "event_id": {}, "exp": "soon", "token_use": 1},
    ]
    for claims in odd:
        answer = web.post("/_emulator/tokens/bad", json={**wish, "claims": claims})
        assert answer.status_code == 201, answer.json
    open_ones = web.get(f"/_emulator/sign-ins?user_pool_id={lab.pool_id}").json["sign_ins"]
    assert len(open_ones) == (0 if flaw == "revoked" else len(open_ones))


@pytest.mark.parametrize("event_id", [None, "00000000-0000-4000-8000-000000000000"])
def test_tokens_of_no_sign_in_are_taken(web: Any, lab: Lab, event_id: str | None) -> None:
    """There is nothing that could have been revoked."""
    lab.user()
    wish = {"client_id": lab.client_id, "username": "alice", "claims": {"event_id": event_id}}
    minted = web.post("/_emulator/tokens", json=wish).json
    assert lab.call("GetUser", AccessToken=minted["access_token"])["Username"] == "alice"


@pytest.mark.parametrize(
    ("path", "wish", "sentence"),
    [
        ("tokens", {"client_id": "nothing"}, "ResourceNotFoundException: User pool client nothing"),
        ("tokens", {"username": "bob"}, "UserNotFoundException: User does not exist."),
        ("tokens", {"use": "refresh"}, "use is 'refresh'; there are "),
        ("tokens", {"age": "1"}, "age must be a number."),
        ("tokens", {"age": 1e308}, "age leads out of the years 1970 to 8999."),
        ("tokens", {"age": -1e15}, "age leads out of the years 1970 to 8999."),
        ("tokens", {"expires_in": 1e308}, "expires_in leads out of the years 1970 to 8999."),
        ("tokens", {"claims": []}, "claims must be an object."),
        ("tokens", {"scopes": "openid"}, "scopes must be a list of texts."),
        ("tokens", {"scope": []}, "scope is no member here; the nearest is scopes"),
        (
            "tokens/bad",
            {"flaw": "expird"},
            "flaw: there is no flaw expird; the nearest is ex",
        ),
        ("tokens/bad", {"flaw": "access_token"}, "flaw: access_token is a good one where access"),
        ("tokens/bad", {}, "flaw is missing."),
    ],
)
def test_a_wrong_token_is_named(
    web: Any, lab: Lab, path: str, wish: dict[str, Any], sentence: str
) -> None:
    lab.user()
    told = {"client_id": lab.client_id, "username": "alice", **wish}
    answer = web.post(f"/_emulator/{path}", json=told)
    assert answer.status_code == 400
    assert answer.json["error"].startswith(sentence)


def test_who_is_signed_in(web: Any, lab: Lab) -> None:
    for name in ("alice", "bob"):
        lab.user(name)
        lab.tokens(name)
    lab.call("AdminUserGlobalSignOut", UserPoolId=lab.pool_id, Username="bob")
    query = {"user_pool_id": lab.pool_id}
    (alice,) = web.get("/_emulator/sign-ins", query_string=query).json["sign_ins"]
    assert (alice["username"], alice["client_id"]) == ("alice", lab.client_id)
    of_bob = web.get("/_emulator/sign-ins", query_string={**query, "username": "bob"})
    assert of_bob.json == {"sign_ins": []}
    assert web.delete("/_emulator/sign-ins", query_string=query).json == {"deleted": 1}
    assert web.get("/_emulator/sign-ins", query_string=query).json == {"sign_ins": []}
    assert web.delete("/_emulator/sign-ins", query_string=query).json == {"deleted": 0}


def test_a_sign_in_that_has_expired_is_none(web: Any, lab: Lab) -> None:
    lab.user()
    lab.tokens()
    lab.emulator.clock.shift(days=31)
    query = {"user_pool_id": lab.pool_id}
    assert web.get("/_emulator/sign-ins", query_string=query).json == {"sign_ins": []}


# --- what happened --------------------------------------------------------------------------------


def test_calls_are_kept_from_the_first_question_on(web: Any, lab: Lab) -> None:
    assert web.get("/_emulator/calls").json["calls"] == []
    lab.user()
    with pytest.raises(errors.NotAuthorizedException):
        lab.begin(password="Wrong-Horse-1")
    lab.tokens()
    calls = web.get("/_emulator/calls?operation=InitiateAuth").json["calls"]
    assert [call["error"] and call["error"]["type"] for call in calls] == [
        "NotAuthorizedException",
        None,
    ]
    assert calls[1]["answer"]["AuthenticationResult"]["AccessToken"]
    assert calls[1]["line"] == "InitiateAuth USER_PASSWORD_AUTH alice -> tokens"
    everything = len(web.get("/_emulator/calls").json["calls"])
    assert web.delete("/_emulator/calls").json == {"deleted": everything}
    assert web.get("/_emulator/calls").json["calls"] == []


def test_calls_of_no_operation(web: Any) -> None:
    answer = web.get("/_emulator/calls?operation=InitAuth")
    assert answer.status_code == 400
    assert answer.json["error"].startswith("operation is 'InitAuth'; the nearest is InitiateAuth")


def test_calls_with_dates_in_their_answers(web: Any, lab: Lab) -> None:
    web.get("/_emulator/calls")
    lab.call("DescribeUserPool", UserPoolId=lab.pool_id)
    (call,) = web.get("/_emulator/calls").json["calls"]
    assert call["answer"]["UserPool"]["CreationDate"]


@pytest.mark.parametrize(
    "odd", ["\ud800", b"bytes", 2**80, {1: 2}, frozenset({"a"}), float("inf")], ids=repr
)
def test_calls_of_odd_requests(web: Any, emulator: Emulator, odd: object) -> None:
    """What a caller of this process may send, and no JSON has."""
    web.get("/_emulator/calls")
    with pytest.raises(errors.CognitoError):
        emulator.call("GetUser", {"AccessToken": odd, "Other": [odd]})
    (call,) = web.get("/_emulator/calls").json["calls"]
    assert call["operation"] == "GetUser"


def test_who_does_not_ask_pays_for_no_log(emulator: Emulator) -> None:
    heard: list[Any] = []
    web: Any = WebClient(emulator)
    web.get("/_emulator/health")
    assert not emulator.hears_calls(heard.append)
    listeners = emulator.remember_listeners()
    web.get("/_emulator/clock")
    listeners()  # as at the end of a test's scope
    web.get("/_emulator/clock")
    emulator.call("ListUserPools", {"MaxResults": 1})
    assert len(web.get("/_emulator/calls").json["calls"]) == 1


def test_warnings_of_what_no_json_holds(web: Any, emulator: Emulator) -> None:
    """Functions of this process may say what they like."""
    emulator.warn("half a character: \ud800")
    (warning,) = web.get("/_emulator/warnings").json["warnings"]
    assert warning["sentence"] == "half a character: \ud800"
    assert warning["line"] == "half a character: \\ud800"


def test_warnings(web: Any, emulator: Emulator) -> None:
    emulator.warn("Mind the step.", user_pool_id="us-east-1_A")
    (warning,) = web.get("/_emulator/warnings").json["warnings"]
    assert warning["sentence"] == "Mind the step."
    assert warning["user_pool_id"] == "us-east-1_A"
    assert web.delete("/_emulator/warnings").json == {"deleted": 1}
    assert web.get("/_emulator/warnings").json == {"warnings": []}


# --- a test's stage -------------------------------------------------------------------------------


def test_a_trigger_that_there_is_not_is_not_detached(web: Any) -> None:
    answer = web.delete("/_emulator/triggers?trigger=PreSignup")

    assert answer.status_code == 400
    assert answer.json["error"].startswith("trigger: ")
    assert "PreSignUp" in answer.json["error"]


def test_who_needs_an_authenticator_app_for_a_factor_gets_one(web: Any, lab: Lab) -> None:
    made = make(web, lab, username="ada", mfa=[])
    assert made["totp"] is None

    changed = web.patch(
        "/_emulator/users",
        json={"user_pool_id": lab.pool_id, "username": "ada", "mfa": ["SOFTWARE_TOKEN_MFA"]},
    ).json

    assert changed["mfa"] == ["SOFTWARE_TOKEN_MFA"]
    assert len(changed["totp"]) == 6


def test_pools_of_all_regions(web: Any, lab: Lab) -> None:
    seed = {"PoolName": "far", "Id": "eu-west-1_Far", "Clients": [{"ClientName": "a"}]}
    assert web.post("/_emulator/pools", json=seed).status_code == 201
    found = web.get("/_emulator/pools").json["pools"]
    assert [pool["user_pool_id"] for pool in found] == [lab.pool_id, "eu-west-1_Far"]
    assert found[0]["clients"][0]["client_id"] == lab.client_id
    again = web.post("/_emulator/pools", json=seed)
    assert again.status_code == 400
    assert "eu-west-1_Far" in again.json["error"]


@pytest.mark.parametrize(
    ("settings", "issuer"),
    [
        (Settings(), "http://api:9000"),
        (Settings(public_url="https://app.example/c"), "https://app.example/c"),
        (Settings(aws_issuer=True), "https://cognito-idp.eu-west-1.amazonaws.com"),
    ],
    ids=["the address that was asked", "the public URL", "the real service's issuer"],
)
def test_a_pool_says_what_a_verifier_needs(
    settings: Settings, issuer: str, stock_keys: StockKeys
) -> None:
    """Keys are fetched by the name that asked, whatever the issuer is."""
    web: Any = WebClient(Emulator(settings, keys=stock_keys))
    seed = {"PoolName": "far", "Id": "eu-west-1_Far"}
    (made,) = web.post("http://api:9000/_emulator/pools", json=seed).json["pools"]
    assert made["issuer"] == f"{issuer}/eu-west-1_Far"
    assert made["jwks_url"] == "http://api:9000/eu-west-1_Far/.well-known/jwks.json"
    document = web.get("http://api:9000/eu-west-1_Far/.well-known/openid-configuration").json
    assert (document["issuer"], document["jwks_uri"]) == (made["issuer"], made["jwks_url"])
    assert web.get("http://api:9000/_emulator/pools").json["pools"] == [made]


def test_pools_show_what_to_register_at_providers(web: Any) -> None:
    details = {"MetadataURL": "https://idp.example.com/metadata"}
    seed = {
        "PoolName": "shop",
        "Id": "us-east-1_Shop",
        "Domain": "shop",
        "IdentityProviders": [
            {"ProviderName": "Corp", "ProviderType": "SAML", "ProviderDetails": details},
            {
                "ProviderName": "Google",
                "ProviderType": "Google",
                "ProviderDetails": {
                    "client_id": "shop",
                    "client_secret": "secret",
                    "authorize_scopes": "openid",
                },
            },
        ],
    }

    (made,) = web.post("http://api:9000/_emulator/pools", json=seed).json["pools"]

    assert made["identity_providers"] == [
        {
            "name": "Corp",
            "type": "SAML",
            "stand_in": False,
            "entity_id": "urn:amazon:cognito:sp:us-east-1_Shop",
            "acs_url": "http://api:9000/_domain/shop/saml2/idpresponse",
            "logout_url": "http://api:9000/_domain/shop/saml2/logout",
        },
        {
            "name": "Google",
            "type": "Google",
            "stand_in": True,
            "redirect_uri": "http://api:9000/_domain/shop/oauth2/idpresponse",
            "page": "http://api:9000/_provider/us-east-1_Shop/Google/",
        },
    ]


def test_a_pool_without_a_domain_has_nothing_to_register(stock_keys: StockKeys) -> None:
    settings = Settings(default_domain=False)
    emulator = Emulator(settings, keys=stock_keys, seed={"PoolName": "shop"})
    web: Any = WebClient(emulator)

    (shown,) = web.get("/_emulator/pools").json["pools"]

    assert shown["domain_url"] is None
    assert shown["identity_providers"] == []


def test_a_seed_in_yaml_makes_a_pool(web: Any) -> None:
    """In which text is text, as in a seed's file."""
    seed = "PoolName: far\nId: eu-west-1_Far\nClients: [{ClientName: 007}]\n"
    made = web.post("/_emulator/pools", data=seed, content_type="application/yaml; charset=utf-8")
    assert made.status_code == 201
    assert made.json["pools"][0]["clients"][0]["name"] == "007"


def test_a_template_makes_a_pool_and_runs_no_code(web: Any, emulator: Emulator) -> None:
    template = """
        Resources:
          Pool:
            Type: AWS::Cognito::UserPool
            Properties:
              UserPoolName: !Sub "far-${AWS::Region}"
              LambdaConfig: {PreSignUp: !GetAtt Hook.Arn}
          Hook:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: python3.12
              Code: {ZipFile: "raise SystemExit(1)"}
        """
    made = web.post("/_emulator/pools", data=template, content_type="application/yaml")
    assert made.json["pools"][0]["name"] == "far-us-east-1"
    assert emulator.pool("us-east-1_Pool").name == "far-us-east-1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"PoolName: [", "seed:2: "),
        (
            b"Resources: {P: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: !Ref X}}}",
            "no resource or",
        ),
        (b"- a", "must be"),
        (b"", "must be"),
        (b"\xff", "The body is no UTF-8 text."),
        (b"PoolName: a\nUser: []", "seed: User: There is no member User; "),
        (b"a: &a [*a]", "It contains itself, by an alias."),
    ],
)
def test_a_seed_in_yaml_that_is_wrong(web: Any, emulator: Emulator, body: bytes, said: str) -> None:
    answer = web.post("/_emulator/pools", data=body, content_type="application/yaml")
    assert answer.status_code == 400
    assert said in answer.json["error"]
    assert emulator.all_pools() == []


def test_no_file_is_run_for_who_asks_by_http(web: Any, lab: Lab) -> None:
    for target in ("os:abort", "evil.py:main", "evil.mjs:main", "evil.mjs"):
        wish = {"trigger": "PreSignUp", "target": target}
        answer = web.post("/_emulator/triggers", json=wish)
        assert answer.status_code == 400
        assert answer.json["error"].startswith(f"target: '{target}' is no http(s) URL")
    assert lab.emulator.call("SignUp", sign_up(lab))


@pytest.mark.parametrize("target", ["evil.py:main", "evil:main", "https://example.com/main"])
@pytest.mark.parametrize(
    "around",
    [
        lambda pool: pool,
        lambda pool: {"UserPool": pool},
        lambda pool: {"UserPools": [pool]},
        lambda pool: {"UserPools": [{"UserPool": pool}]},
        lambda pool: {"UserPools": [], "Functions": pool["Functions"]},
    ],
    ids=["a pool", "an answer", "in a list", "an answer in a list", "beside a list"],
)
def test_no_seed_that_comes_by_http_names_functions(
    web: Any, emulator: Emulator, tmp_path: Path, around: Callable[[Any], Any], target: str
) -> None:
    """Wherever in it: to load a function is to run its file."""
    ran = tmp_path / "ran"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        patch.syspath_prepend(tmp_path)
        Path("evil.py").write_text(f"open({str(ran)!r}, 'w')\ndef main(event): return event\n")
        seed = around({"PoolName": "evil", "Functions": {f"{FUNCTION}evil": target}})
        answer = web.post("/_emulator/pools", json=seed)
    assert answer.status_code == 400
    assert f"Functions.{FUNCTION}evil: No function is taken from this seed" in answer.json["error"]
    assert not ran.exists()
    assert emulator.all_pools() == []


def sign_up(lab: Lab) -> dict[str, str]:
    return {"ClientId": lab.client_id, "Username": "ada", "Password": PASSWORD}


def test_a_trigger_is_attached_and_taken_off(web: Any, lab: Lab) -> None:
    wish = {"trigger": "PreSignUp", "target": "http://127.0.0.1:1/f", "user_pool_id": lab.pool_id}
    assert web.post("/_emulator/triggers", json=wish).json == wish
    with pytest.raises(errors.UnexpectedLambdaException):
        lab.emulator.call("SignUp", sign_up(lab))
    assert web.get("/_emulator/triggers").json == {"triggers": [wish]}
    query = {"trigger": "PreSignUp", "user_pool_id": lab.pool_id}
    assert web.delete("/_emulator/triggers", query_string=query).status_code == 200
    assert web.get("/_emulator/triggers").json == {"triggers": []}
    assert lab.emulator.call("SignUp", sign_up(lab))


def test_all_who_answer_a_trigger_are_shown(web: Any, lab: Lab) -> None:
    """Also those that were named where the emulator was started, and functions of a test."""
    lab.emulator.on("PreTokenGeneration", "http://localhost:1/f", version="V2_0")
    lab.emulator.on("PreSignUp", None)
    lab.emulator.on("CustomMessage", lambda event: event)
    wish = {"trigger": "PreSignUp", "target": "none", "user_pool_id": lab.pool_id}
    assert web.post("/_emulator/triggers", json=wish).json == wish
    shown = web.get("/_emulator/triggers").json["triggers"]
    assert [tuple(each.values()) for each in shown] == [
        ("CustomMessage", None, None),
        ("PreSignUp", "none", None),
        ("PreSignUp", "none", lab.pool_id),
        ("PreTokenGeneration:V2_0", "http://localhost:1/f", None),
    ]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"trigger": "PreSignup"}, "There is no trigger PreSignup; the nearest is PreSignUp"),
        (
            {"trigger": "PreSignUp:V2_0"},
            "Only PreTokenGeneration has versions, PreSignUp",
        ),
        ({"user_pool_id": "us-east-1_X"}, "ResourceNotFoundException: User pool us-east-1_X does"),
    ],
)
def test_a_trigger_that_cannot_be_attached(web: Any, wish: dict[str, str], sentence: str) -> None:
    told = {"trigger": "PreSignUp", "target": "http://localhost:1/f", **wish}
    answer = web.post("/_emulator/triggers", json=told)
    assert answer.status_code == 400
    assert answer.json["error"].startswith(sentence)


# --- names, methods, paths ------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["messages", "challenges/open", "users", "groups", "sign-ins"])
def test_a_pool_has_one_name_and_the_old_one_works(web: Any, lab: Lab, path: str) -> None:
    by = [
        web.get(f"/_emulator/{path}?{name}={lab.pool_id}") for name in ("user_pool_id", "pool_id")
    ]
    assert by[0].status_code == by[1].status_code == 200
    assert by[0].json == by[1].json
    both = web.get(f"/_emulator/{path}?user_pool_id={lab.pool_id}&pool_id=us-east-1_Other")
    assert both.status_code == 400
    assert both.json == {"error": "user_pool_id and pool_id name two pools; user_pool_id will do."}


def rules() -> dict[str, set[str]]:
    """What each path of the control API takes."""
    found: dict[str, set[str]] = {}
    for rule in application().url_map.iter_rules():
        if rule.rule.startswith("/_emulator/"):
            path = rule.rule.replace("<name>", "x")
            found.setdefault(path, set()).update(rule.methods or ())
    return {path: methods - {"HEAD", "OPTIONS"} for path, methods in found.items()}


RULES = rules()


@table("path", RULES)
def test_a_wrong_method_says_which_are_right(web: Any, path: str) -> None:
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - RULES[path]:
        answer = web.open(path, method=method)
        assert answer.status_code == 405
        right = " or ".join(sorted(RULES[path]))
        assert answer.json == {"error": f"{path} takes {right}, not {method}."}


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("rest", "/_emulator/reset"),
        ("message", "/_emulator/messages"),
        ("heath", "/_emulator/health"),
        ("challenge/open", "/_emulator/challenges/open"),
        ("snapshot", "/_emulator/snapshots"),
    ],
)
def test_a_wrong_path_says_what_is_near(web: Any, path: str, nearest: str) -> None:
    answer = web.get(f"/_emulator/{path}")
    assert answer.status_code == 404
    assert answer.json["error"] == (
        f"There is nothing at /_emulator/{path}. The nearest is {nearest}."
    )


def test_a_wrong_path_may_be_near_to_two(web: Any) -> None:
    said = web.get("/_emulator/signins").json["error"]

    assert said.endswith("The nearest are /_emulator/sign-ins, /_emulator/sign-in.")


def test_a_path_like_none_leads_to_all_that_there_are(web: Any) -> None:
    error = web.get("/_emulator/zzz").json["error"]
    assert "The nearest" not in error
    assert "messages, " in error


def test_a_page_of_users(web: Any, lab: Lab) -> None:
    for name in ("ada", "bob", "eve"):
        make(web, lab, username=name)

    def page(**query: int) -> tuple[list[str], int | None, int]:
        wanted = {"user_pool_id": lab.pool_id, **query}
        answer = web.get("/_emulator/users", query_string=wanted).json
        return [each["username"] for each in answer["users"]], answer["next"], answer["total"]

    names, following, total = page(limit=2)
    assert (names, total) == (["ada", "bob"], 3)
    assert page(limit=2, start=following or 0) == (["eve"], None, 3)
    assert page(limit=3) == (["ada", "bob", "eve"], None, 3)


@table("name", ["limit", "start"])
def test_a_page_of_no_number(web: Any, lab: Lab, name: str) -> None:
    query = {"user_pool_id": lab.pool_id, name: "many"}
    answer = web.get("/_emulator/users", query_string=query)
    assert answer.status_code == 400
    assert answer.json == {"error": f"{name} is 'many'; it must be a whole number."}
