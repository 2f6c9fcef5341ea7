"""What tests of the OAuth endpoints ask, and a client with a secret."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import jwt
from werkzeug.test import TestResponse

from tests.support import PASSWORD
from tests.web.client import WebClient
from tests.web.hosting import Hosting

API = "https://api.example.com"


class Machine:
    """A client with a secret that asks for tokens of its own."""

    def __init__(self, hosting: Hosting, **client: Any) -> None:
        self.hosting = hosting
        scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
        server = {"UserPoolId": hosting.pool_id, "Identifier": API, "Name": "api"}
        hosting.call("CreateResourceServer", **server, Scopes=scopes)
        usual = {
            "ClientName": "machine",
            "GenerateSecret": True,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": [f"{API}/write", f"{API}/read"],
        }
        made = hosting.call(
            "CreateUserPoolClient", **{"UserPoolId": hosting.pool_id, **usual, **client}
        )["UserPoolClient"]
        self.id, self.secret = made["ClientId"], made["ClientSecret"]

    def token(self, basic: str | None = None, /, **form: str) -> TestResponse:
        """Ask for a token; by HTTP Basic with the client's own secret unless told otherwise."""
        basic = f"{self.id}:{self.secret}" if basic is None else basic
        headers = {"Authorization": f"Basic {b64encode(basic.encode()).decode()}"} if basic else {}
        form = {"grant_type": "client_credentials", **form}
        program = WebClient(self.hosting.emulator)
        return program.post(self.hosting.path("/oauth2/token"), data=form, headers=headers)

    def has(self, **settings: Any) -> None:
        """Change the client; what is not named stays."""
        change(self.hosting, self.id, **settings)


def change(hosting: Hosting, client_id: str, **settings: Any) -> None:
    """Change a client; what is not named stays."""
    ids = {"UserPoolId": hosting.pool_id, "ClientId": client_id}
    shown = hosting.call("DescribeUserPoolClient", **ids)["UserPoolClient"]
    gone = ("ClientSecret", "CreationDate", "LastModifiedDate")
    kept = {name: value for name, value in shown.items() if name not in gone}
    hosting.call("UpdateUserPoolClient", **{**kept, **settings})


def claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def tokens(hosting: Hosting, **wanted: str | None) -> Mapping[str, Any]:
    """Sign alice in, and exchange her code."""
    answer = hosting.token(code=hosting.code(**wanted))
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def api_tokens(hosting: Hosting) -> Mapping[str, Any]:
    """Alice's tokens of a sign-in through the API."""
    return hosting.call(
        "AdminInitiateAuth",
        UserPoolId=hosting.pool_id,
        ClientId=hosting.client.id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]


def refreshed(hosting: Hosting, token: str, **form: str | None) -> TestResponse:
    """Ask for new tokens."""
    return hosting.token(grant_type="refresh_token", refresh_token=token, redirect_uri=None, **form)


def failure(response: TestResponse) -> tuple[int, Any]:
    """The status of an answer and its JSON; its type is the service's."""
    assert response.content_type == "application/json;charset=UTF-8"
    return response.status_code, response.get_json()
