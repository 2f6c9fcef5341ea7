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

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request"}


def test_a_domain_that_a_test_makes_is_ours_too(cognito_intercept: Cognito) -> None:
    cognito = cognito_intercept
    another = cognito.pool()
    assert another.domain_url == f"{cognito.url}/_domain/us-east-1testpool2"

    cognito.boto3.create_user_pool_domain(UserPoolId=another.pool_id, Domain="another")

    assert another.domain_url == "https://another.auth.us-east-1.amazoncognito.com"
    answer = requests.post(f"{another.domain_url}/oauth2/token", timeout=60)
    assert answer.json() == {"error": "invalid_request"}


def test_domain_of_its_own_and_all_is_put_back(run: Run) -> None:
    before = (socket.getaddrinfo, ssl.SSLContext.wrap_socket, dict(os.environ))
    result = run(
        """
        import os, requests

        def test_inside(cognito_intercept, cognito_user):
            assert cognito_intercept.domain_url == "https://login.example.com"
            answer = requests.post("https://login.example.com/oauth2/token", timeout=60)
            assert answer.json() == {"error": "invalid_request"}
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


@pytest.mark.parametrize("fixture", ["cognito_env", "cognito_intercept"])
def test_ids_that_are_not_there_are_told(run: Run, fixture: str) -> None:
    result = run(f"""
        import boto3, pytest

        @pytest.fixture
        def sdk({fixture}):
            return boto3.client("cognito-idp", region_name="us-east-1")

        def sign_in(sdk, client_id):
            sdk.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", ClientId=client_id,
                              AuthParameters=dict(USERNAME="ada", PASSWORD="x"))

        def test_pool(sdk):
            sdk.list_users(UserPoolId="us-east-1_Other")

        def test_client(sdk):
            sign_in(sdk, "hardcoded1")

        def test_both(sdk):
            for pool_id in ("us-east-1_Other", "us-east-1_Third"):
                with pytest.raises(sdk.exceptions.ResourceNotFoundException):
                    sdk.list_users(UserPoolId=pool_id)
            sign_in(sdk, "hardcoded1")

        def test_there(cognito, sdk):
            sdk.admin_get_user(UserPoolId=cognito.pool_id, Username="nobody")

        def test_group(cognito, sdk):
            sdk.get_group(UserPoolId=cognito.pool_id, GroupName="nobodies")
    """)

    result.assert_outcomes(failed=5)
    is_of = "the test's pool is us-east-1_TestPool1, its client testclient0000000000000001."
    both = "no pool us-east-1_Other, no pool us-east-1_Third, no client hardcoded1"
    result.stdout.fnmatch_lines(
        [
            "*_ test_pool _*",
            f"ids: there is no pool us-east-1_Other; {is_of}",
            (
                "  If an app has them hard-coded: set the ini option"
                " cognito_pool_id = us-east-1_Other, or have the app ask for the test's."
            ),
            "*_ test_client _*",
            f"ids: there is no client hardcoded1; {is_of}",
            "  If *: set the ini option cognito_client_id = hardcoded1, or have *",
            "*_ test_both _*",
            f"ids: there are {both}; {is_of}",
            (
                "  If *: set the ini options cognito_pool_id = us-east-1_Other and"
                " cognito_client_id = hardcoded1, or *"
            ),
            "*_ test_there _*",
        ]
    )
    assert str(result.stdout).count("ids: there ") == len(("test_pool", "test_client", "test_both"))


def test_refused_requests_that_are_no_calls_are_told(run: Run) -> None:
    result = run("""
        import urllib.error, urllib.request, pytest

        REAL = "https://cognito-idp.us-east-1.amazonaws.com"
        KEYS = ".well-known/jwks.json"

        def test_keys(cognito_intercept):
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{REAL}/us-east-1_Other/.well-known/openid-configuration")
            urllib.request.urlopen(f"{REAL}/us-east-1_Other/{KEYS}")

        def test_next(cognito_intercept):
            urllib.request.urlopen(f"{REAL}/us-east-1_TestPool1/{KEYS}")
            assert False
    """)

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "*_ test_keys _*",
            "refused requests that are no calls:",
            "  GET /us-east-1_Other/.well-known/openid-configuration -> 400: *",
            "  GET /us-east-1_Other/.well-known/jwks.json -> 400: *",
            "ids: there is no pool us-east-1_Other; the test's pool is us-east-1_TestPool1, *",
            "*_ test_next _*",
        ]
    )
    assert str(result.stdout).count("refused requests that are no calls") == 1
