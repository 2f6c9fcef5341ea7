"""Lone surrogates, halves of characters: only callers within the process can send them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import Emulator, errors, transport, wire
from cognito_emulator.seeds import SeedError
from tests.support import PASSWORD, Lab

HALF = "\ud800"
REQUESTS = {
    "a name": {"Username": HALF},
    "the other half": {"Username": "alice\udc00"},
    "halves the wrong way round": {"Username": "\udc00\ud800"},
    "a password": {"Username": "alice", "Password": f"{PASSWORD}{HALF}"},
    "in a list": {"Username": "alice", "UserAttributes": [{"Name": "name", "Value": HALF}]},
    "in a map": {"Username": "alice", "ClientMetadata": {"a": HALF}},
    "a key": {"Username": "alice", "ClientMetadata": {HALF: "a"}},
    "a member that the model does not know": {"Username": "alice", "Unknown": {"a": [HALF]}},
    "the name of one": {"Username": "alice", HALF: "a"},
}


@pytest.mark.parametrize("members", REQUESTS.values(), ids=REQUESTS)
def test_no_request_may_hold_half_a_character(lab: Lab, members: dict[str, Any]) -> None:
    """Whichever way it comes, it is what JSON is over HTTP that nobody can read."""
    request = {"ClientId": lab.client_id, "Password": PASSWORD, **members}
    with pytest.raises(errors.SerializationException) as refused:
        lab.emulator.call("SignUp", request)
    assert refused.value.message is None
    headers = {"X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp"}
    answer = wire.handle(lab.emulator, "POST", headers, json.dumps(request).encode())
    assert (answer.status, answer.body) == (400, b'{"__type":"SerializationException"}')
    assert lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"] == []


def test_a_document_may_hold_none_either(lab: Lab) -> None:
    credential = {"response": [{"clientDataJSON": HALF}]}
    request = {"AccessToken": "a", "Credential": credential}
    with pytest.raises(errors.SerializationException):
        lab.emulator.call("CompleteWebAuthnRegistration", request)


def test_boto3_is_refused_as_well(lab: Lab) -> None:
    client = transport.client(lab.emulator)
    with pytest.raises(client.exceptions.ClientError) as refused:
        client.sign_up(ClientId=lab.client_id, Username=HALF, Password=PASSWORD)
    assert refused.value.response["Error"]["Code"] == "SerializationException"


@pytest.mark.parametrize("whole", ["\U0001f600", "Zoë"])
def test_whole_characters_of_any_plane_are_welcome(lab: Lab, whole: str) -> None:
    lab.call("SignUp", ClientId=lab.client_id, Username=whole, Password=PASSWORD)
    [user] = lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]
    assert user["Username"] == whole


def test_a_request_that_holds_itself_is_refused_and_no_endless_loop(lab: Lab) -> None:
    request: dict[str, Any] = {"UserPoolId": lab.pool_id}
    request["Unknown"] = [request]
    assert lab.emulator.call("ListUsers", request)["Users"] == []


SEED = {"Id": "eu-west-1_abcdefghi", "PoolName": "p"}


@pytest.mark.parametrize(
    "members",
    [
        {"PoolName": HALF},
        {"Users": [{"Username": "alice", "Password": f"{PASSWORD}{HALF}"}]},
        {"Users": [{"Username": "alice", "Attributes": {"name": HALF}}]},
    ],
)
@pytest.mark.parametrize("suffix", [None, ".json"])  # PyYAML refuses it by itself
def test_no_seed_may_hold_half_a_character(
    tmp_path: Path, members: dict[str, Any], suffix: str | None
) -> None:
    """The message can be printed."""
    seed: Any = {**SEED, **members}
    if suffix is not None:
        (tmp_path / f"seed{suffix}").write_text(json.dumps(seed), encoding="utf-8")
        seed = tmp_path / f"seed{suffix}"
    with pytest.raises(SeedError, match=r"has half of a character \(a lone surrogate") as refused:
        Emulator(seed=seed)
    assert "\\ud800" in str(refused.value)
    assert str(refused.value).isascii()


def test_no_planted_user_may_hold_half_a_character(lab: Lab) -> None:
    with pytest.raises(SeedError, match=r"^user: '\\ud800' has half of a character"):
        lab.emulator.plant_user(lab.pool_id, {"Username": HALF})
