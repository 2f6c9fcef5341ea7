"""`cognito-emulator serve` as a process of its own, driven by clients that know nothing of it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import boto3
import jwt
import pytest
import requests
from botocore.exceptions import ClientError

from tests import forked

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.yaml"
POOL_ID, CLIENT_ID = "us-east-1_DemoPool1", "demowebclient0000000000001"
PASSWORD = "Correct-Horse-1"


class Serving:
    """A running process: its URL and what it has printed so far."""

    def __init__(self, process: forked.Process, out: IO[str]) -> None:
        self.process = process
        self.out = out
        self.url = self.line("listens on").split()[-1]

    def line(self, part: str) -> str:
        """Return the next line that contains ``part``; wait for it."""
        for line in self.out:
            if part in line:
                return line
        raise AssertionError(f"it ended without printing {part!r}")

    def client(self, **more: Any) -> CognitoIdentityProviderClient:
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}
        session = boto3.Session(**{**keys, **more})
        return session.client("cognito-idp", endpoint_url=self.url)


@contextmanager
def serving(*options: str) -> Iterator[Serving]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COGNITO_EMULATOR_")}
    arguments = ("serve", "--port", "0", *options)
    with forked.talking(*arguments, env=environment, errors=subprocess.STDOUT) as (out, process):
        yield Serving(process, out)


@pytest.fixture(scope="module")
def demo() -> Iterator[Serving]:
    with serving("--seed", str(DEMO)) as running:
        yield running


def test_from_sign_up_to_sign_out(demo: Serving) -> None:
    cognito = demo.client()
    cognito.sign_up(
        ClientId=CLIENT_ID,
        Username="ada",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
    )
    query = {"pool_id": POOL_ID, "username": "ada"}
    mails = requests.get(f"{demo.url}/_emulator/messages", params=query, timeout=60).json()
    code = mails["messages"][-1]["code"]
    cognito.confirm_sign_up(ClientId=CLIENT_ID, Username="ada", ConfirmationCode=code)
    answer = cognito.initiate_auth(
        ClientId=CLIENT_ID,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )
    tokens = answer["AuthenticationResult"]

    issuer = f"{demo.url}/{POOL_ID}"
    discovery = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=60).json()
    assert discovery["issuer"] == issuer
    keys = jwt.PyJWKClient(discovery["jwks_uri"])
    verified = jwt.decode(
        tokens["IdToken"],
        keys.get_signing_key_from_jwt(tokens["IdToken"]),
        algorithms=["RS256"],
        audience=CLIENT_ID,
        issuer=issuer,
    )
    assert verified["email"] == "ada@example.com"
    assert verified["event_id"] == answer["ResponseMetadata"]["RequestId"]

    refreshed = cognito.initiate_auth(
        ClientId=CLIENT_ID,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
    )["AuthenticationResult"]
    cognito.get_user(AccessToken=refreshed["AccessToken"])
    cognito.global_sign_out(AccessToken=refreshed["AccessToken"])
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.get_user(AccessToken=refreshed["AccessToken"])


def test_it_prints_what_it_sends(demo: Serving) -> None:
    """Into a pipe, too, and at once."""
    cognito = demo.client()
    cognito.sign_up(
        ClientId=CLIENT_ID,
        Username="grace",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "grace@example.com"}],
    )
    assert "SignUp" in demo.line("grace@example.com")
    code = demo.line("code: ").split()[-1]
    cognito.confirm_sign_up(ClientId=CLIENT_ID, Username="grace", ConfirmationCode=code)


def test_an_origin_and_a_host_that_are_allowed() -> None:
    allowed = ("--allow-origin", "https://app.example.com", "--allow-host", "id.example.com")
    with serving(*allowed) as running:
        for headers, status in (
            ({"Origin": "https://app.example.com"}, 200),
            ({"Origin": "https://example.com"}, 403),
            ({"Host": "id.example.com"}, 200),
            ({"Host": "example.com"}, 403),
        ):
            url = f"{running.url}/_emulator/health"
            assert requests.get(url, headers=headers, timeout=10).status_code == status


def test_two_regions_side_by_side(demo: Serving) -> None:
    here, there = demo.client(), demo.client(region_name="eu-central-1")
    made = there.create_user_pool(PoolName="there")["UserPool"]["Id"]
    assert made.startswith("eu-central-1_")
    assert [pool["Id"] for pool in there.list_user_pools(MaxResults=10)["UserPools"]] == [made]
    assert [pool["Id"] for pool in here.list_user_pools(MaxResults=10)["UserPools"]] == [POOL_ID]


def test_what_it_says_and_how_it_stops() -> None:
    """With verified signatures: right, wrong and unknown keys; then SIGTERM."""
    with serving("--access-key", "AKIAEXAMPLE:secret", "--seed", str(DEMO)) as running:
        assert POOL_ID in running.line("User pool ")
        assert CLIENT_ID in running.line("clients ")
        assert "demosecret" in running.line("secret ")
        assert f'endpoint_url="{running.url}"' in running.line("boto3.client(")
        assert f"--endpoint-url {running.url}" in running.line("--region")

        good = running.client(aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="secret")
        assert good.list_user_pools(MaxResults=1)["UserPools"][0]["Id"] == POOL_ID
        for keys, refusal in (
            ({"aws_access_key_id": "AKIAEXAMPLE"}, "InvalidSignatureException"),
            ({"aws_access_key_id": "AKIAOTHER"}, "UnrecognizedClientException"),
        ):
            with pytest.raises(ClientError) as refused:
                running.client(**keys).list_user_pools(MaxResults=1)
            assert refused.value.response["Error"]["Code"] == refusal

        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait() == 0
        assert "Traceback" not in running.out.read()


def test_ctrl_c_stops_it_too() -> None:
    with serving() as running:
        requests.get(f"{running.url}/_emulator/health", timeout=60)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait() == 0
        assert "Traceback" not in running.out.read()
