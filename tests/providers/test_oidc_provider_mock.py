"""oidc-provider-mock, a provider for tests that is published, as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.clients_python.browser import StrandedError
from tests.providers.shop import Shop, served
from tests.support import StockKeys

pytestmark = pytest.mark.filterwarnings("ignore")  # it uses what newer versions of others warn of


@pytest.fixture
def shop(stock_keys: StockKeys) -> Iterator[Shop]:
    with served(stock_keys) as here:
        yield Shop(*here)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Start one; its people are Ada and whoever is typed."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # it wants https otherwise
    from oidc_provider_mock import User, run_server_in_thread  # noqa: PLC0415 - warns when loaded

    claims = {"email": "ada@example.com", "email_verified": True, "name": "Ada Park"}
    return lambda **how: run_server_in_thread(user_claims=[User(sub="ada-1", claims=claims)], **how)


@pytest.fixture
def issuer(started: Any) -> Iterator[str]:
    with started() as server:
        yield f"http://localhost:{server.server_port}"


def test_somebody_signs_in(shop: Shop, issuer: str) -> None:
    shop.join(issuer, {"name": "name", "email_verified": "email_verified"})

    claims = shop.claims(shop.sign_in(sub="ada-1"))

    assert claims["cognito:username"] == "Corp_ada-1"
    assert (claims["email"], claims["name"]) == ("ada@example.com", "Ada Park")
    assert claims["email_verified"] is True


def test_an_address_is_unverified_unless_that_is_mapped(shop: Shop, issuer: str) -> None:
    shop.join(issuer)
    shop.sign_in(sub="ada-1")

    assert shop.attributes("Corp_ada-1")["email_verified"] == "false"


def test_a_subject_that_is_an_address(shop: Shop, issuer: str) -> None:
    shop.join(issuer)

    claims = shop.claims(shop.sign_in(sub="bob+1@example.com"))

    assert claims["cognito:username"] == "Corp_bob+1@example.com"
    assert claims["email"] == "bob+1@example.com"


def test_what_it_says_later_is_taken_over(shop: Shop, issuer: str) -> None:
    shop.join(issuer, {"name": "name"})
    first = shop.claims(shop.sign_in(sub="ada-1"))
    new = {"email": "ada@new.example.com", "name": "Ada Byron"}
    requests.put(f"{issuer}/users/ada-1", json=new, timeout=60).raise_for_status()

    again = shop.claims(shop.sign_in(sub="ada-1"))

    assert (again["email"], again["name"]) == ("ada@new.example.com", "Ada Byron")
    assert again["sub"] == first["sub"]


def test_a_refusal_without_a_state(shop: Shop, issuer: str) -> None:
    """It forgets ``state``, against RFC 6749, 4.1.2.1: nobody can say which app to tell."""
    shop.join(issuer)

    with pytest.raises(StrandedError, match="Invalid State"):
        shop.sign_in(action="deny")
    assert shop.usernames == []


def test_a_client_that_is_registered(shop: Shop, started: Any) -> None:
    """It makes the client's id and secret, and then takes no others."""
    with started(require_client_registration=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        wanted = {
            "redirect_uris": [shop.callback],
            "token_endpoint_auth_method": "client_secret_post",
        }
        made = requests.post(f"{issuer}/oauth2/clients", json=wanted, timeout=60).json()
        shop.join(issuer, client_id=made["client_id"], client_secret=made["client_secret"])
        assert shop.claims(shop.sign_in(sub="ada-1"))["cognito:username"] == "Corp_ada-1"

        shop.alter(client_secret="another-secret")
        told = shop.sign_in(sub="ada-1")

    assert told["error_description"].startswith("Corp Error - 40"), told


def test_a_provider_that_wants_a_nonce(shop: Shop, started: Any) -> None:
    """The service sends none (measured [federation-3]): whoever insists on one lets nobody in."""
    with started(require_nonce=True) as server:
        shop.join(f"http://localhost:{server.server_port}")
        told = shop.sign_in()

    assert told["error"] == "invalid_request"
    assert "nonce" in told["error_description"]
