"""boto3 in the same process: no socket, no environment, the same bytes."""

from __future__ import annotations

import socket
from typing import Any

import boto3
import pytest

from cognito_emulator import Settings, transport
from cognito_emulator.emulator import Emulator
from tests.support import claims

FLOWS: Any = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture(autouse=True)
def _no_aws_and_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("a socket was used")

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this-profile")
    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)


def test_a_client_from_nothing(emulator: Emulator) -> None:
    """Sign-up to tokens, with neither credentials nor a region in the environment."""
    cognito = transport.client(emulator)
    pool_id = cognito.create_user_pool(PoolName="x", AutoVerifiedAttributes=["email"])["UserPool"][
        "Id"
    ]
    client_id = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="x", ExplicitAuthFlows=FLOWS
    )["UserPoolClient"]["ClientId"]
    cognito.sign_up(
        ClientId=client_id,
        Username="ada",
        Password="Correct-Horse-1",
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
    )
    code = emulator.messages(pool_id, "ada")[-1].code
    cognito.confirm_sign_up(ClientId=client_id, Username="ada", ConfirmationCode=code)
    answer = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-Horse-1"},
    )
    token = claims(answer["AuthenticationResult"]["AccessToken"])
    assert token["username"] == "ada"
    assert token["event_id"] == answer["ResponseMetadata"]["RequestId"]
    assert token["iss"] == f"http://localhost:9329/{pool_id}"


def test_the_service_s_errors_come_as_boto3_s(emulator: Emulator) -> None:
    cognito = transport.client(emulator)
    with pytest.raises(cognito.exceptions.ResourceNotFoundException) as refused:
        cognito.describe_user_pool(UserPoolId="us-east-1_Nobody000")
    assert refused.value.response["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": "User pool us-east-1_Nobody000 does not exist.",
    }
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_client_for_another_region(emulator: Emulator) -> None:
    cognito = transport.client(emulator, region="eu-west-1")
    assert cognito.create_user_pool(PoolName="x")["UserPool"]["Id"].startswith("eu-west-1_")


def test_a_client_signs_so_that_it_can_be_verified() -> None:
    emulator = Emulator(Settings(access_keys={"AKIAEXAMPLE": "secret"}))
    assert transport.client(emulator).list_user_pools(MaxResults=1)["UserPools"] == []


def own_session(monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    monkeypatch.delenv("AWS_PROFILE")
    return boto3.Session(
        aws_access_key_id="x", aws_secret_access_key="y", region_name="ap-southeast-2"
    )


def test_a_session_is_attached(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """All its clients are answered, and keep their region."""
    session = transport.attach(own_session(monkeypatch), emulator)
    pool = session.client("cognito-idp").create_user_pool(PoolName="x")["UserPool"]
    assert pool["Id"].startswith("ap-southeast-2_")


def test_a_client_is_attached(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    cognito = transport.attach(own_session(monkeypatch).client("cognito-idp"), emulator)
    cognito.create_user_pool(PoolName="x")
    assert len(cognito.list_user_pools(MaxResults=10)["UserPools"]) == 1
    transport.attach(cognito, Emulator())
    assert cognito.list_user_pools(MaxResults=10)["UserPools"] == []


def test_other_services_are_left_alone(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def network(**_: object) -> None:
        raise ConnectionAbortedError("on its way to the network")

    sts = transport.attach(own_session(monkeypatch), emulator).client("sts")
    sts.meta.events.register_last("before-send", network)
    with pytest.raises(ConnectionAbortedError):
        sts.get_caller_identity()


def test_what_is_no_client_is_refused(emulator: Emulator) -> None:
    with pytest.raises(TypeError, match="int is neither"):
        transport.attach(5, emulator)


def test_signatures_are_dated_by_the_callers_clock() -> None:
    """Moving the emulator's time makes no signature of an SDK too old."""
    emulator = Emulator(Settings(access_keys={"AKIAEXAMPLE": "secret"}))
    emulator.clock.shift(days=1)
    assert transport.client(emulator).list_user_pools(MaxResults=1)["UserPools"] == []
