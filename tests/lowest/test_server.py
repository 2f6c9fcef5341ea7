"""The server, the library and the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
import requests

from cognito_emulator import Emulator, Server, Tls

POOL = "us-east-1_LowestVer"
CLIENT = "lowestversions00000000001"
SEED = f"""
Id: {POOL}
PoolName: lowest
Clients:
  - ClientName: web
    ClientId: {CLIENT}
    ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
Users:
  - Username: alice
    Password: Alice-Password-1
    UserAttributes: {{email: alice@example.com, email_verified: true}}
"""


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "seed.yaml"
    path.write_text(SEED, encoding="utf-8")
    return path


@pytest.fixture
def emulator(seed: Path) -> Emulator:
    return Emulator(seed=str(seed))


@pytest.fixture
def url(emulator: Emulator) -> Iterator[str]:
    with Server(emulator, port=0) as server:
        yield server.url


@pytest.fixture
def confirming_url() -> Iterator[str]:
    """A function behind PreSignUp that is reached by HTTP, and confirms everybody."""

    class Function(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            event["response"]["autoConfirmUser"] = True
            body = json.dumps(event).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Function)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def call(url: str, operation: str, **request: object) -> Any:
    """What an operation that needs no credentials answers."""
    answer = requests.post(
        url,
        json=request,
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        },
        timeout=60,
    )
    return answer.json()


def sign_in(url: str) -> Any:
    parameters = {"USERNAME": "alice", "PASSWORD": "Alice-Password-1"}
    return call(
        url,
        "InitiateAuth",
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )["AuthenticationResult"]


def test_tokens_verify_against_discovery_and_jwks(url: str) -> None:
    tokens = sign_in(url)

    discovery = f"{url}/{POOL}/.well-known/openid-configuration"
    document = requests.get(discovery, timeout=60).json()
    keys = jwt.PyJWKClient(document["jwks_uri"])
    claims = jwt.decode(
        tokens["IdToken"],
        keys.get_signing_key_from_jwt(tokens["IdToken"]).key,
        algorithms=["RS256"],
        audience=CLIENT,
        issuer=document["issuer"],
    )
    assert (claims["email"], claims["email_verified"]) == ("alice@example.com", True)


def test_tokens_are_refreshed_and_revoked(url: str) -> None:
    token = sign_in(url)["RefreshToken"]
    refreshing: dict[str, object] = {
        "ClientId": CLIENT,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": token},
    }

    assert "AccessToken" in call(url, "InitiateAuth", **refreshing)["AuthenticationResult"]
    assert call(url, "RevokeToken", ClientId=CLIENT, Token=token) == {}
    refusal = call(url, "InitiateAuth", **refreshing)
    assert refusal["__type"] == "NotAuthorizedException"


def test_a_refusal_has_the_service_s_words(url: str) -> None:
    refusal = call(
        url,
        "InitiateAuth",
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": "wrong"},
    )

    assert refusal == {
        "__type": "NotAuthorizedException",
        "message": "Incorrect username or password.",
    }


def test_a_trigger_is_asked_by_http(emulator: Emulator, url: str, confirming_url: str) -> None:
    emulator.on("PreSignUp", confirming_url)

    answer = call(url, "SignUp", ClientId=CLIENT, Username="bob", Password="Bob-Password-1")

    assert answer["UserConfirmed"] is True


def test_the_control_api(url: str) -> None:
    call(url, "SignUp", ClientId=CLIENT, Username="bob", Password="Bob-Password-1")

    assert requests.get(f"{url}/_emulator/messages", timeout=60).json() == {"messages": []}
    assert requests.post(f"{url}/_emulator/reset", timeout=60).ok
    assert call(url, "SignUp", ClientId=CLIENT, Username="bob", Password="Bob-Password-1")[
        "UserSub"
    ]


def test_a_command_finds_it(seed: Path) -> None:
    script = "import os; print(os.environ['COGNITO_USER_POOL_ID'])"

    ended = subprocess.run(
        [
            *(sys.executable, "-m", "cognito_emulator.cli", "exec", "--seed", seed, "--"),
            *(sys.executable, "-c", script),
        ],
        check=True,
        capture_output=True,
        text=True,
    )

    assert ended.stdout == f"{POOL}\n"


def test_https(emulator: Emulator, tmp_path: Path) -> None:
    tls = Tls(port=0, folder=tmp_path / "tls")
    for _ in range(2):  # the authority is made, and read back
        with Server(emulator, port=0, tls=tls) as server:
            health = f"{server.https_url}/_emulator/health"
            assert requests.get(health, verify=str(server.ca_file), timeout=60).ok
