"""Tokens that clients have for themselves."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from cognito_emulator.errors import NotAuthorizedException
from tests.web.oauth.support import API, Machine, claims


def test_a_machine_s_token(machine: Machine) -> None:
    answer = machine.token()

    assert list(answer.get_json()) == ["access_token", "expires_in", "token_type"]
    said = claims(answer.get_json()["access_token"])
    assert list(said) == [
        "sub",
        "token_use",
        "scope",
        "auth_time",
        "iss",
        "exp",
        "iat",
        "version",
        "jti",
        "client_id",
    ]
    assert said["sub"] == said["client_id"] == machine.id
    assert said["version"] == 2
    assert said["exp"] == said["iat"] + 3600
    assert said["auth_time"] == said["iat"]


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ({}, {f"{API}/read", f"{API}/write"}),
        ({"scope": ""}, {f"{API}/read", f"{API}/write"}),
        ({"scope": f"{API}/read"}, {f"{API}/read"}),
        ({"scope": f"{API}/read openid {API}/delete"}, {f"{API}/read"}),
        ({"scope": f"{API}/read {API}/read"}, {f"{API}/read"}),
    ],
)
def test_its_scopes(machine: Machine, asked: dict[str, str], granted: set[str]) -> None:
    said = claims(machine.token(**asked).get_json()["access_token"])["scope"].split()

    assert set(said) == granted
    assert len(said) == len(granted)


def test_how_it_proves_itself(machine: Machine) -> None:
    both = {"client_id": machine.id, "client_secret": machine.secret}
    encoded = f"{quote(machine.id, safe='')}:{quote(machine.secret, safe='')}"

    assert machine.token().status_code == 200
    assert machine.token("", **both).status_code == 200
    assert machine.token(**both).status_code == 200
    assert machine.token(encoded).status_code == 200


def test_a_plus_sign_is_one(hosting: Any) -> None:
    secret = "a+secret+of+twenty+four+characters"
    machine = Machine(hosting, GenerateSecret=None, ClientSecret=secret)

    assert machine.token().status_code == 200
    assert machine.token(f"{machine.id}:{quote(secret)}").status_code == 200


def test_each_of_its_secrets_is_good(machine: Machine) -> None:
    ids = {"UserPoolId": machine.hosting.pool_id, "ClientId": machine.id}
    second = machine.hosting.call("AddUserPoolClientSecret", **ids)["ClientSecretDescriptor"]

    assert machine.token().status_code == 200
    assert machine.token(f"{machine.id}:{second['ClientSecretValue']}").status_code == 200
    first = machine.hosting.call("ListUserPoolClientSecrets", **ids)["ClientSecrets"][0]
    machine.hosting.call(
        "DeleteUserPoolClientSecret", **ids, ClientSecretId=first["ClientSecretId"]
    )
    assert machine.token().get_json() == {"error": "invalid_client"}


def test_its_token_is_nobody_s_at_the_api(machine: Machine) -> None:
    def add_scope(event: Any) -> Any:
        added = {"scopesToAdd": ["aws.cognito.signin.user.admin", "openid"]}
        event["response"]["claimsAndScopeOverrideDetails"] = {"accessTokenGeneration": added}
        return event

    machine.hosting.emulator.on("PreTokenGeneration", add_scope, version="V3_0")
    token = machine.token().get_json()["access_token"]

    with pytest.raises(NotAuthorizedException, match="Invalid Access Token"):
        machine.hosting.call("GetUser", AccessToken=token)


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
def test_functions_of_version_3_are_asked(machine: Machine, version: Any) -> None:
    events: list[Any] = []

    def watch(event: Any) -> Any:
        events.append(event)
        claims_to_add = {"claimsToAddOrOverride": {"tier": "gold"}, "scopesToAdd": ["extra"]}
        event["response"]["claimsAndScopeOverrideDetails"] = {
            "accessTokenGeneration": claims_to_add
        }
        return event

    machine.hosting.emulator.on("PreTokenGeneration", watch, version=version)
    metadata = json.dumps({"tenant": "red"})
    said = claims(machine.token(aws_client_metadata=metadata).get_json()["access_token"])

    if version != "V3_0":
        assert not events
        assert "tier" not in said
        return
    (event,) = events
    assert event["version"] == "3"
    assert event["triggerSource"] == "TokenGeneration_ClientCredentials"
    assert event["userName"] == "ClientCredentials"
    assert event["callerContext"]["clientId"] == machine.id
    assert event["request"]["clientMetadata"] == {"tenant": "red"}
    assert event["request"]["userAttributes"] == {}
    assert set(event["request"]["scopes"]) == {f"{API}/read", f"{API}/write"}
    assert said["tier"] == "gold"
    assert "extra" in said["scope"].split()
