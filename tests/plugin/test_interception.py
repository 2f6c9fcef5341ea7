"""cognito_intercept, and tests that mock HTTP beside the emulator."""

from __future__ import annotations

import json
import os
import socket
import ssl
import urllib.request
from typing import Any

import boto3
import httpx
import jwt
import moto
import pytest
import requests
import responses
import respx

from pytest_cognito_emulator import Cognito, CognitoUser
from tests.plugin.conftest import Run

REAL = "https://cognito-idp.us-east-1.amazonaws.com"


def app(user: CognitoUser, pool_id: str, client_id: str) -> dict[str, Any]:
    """An app as people write it: region, pool and client are hard-coded, and so is the issuer."""
    client = boto3.client("cognito-idp", region_name="us-east-1")
    tokens = client.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.username, "PASSWORD": user.password},
    )["AuthenticationResult"]
    issuer = f"{REAL}/{pool_id}"
    keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(tokens["IdToken"])
    return jwt.decode(
        tokens["IdToken"], key, algorithms=["RS256"], audience=client_id, issuer=issuer
    )


@pytest.mark.usefixtures("cognito_intercept")
def test_an_app_that_has_it_all_hard_coded(cognito_user: CognitoUser, cognito: Cognito) -> None:
    claims = app(cognito_user, "us-east-1_TestPool1", "testclient0000000000000001")

    assert claims["email"] == cognito_user.email
    cognito.assert_signed_in(cognito_user)
    assert cognito.calls[-1].door == "http"


def test_tokens_and_documents_name_the_real_service(
    cognito_intercept: Cognito, cognito_user: CognitoUser
) -> None:
    cognito = cognito_intercept
    issuer = f"{REAL}/{cognito.pool_id}"

    assert cognito.issuer == issuer == cognito_user.tokens().access_claims["iss"]
    assert cognito.jwks_url == f"{issuer}/.well-known/jwks.json"
    assert requests.get(cognito.jwks_url, timeout=60).json() == cognito.jwks
    assert httpx.get(cognito.jwks_url).json() == cognito.jwks
    discovery_url = f"{issuer}/.well-known/openid-configuration"
    with urllib.request.urlopen(discovery_url) as answer:  # noqa: S310 - of ours
        discovery = json.loads(answer.read())
    assert discovery["issuer"] == issuer
    assert discovery["jwks_uri"] == cognito.jwks_url
    assert cognito.assert_claims(cognito_user.tokens())
    assert cognito.env["COGNITO_ISSUER"] == issuer


def test_the_pools_domain_is_ours_too(cognito_intercept: Cognito) -> None:
    assert cognito_intercept.domain_url == "https://tests.auth.us-east-1.amazoncognito.com"

    answer = requests.post(f"{cognito_intercept.domain_url}/oauth2/token", timeout=60)

    assert answer.status_code == 501
    assert "not emulated yet" in answer.json()["error"]


def test_domain_of_its_own_and_all_is_put_back(run: Run) -> None:
    before = (socket.getaddrinfo, ssl.SSLContext.wrap_socket, dict(os.environ))
    result = run(
        """
        import os, requests

        def test_inside(cognito_intercept, cognito_user):
            answer = requests.get("https://login.example.com/login", timeout=60)
            assert answer.status_code == 501
            assert os.environ["AWS_ACCESS_KEY_ID"] == "emulator"
            assert "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER" not in os.environ
            assert "amazonaws" in cognito_user.tokens().access_claims["iss"]

        def test_after(cognito, cognito_user):
            assert cognito_user.tokens().access_claims["iss"] == cognito.issuer
            assert cognito.issuer.startswith("http://127.0.0.1:")
        """,
        "-o",
        "cognito_domain=login.example.com",
    )

    result.assert_outcomes(passed=2)
    after = (socket.getaddrinfo, ssl.SSLContext.wrap_socket)
    assert after == before[:2]
    ours = ("AWS_", "COGNITO_")
    assert {n: v for n, v in os.environ.items() if n.startswith(ours)} == {
        n: v for n, v in before[2].items() if n.startswith(ours)
    }


def test_the_emulators_own_address_is_one_still(cognito_intercept: Cognito) -> None:
    answer = requests.get(f"{cognito_intercept.url}/_emulator/health", timeout=60)

    assert answer.json()["status"] == "ok"


@responses.activate
def test_beside_responses(cognito: Cognito) -> None:
    responses.get("https://api.example.com/weather", json={"sky": "blue"})

    assert requests.get("https://api.example.com/weather", timeout=60).json() == {"sky": "blue"}
    assert requests.get(cognito.jwks_url, timeout=60).json() == cognito.jwks
    with pytest.raises(requests.ConnectionError):
        requests.get("https://api.example.com/other", timeout=60)


@respx.mock
def test_beside_respx(cognito: Cognito) -> None:
    respx.get("https://api.example.com/weather").respond(json={"sky": "blue"})

    assert httpx.get("https://api.example.com/weather").json() == {"sky": "blue"}
    assert httpx.get(cognito.jwks_url).json() == cognito.jwks


@moto.mock_aws
@pytest.mark.usefixtures("cognito_env")
def test_beside_moto(cognito: Cognito, cognito_user: CognitoUser) -> None:
    bucket = boto3.client("s3")
    bucket.create_bucket(Bucket="photos")
    users = boto3.client("cognito-idp").list_users(UserPoolId=cognito.pool_id)["Users"]
    named = {"UserPoolId": cognito.pool_id, "Username": cognito_user.username}

    assert [each["Name"] for each in bucket.list_buckets()["Buckets"]] == ["photos"]
    assert [user["Username"] for user in users] == [cognito_user.username]
    assert cognito.boto3.admin_get_user(**named)["Username"] == cognito_user.username


@moto.mock_aws
@pytest.mark.usefixtures("cognito_intercept")
def test_intercepted_beside_moto(cognito_user: CognitoUser) -> None:
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="photos")

    assert app(cognito_user, "us-east-1_TestPool1", "testclient0000000000000001")["sub"]


def test_an_environment_that_was_set_before_follows(
    cognito_env: object, cognito_intercept: Cognito
) -> None:
    assert os.environ["COGNITO_ISSUER"] == cognito_intercept.issuer
    assert "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER" not in os.environ
    assert cognito_env


def test_past_a_proxy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    result = run("""
        import os, requests

        def test_keys(cognito):
            assert requests.get(cognito.jwks_url, timeout=60).json() == cognito.jwks

        def test_after():
            assert "NO_PROXY" not in os.environ
    """)

    result.assert_outcomes(passed=2)


def test_tokens_from_before_are_of_another_issuer(
    request: pytest.FixtureRequest, cognito_user: CognitoUser
) -> None:
    """So what a test sends from now on are others."""
    before = cognito_user.authorization
    assert cognito_user.authorization == before
    cognito: Cognito = request.getfixturevalue("cognito_intercept")

    assert cognito.assert_claims(cognito_user.authorization)["iss"].startswith(REAL)
