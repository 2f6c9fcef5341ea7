"""Secrets of app clients: one or two at a time."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain.clients import secrets
from tests.support import PASSWORD, Lab, secret_hash

NOON = 1_790_000_000
SUPPLIED = "a-secret-that-is-too-odd".replace("-", "_")


@pytest.fixture
def names(lab: Lab) -> dict[str, str]:
    """Of a client that was made with a secret, at a moment at which time stands still."""
    lab.emulator.clock.freeze(NOON)
    return {"UserPoolId": lab.pool_id, "ClientId": lab.client(GenerateSecret=True)}


def secret_ids(lab: Lab, names: dict[str, str]) -> list[str]:
    listed = lab.call("ListUserPoolClientSecrets", **names)["ClientSecrets"]
    return [secret["ClientSecretId"] for secret in listed]


def described(lab: Lab, names: dict[str, str]) -> Any:
    return lab.call("DescribeUserPoolClient", **names)["UserPoolClient"]


def test_added_secret_is_shown_once(lab: Lab, names: dict[str, str]) -> None:
    added = lab.call("AddUserPoolClientSecret", **names)["ClientSecretDescriptor"]
    assert added.keys() == {"ClientSecretId", "ClientSecretValue", "ClientSecretCreateDate"}
    assert len(added["ClientSecretValue"]) == 52
    listed = lab.call("ListUserPoolClientSecrets", **names)
    assert listed.keys() == {"ClientSecrets"}
    assert [s.keys() for s in listed["ClientSecrets"]] == [
        {"ClientSecretId", "ClientSecretCreateDate"}
    ] * 2


def test_ids_differ_within_one_second(lab: Lab, names: dict[str, str]) -> None:
    client_id = names["ClientId"]
    lab.call("AddUserPoolClientSecret", **names)
    expected = [f"{client_id}--{NOON}", f"{client_id}--{NOON + 1}"]
    assert secret_ids(lab, names) == expected


def test_supplied_secret_is_not_answered(lab: Lab, names: dict[str, str]) -> None:
    lab.emulator.clock.shift(10)
    added = lab.call("AddUserPoolClientSecret", ClientSecret=SUPPLIED, **names)
    assert added["ClientSecretDescriptor"].keys() == {"ClientSecretId", "ClientSecretCreateDate"}
    assert secret_ids(lab, names)[1] == f"{names['ClientId']}--{NOON + 10}"


def test_third_secret_is_refused(lab: Lab, names: dict[str, str]) -> None:
    lab.call("AddUserPoolClientSecret", **names)
    text = lab.refused("AddUserPoolClientSecret", errors.LimitExceededException, **names)
    assert text == "Client secrets cannot exceed limit of 2 secrets."


def test_only_secret_stays(lab: Lab, names: dict[str, str]) -> None:
    first = secret_ids(lab, names)[0]
    refusal = errors.InvalidParameterException
    text = lab.refused("DeleteUserPoolClientSecret", refusal, ClientSecretId=first, **names)
    assert text == "Cannot delete the only client secret."
    assert secret_ids(lab, names) == [first]


def test_secrets_are_rotated(lab: Lab, names: dict[str, str]) -> None:
    added = lab.call("AddUserPoolClientSecret", **names)["ClientSecretDescriptor"]
    first, second = secret_ids(lab, names)
    lab.call("DeleteUserPoolClientSecret", ClientSecretId=first, **names)
    assert secret_ids(lab, names) == [second]
    assert described(lab, names)["ClientSecret"] == added["ClientSecretValue"]
    lab.call("UpdateUserPoolClient", **names)
    assert secret_ids(lab, names) == [second]


def test_unknown_secret(lab: Lab, names: dict[str, str]) -> None:
    lab.refused(
        "DeleteUserPoolClientSecret",
        errors.ResourceNotFoundException,
        ClientSecretId="unknown",
        **names,
    )


def test_client_without_secret_gets_none(lab: Lab) -> None:
    names = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    lab.refused("AddUserPoolClientSecret", errors.InvalidParameterException, **names)
    assert secret_ids(lab, names) == []


@pytest.mark.parametrize(
    ("operation", "rest"),
    [
        ("AddUserPoolClientSecret", {}),
        ("ListUserPoolClientSecrets", {}),
        ("DeleteUserPoolClientSecret", {"ClientSecretId": "x"}),
    ],
)
def test_unknown_client(lab: Lab, operation: str, rest: dict[str, str]) -> None:
    names = {"UserPoolId": lab.pool_id, "ClientId": "unknown", **rest}
    text = lab.refused(operation, errors.ResourceNotFoundException, **names)
    assert text == "User pool client does not exist."


def test_both_secrets_sign_in(lab: Lab, names: dict[str, str]) -> None:
    lab.user("alice")
    first = described(lab, names)["ClientSecret"]
    second = lab.call("AddUserPoolClientSecret", **names)["ClientSecretDescriptor"]
    for secret in (first, second["ClientSecretValue"]):
        lab.tokens(
            ClientId=names["ClientId"],
            AuthParameters={
                "USERNAME": "alice",
                "PASSWORD": PASSWORD,
                "SECRET_HASH": secret_hash(secret, "alice", names["ClientId"]),
            },
        )


def test_both_secrets_match(lab: Lab, names: dict[str, str]) -> None:
    first = described(lab, names)["ClientSecret"]
    second = lab.call("AddUserPoolClientSecret", **names)["ClientSecretDescriptor"]
    client = lab.emulator.client(names["ClientId"])
    good = {first, second["ClientSecretValue"]}
    for secret in good:
        assert secrets.matches(client, secret)
    for secret in ("", first[:-1], f"{first} ", first.swapcase(), "\ud800"):
        assert not secrets.matches(client, secret)
    lab.call("DeleteUserPoolClientSecret", **names, ClientSecretId=second["ClientSecretId"])
    assert not secrets.matches(lab.emulator.client(names["ClientId"]), second["ClientSecretValue"])


def test_a_client_without_a_secret_has_none_that_matches(lab: Lab) -> None:
    assert not secrets.matches(lab.emulator.client(lab.client_id), "")
