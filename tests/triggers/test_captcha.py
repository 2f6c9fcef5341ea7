"""The example of fixtures/captcha.py: in the process, and through a server of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from cognito_emulator import transport
from cognito_emulator.emulator import Emulator
from cognito_emulator.lambdas import resolve
from tests.forked import serving
from tests.support import SrpClient, StockKeys

FIXTURES = Path(__file__).parents[2] / "fixtures"
TRIGGERS = {
    "DefineAuthChallenge": "captcha.py:define",
    "CreateAuthChallenge": "captcha.py:create",
    "VerifyAuthChallengeResponse": "captcha.py:verify",
}
POOL_ID, CLIENT_ID = "us-east-1_DemoPool1", "captchaclient0000000000001"
CLIENT: dict[str, Any] = {
    "UserPoolId": POOL_ID,
    "ClientName": f"_custom_id_:{CLIENT_ID}",
    "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"],
}


def read(challenge: Any) -> str:
    """Read the picture, as people do."""
    svg = unquote(challenge["ChallengeParameters"]["captchaUrl"])
    return "".join(re.findall(r"<text [^>]*>(.)</text>", svg)).upper()


def begin(client: CognitoIdentityProviderClient, **parameters: str) -> Any:
    return client.initiate_auth(
        ClientId=CLIENT_ID,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "alice", **parameters},
    )


def answer(client: CognitoIdentityProviderClient, challenge: Any, text: str) -> Any:
    return client.respond_to_auth_challenge(
        ClientId=CLIENT_ID,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "alice", "ANSWER": text},
    )


@pytest.fixture
def client(stock_keys: StockKeys) -> CognitoIdentityProviderClient:
    """A client of an emulator that has the functions by `Emulator.on`."""
    emulator = Emulator(seed=FIXTURES / "demo.yaml", keys=stock_keys)
    for trigger, target in TRIGGERS.items():
        emulator.functions.attach(trigger, resolve(target, FIXTURES))
    emulator.call("CreateUserPoolClient", CLIENT)
    return transport.client(emulator)


def test_who_can_read_gets_in(client: CognitoIdentityProviderClient) -> None:
    challenge = begin(client)
    wrong = answer(client, challenge, "?????")
    assert wrong["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert answer(client, wrong, read(wrong))["AuthenticationResult"]["AccessToken"]


def test_who_cannot_read_does_not(client: CognitoIdentityProviderClient) -> None:
    challenge = begin(client)
    for _ in range(2):
        challenge = answer(client, challenge, "?????")
    with pytest.raises(client.exceptions.NotAuthorizedException):
        answer(client, challenge, "?????")


def test_after_the_password(client: CognitoIdentityProviderClient) -> None:
    srp = SrpClient(POOL_ID, "Alice-Password-1")
    proof = begin(client, CHALLENGE_NAME="SRP_A", SRP_A=srp.srp_a)
    challenge = client.respond_to_auth_challenge(
        ClientId=CLIENT_ID,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=srp.respond(proof["ChallengeParameters"]),
    )
    assert answer(client, challenge, read(challenge))["AuthenticationResult"]


def test_the_server() -> None:
    triggers = [f"--trigger={name}=fixtures/{target}" for name, target in TRIGGERS.items()]
    root = FIXTURES.parent
    with serving("--seed=fixtures/demo.yaml", *triggers, cwd=root) as (port, _):
        client: CognitoIdentityProviderClient = boto3.client(
            "cognito-idp",
            endpoint_url=f"http://localhost:{port}",
            region_name="us-east-1",
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )
        client.create_user_pool_client(**CLIENT)
        challenge = begin(client)
        assert answer(client, challenge, read(challenge))["AuthenticationResult"]
