"""Discovery documents and key sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import Settings
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab, StockKeys, claims, header
from tests.web.client import WebClient


def test_the_key_set_has_the_keys_that_sign(web: Any, lab: Lab) -> None:
    lab.user()
    tokens = lab.tokens()
    answer = web.get(f"/{lab.pool_id}/.well-known/jwks.json")
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    kids = [key["kid"] for key in answer.json["keys"]]
    assert kids == [header(tokens["IdToken"])["kid"], header(tokens["AccessToken"])["kid"]]
    assert all(list(key) == ["alg", "e", "kid", "kty", "n", "use"] for key in answer.json["keys"])


def test_the_discovery_document(web: Any, lab: Lab) -> None:
    issuer = f"http://localhost/{lab.pool_id}"
    domain = f"http://localhost/_domain/us-east-1{lab.pool_id.partition('_')[2].lower()}"
    assert web.get(f"/{lab.pool_id}/.well-known/openid-configuration").json == {
        "authorization_endpoint": f"{domain}/oauth2/authorize",
        "end_session_endpoint": f"{domain}/logout",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": f"{domain}/oauth2/revoke",
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": f"{domain}/oauth2/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": f"{domain}/oauth2/userInfo",
    }


@pytest.mark.parametrize("base", ["http://localhost", "https://id.test/auth"])
@pytest.mark.parametrize("aws_issuer", [False, True])
def test_whatever_the_discovery_document_names_is_there(
    stock_keys: StockKeys, base: str, *, aws_issuer: bool
) -> None:
    """The issuer alone names; all else is a place, and a proxy strips the public URL's path.

    What is told to browsers is at the public URL, what programs fetch where the document was.
    """
    public_url = None if base == "http://localhost" else base
    settings = Settings(aws_issuer=aws_issuer, public_url=public_url)
    emulator = Emulator(settings, keys=stock_keys)
    pool = Lab(emulator).pool_id
    web: Any = WebClient(emulator)
    document = web.get(f"/{pool}/.well-known/openid-configuration").json
    places = {
        member: value
        for member, value in document.items()
        if member != "issuer" and str(value).startswith("http")
    }
    assert len(places) == 6
    paths = {
        member: place.removeprefix(base).removeprefix("http://localhost")
        for member, place in places.items()
    }
    answers = {member: web.get(path).status_code for member, path in paths.items()}
    assert answers == {
        "authorization_endpoint": 302,
        "end_session_endpoint": 302,
        "jwks_uri": 200,
        "revocation_endpoint": 405,
        "token_endpoint": 405,
        "userinfo_endpoint": 400,
    }


@pytest.mark.parametrize(
    ("settings", "issuer", "keys_at"),
    [
        (Settings(), "http://api:9000/{}", "http://api:9000/{}"),
        (Settings(public_url="https://id.test"), "https://id.test/{}", "http://api:9000/{}"),
        (
            Settings(aws_issuer=True),
            "https://cognito-idp.us-east-1.amazonaws.com/{}",
            "http://api:9000/{}",
        ),
    ],
)
def test_the_issuer_is_that_of_tokens(
    stock_keys: StockKeys, settings: Settings, issuer: str, keys_at: str
) -> None:
    """The same base URL gives the same issuer, and the keys are where the caller can reach them."""
    emulator = Emulator(settings, keys=stock_keys)
    lab = Lab(emulator)
    lab.user()
    caller = emulator.caller(signed=False, base_url="http://api:9000")
    request = {
        "ClientId": lab.client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
    }
    tokens = emulator.call("InitiateAuth", request, caller)["AuthenticationResult"]
    web: Any = WebClient(emulator)
    document = web.get(f"http://api:9000/{lab.pool_id}/.well-known/openid-configuration").json
    assert document["issuer"] == issuer.format(lab.pool_id) == claims(tokens["IdToken"])["iss"]
    assert document["jwks_uri"] == f"{keys_at.format(lab.pool_id)}/.well-known/jwks.json"


@pytest.mark.parametrize("document", ["jwks.json", "openid-configuration"])
def test_an_unknown_pool_is_told_as_the_api_tells_it(web: Any, document: str) -> None:
    answer = web.get(f"/us-east-1_Nobody000/.well-known/{document}")
    assert answer.status_code == 400
    assert answer.json == {"message": "User pool us-east-1_Nobody000 does not exist."}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("document", ["jwks.json", "openid-configuration"])
def test_browsers_of_any_origin_may_read(web: Any, lab: Lab, document: str) -> None:
    path = f"/{lab.pool_id}/.well-known/{document}"
    answer = web.get(path, headers={"Origin": "http://app.test"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert web.head(path).status_code == 200
    assert web.post(path).status_code == 405


@pytest.mark.parametrize("document", ["jwks.json", "openid-configuration"])
def test_pools_of_any_region_are_found(web: Any, emulator: Emulator, document: str) -> None:
    caller = replace(emulator.caller(), region="eu-west-1")
    pool = emulator.call("CreateUserPool", {"PoolName": "there"}, caller)["UserPool"]["Id"]

    answer = web.get(f"/{pool}/.well-known/{document}")

    assert (pool[:10], answer.status_code) == ("eu-west-1_", 200)


def test_the_aws_issuer_is_of_the_pool_s_region(stock_keys: StockKeys) -> None:
    emulator = Emulator(Settings(aws_issuer=True), keys=stock_keys)
    caller = replace(emulator.caller(), region="eu-west-1")
    pool = emulator.call("CreateUserPool", {"PoolName": "there"}, caller)["UserPool"]["Id"]
    web: Any = WebClient(emulator)

    document = web.get(f"/{pool}/.well-known/openid-configuration").json

    assert document["issuer"] == f"https://cognito-idp.eu-west-1.amazonaws.com/{pool}"
