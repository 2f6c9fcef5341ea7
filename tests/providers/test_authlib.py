"""A provider made with Authlib's server: what it takes, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.providers import authlib_provider
from tests.providers.authlib_provider import Client, Company, key
from tests.providers.shop import Shop, served
from tests.support import StockKeys

ADA = {"person": "ada-1"}


@pytest.fixture
def shop(stock_keys: StockKeys) -> Iterator[Shop]:
    with served(stock_keys) as here:
        yield Shop(*here)


@pytest.fixture
def company(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # it wants https otherwise
    with authlib_provider.served(Client(redirect_uri=shop.callback)) as running:
        yield running


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_somebody_signs_in(shop: Shop, company: Company, algorithm: str, method: str) -> None:
    company.client.algorithm = algorithm
    shop.join(company.issuer, {"name": "name"}, attributes_request_method=method)

    claims = shop.claims(shop.sign_in(**ADA))

    assert claims["cognito:username"] == "Corp_ada-1"
    assert (claims["email"], claims["name"]) == ("ada@example.com", "Ada Park")
    assert claims["email_verified"] is False
    assert company.asked == [method]
    assert company.codes == {}, "the code is redeemed"


@pytest.mark.parametrize("algorithm", ["RS512", "PS256", "ES256"])
def test_a_key_that_no_token_names(shop: Shop, company: Company, algorithm: str) -> None:
    """With one key only a token need not name it (OpenID Connect Core, 10.1)."""
    company.client.algorithm = algorithm
    company.keys, company.named = [key(algorithm, "only")], False
    shop.join(company.issuer)

    assert shop.claims(shop.sign_in(**ADA))["cognito:username"] == "Corp_ada-1"


def test_new_keys_are_found_at_once(shop: Shop, company: Company) -> None:
    shop.join(company.issuer)
    first = shop.claims(shop.sign_in(**ADA))
    company.keys = [key("RS256", "rsa-2")]

    assert shop.claims(shop.sign_in(**ADA))["sub"] == first["sub"]


def test_a_provider_with_another_name_for_the_emulator(shop: Shop, company: Company) -> None:
    """As in a container: browsers know one address, and ID tokens name it; the pool has another."""
    inside = company.issuer.replace("localhost", "127.0.0.1")
    shop.join(
        company.issuer,
        authorize_url=f"{company.issuer}/authorize",
        token_url=f"{inside}/token",
        attributes_url=f"{inside}/userinfo",
        jwks_uri=f"{inside}/keys",
    )

    claims = shop.claims(shop.sign_in(**ADA))

    assert claims["cognito:username"] == "Corp_ada-1"
    hosts = {path: urlsplit(url).hostname for path, url in company.reached.items()}
    assert hosts == {
        "/authorize": "localhost",
        **dict.fromkeys(["/token", "/userinfo", "/keys"], "127.0.0.1"),
    }


def test_a_provider_without_userinfo(shop: Shop, company: Company) -> None:
    company.members.pop("userinfo_endpoint")
    shop.join(company.issuer)

    assert shop.claims(shop.sign_in(**ADA))["email"] == "ada@example.com"
    assert company.asked == []


def test_somebody_refuses(shop: Shop, company: Company) -> None:
    shop.join(company.issuer)

    told = shop.sign_in(refuse="yes")

    assert told["error"] == "invalid_request"
    assert told["error_description"].endswith("error=access_denied"), told
    assert (company.tokens, shop.usernames) == ({}, [])


def test_a_wrong_secret(shop: Shop, company: Company) -> None:
    shop.join(company.issuer, client_secret="another-secret")

    told = shop.sign_in(**ADA)

    assert told["error_description"].startswith("Corp Error - 401 invalid_client "), told
    assert shop.usernames == []


def test_a_provider_that_wants_the_secret_in_a_header(shop: Shop, company: Company) -> None:
    """The service sends it in the form, and nowhere else."""
    company.client.auth_method = "client_secret_basic"
    shop.join(company.issuer)

    told = shop.sign_in(**ADA)

    assert told["error_description"].startswith("Corp Error - 401 invalid_client "), told


def test_a_profile_that_is_signed_is_none(shop: Shop, company: Company) -> None:
    """What is no JSON tells nothing; the ID token is enough."""
    company.client.client_metadata["userinfo_signed_response_alg"] = "RS256"
    shop.join(company.issuer)

    assert shop.claims(shop.sign_in(**ADA))["email"] == "ada@example.com"


def test_a_scope_that_is_not_granted(shop: Shop, company: Company) -> None:
    """Without ``openid`` there is no ID token, and without one nobody is known."""
    shop.join(company.issuer, authorize_scopes="email")

    assert shop.sign_in(**ADA)["error_description"] == "Missing id_token"


def test_a_claim_that_is_an_object(shop: Shop, company: Company) -> None:
    """It becomes JSON; the scope without which the provider keeps it back is left out first."""
    shop.join(company.issuer, {"address": "address"})
    shop.sign_in(**ADA)
    assert "address" not in shop.attributes("Corp_ada-1")

    shop.alter(authorize_scopes="openid email address")
    shop.sign_in(**ADA)

    assert shop.attributes("Corp_ada-1")["address"] == '{"country":"NZ"}'
