"""A resource server of PyJWT and requests, and machines that call it; no library of OAuth."""

from __future__ import annotations

from functools import cache
from typing import Any

import flask
import jwt
import pytest
import requests

from pytest_cognito_emulator import Cognito, CognitoClock, CognitoUser
from pytest_cognito_emulator.api.clients import CognitoClient
from tests.clients_python.support import Provider


def orders(issuer: str) -> flask.Flask:
    """An API that knows nothing but its issuer."""
    app = flask.Flask("orders")

    @cache
    def keys() -> jwt.PyJWKClient:
        document = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=60).json()
        assert document["issuer"] == issuer
        return jwt.PyJWKClient(document["jwks_uri"])

    @app.get("/orders")
    def read() -> Any:
        token = flask.request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            key = keys().get_signing_key_from_jwt(token)
            claims = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer)
        except jwt.PyJWTError as error:
            return {"error": str(error)}, 401
        if claims["token_use"] != "access":
            return {"error": "no access token"}, 401
        if "orders/read" not in claims["scope"].split():
            return {"error": "insufficient_scope"}, 403
        return {"of": claims["client_id"]}

    return app


@pytest.fixture
def api(cognito: Cognito) -> Any:
    return orders(cognito.issuer).test_client()


def machine_token(provider: Provider, machine: CognitoClient, **form: str) -> requests.Response:
    return requests.post(
        provider["token_endpoint"],
        data={"grant_type": "client_credentials", **form},
        auth=(machine.id, machine.secret or ""),
        timeout=60,
    )


def test_a_machine_reads(api: Any, provider: Provider, machine: CognitoClient) -> None:
    token = machine_token(provider, machine, scope="orders/read").json()

    answer = api.get("/orders", headers={"Authorization": f"Bearer {token['access_token']}"})

    assert answer.json == {"of": machine.id}
    assert token["token_type"] == "Bearer"


def test_a_machine_without_the_scope(api: Any, provider: Provider, machine: CognitoClient) -> None:
    token = machine_token(provider, machine, scope="orders/write").json()

    answer = api.get("/orders", headers={"Authorization": f"Bearer {token['access_token']}"})

    assert (answer.status_code, answer.json) == (403, {"error": "insufficient_scope"})


def test_a_machines_token_expires(
    api: Any, provider: Provider, machine: CognitoClient, cognito_clock: CognitoClock
) -> None:
    token = machine_token(provider, machine).json()

    cognito_clock.shift(seconds=token["expires_in"] + 1)

    answer = api.get("/orders", headers={"Authorization": f"Bearer {token['access_token']}"})
    assert (answer.status_code, answer.json) == (401, {"error": "Signature has expired"})


def test_a_wrong_secret(provider: Provider, machine: CognitoClient) -> None:
    answer = machine_token(provider, CognitoClient(machine.id, "a-wrong-one"))

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_a_user_of_an_app_reads(api: Any, cognito_user: CognitoUser, cognito: Cognito) -> None:
    headers = {"Authorization": cognito_user.tokens(scopes=["orders/read"]).authorization}

    assert api.get("/orders", headers=headers).json == {"of": cognito.client_id}
