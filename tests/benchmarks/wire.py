"""Requests of the AWS API as bytes, and a client that sends one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from tests.benchmarks.load import MARK
from tests.support import SrpClient

HOST = "127.0.0.1"
PASSWORD = "Correct-horse-7"
TIMEOUT_SECONDS = 30.0

# Nobody checks it here: no contestant verifies signatures unless asked to.
_AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/cognito-idp/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)


class RefusedError(RuntimeError):
    """The server answered, but not with success."""


def headers(operation: str) -> dict[str, str]:
    """What a client of the AWS SDK sends beside the body."""
    return {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        "X-Amz-Date": "20260101T000000Z",
        "Authorization": _AUTHORIZATION,
    }


def request(port: int, operation: str, body: Mapping[str, Any]) -> bytes:
    """A whole HTTP request."""
    content = json.dumps(body).encode()
    fields = {
        "Host": f"{HOST}:{port}",
        "Accept-Encoding": "identity",
        "Content-Length": str(len(content)),
        **headers(operation),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST / HTTP/1.1\r\n{head}\r\n".encode() + content


def call(port: int, operation: str, body: Mapping[str, Any]) -> Any:
    """Send a request and read the answer.

    Raises:
        RefusedError: the answer is an error.

    """
    connection = HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", "/", json.dumps(body).encode(), headers(operation))
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RefusedError(f"{operation}: {answer.status} {content[:200].decode(errors='replace')}")
    return json.loads(content or b"{}")


@dataclass(frozen=True, slots=True)
class Scene:
    """A pool with a client and one user who can sign in."""

    port: int
    pool_id: str
    client_id: str
    access_token: str

    @property
    def sign_in(self) -> bytes:
        """InitiateAuth of the user."""
        return request(self.port, "InitiateAuth", _sign_in(self.client_id))

    @property
    def srp_sign_in(self) -> tuple[bytes, bytes]:
        """Both requests of an SRP sign-in: the proof, made here, counts as often as it is sent."""
        client = SrpClient(self.pool_id, PASSWORD)
        begin = _begin_srp(self.client_id, client)
        parameters = call(self.port, "InitiateAuth", begin)["ChallengeParameters"]
        proof = _prove(self.client_id, client, parameters)
        return (
            request(self.port, "InitiateAuth", begin),
            request(self.port, "RespondToAuthChallenge", proof),
        )

    def check_proofs(self) -> None:
        """Make sure that the server judges SRP's proofs.

        Raises:
            RefusedError: it does not know SRP, or takes any proof.

        """
        wrong, right = SrpClient(self.pool_id, "Wrong-horse-7"), SrpClient(self.pool_id, PASSWORD)
        begun = call(self.port, "InitiateAuth", _begin_srp(self.client_id, right))
        parameters = begun["ChallengeParameters"]
        call(self.port, "RespondToAuthChallenge", _prove(self.client_id, right, parameters))
        try:
            call(self.port, "RespondToAuthChallenge", _prove(self.client_id, wrong, parameters))
        except RefusedError:
            return
        raise RefusedError("a wrong password is as good as the right one")

    @property
    def get_user(self) -> bytes:
        """GetUser with the user's access token."""
        return request(self.port, "GetUser", {"AccessToken": self.access_token})

    @property
    def admin_get_user(self) -> bytes:
        """AdminGetUser of the user."""
        return request(self.port, "AdminGetUser", {"UserPoolId": self.pool_id, "Username": "alice"})

    @property
    def create_user(self) -> bytes:
        """AdminCreateUser with a number in name and address, for a numbered job."""
        number = MARK.decode()
        return request(
            self.port,
            "AdminCreateUser",
            _new_user(self.pool_id, f"user-{number}", f"user-{number}@example.com"),
        )

    @property
    def signed(self) -> bool:
        """Whether the tokens carry a signature as long as an RSA-2048 key makes."""
        return len(self.access_token.rpartition(".")[2]) == 342


def make_scene(port: int) -> Scene:
    """Create the pool, the client and the user, and sign in once."""
    pool_id = call(port, "CreateUserPool", {"PoolName": "benchmark"})["UserPool"]["Id"]
    client_id = call(
        port,
        "CreateUserPoolClient",
        {
            "UserPoolId": pool_id,
            "ClientName": "benchmark",
            "ExplicitAuthFlows": [
                "ALLOW_USER_PASSWORD_AUTH",
                "ALLOW_USER_SRP_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
            ],
        },
    )["UserPoolClient"]["ClientId"]
    call(port, "AdminCreateUser", _new_user(pool_id, "alice", "alice@example.com"))
    call(
        port,
        "AdminSetUserPassword",
        {"UserPoolId": pool_id, "Username": "alice", "Password": PASSWORD, "Permanent": True},
    )
    answer = call(port, "InitiateAuth", _sign_in(client_id))
    return Scene(port, pool_id, client_id, answer["AuthenticationResult"]["AccessToken"])


def _sign_in(client_id: str) -> dict[str, Any]:
    return {
        "ClientId": client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
    }


def _begin_srp(client_id: str, client: SrpClient) -> dict[str, Any]:
    return {
        "ClientId": client_id,
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": "alice", "SRP_A": client.srp_a},
    }


def _prove(client_id: str, client: SrpClient, parameters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ClientId": client_id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": client.respond(parameters),
    }


def _new_user(pool_id: str, username: str, email: str) -> dict[str, Any]:
    return {
        "UserPoolId": pool_id,
        "Username": username,
        "MessageAction": "SUPPRESS",
        "UserAttributes": [{"Name": "email", "Value": email}],
    }
