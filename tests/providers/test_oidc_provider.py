"""oidc-provider for Node.js, which is certified by the OpenID Foundation.

Its ID tokens say the subject only, the rest stands in userinfo; its redirects have ``iss`` beside
the code (RFC 9207).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.node import service
from tests.providers.shop import CLIENT, Shop, served
from tests.support import StockKeys


@pytest.fixture(scope="module")
def shop(stock_keys: StockKeys) -> Iterator[Shop]:
    with served(stock_keys) as here:
        shop = Shop(*here)
        known = {"CALLBACK": shop.callback, "CLIENT_SECRET": CLIENT["client_secret"]}
        with service("oidc_provider.mjs", known) as port:
            shop.join(f"http://localhost:{port}", {"name": "name"})
            yield shop


def typed(subject: str) -> dict[str, str]:
    """What is typed into its login page: a name, and any password."""
    return {"login": subject, "password": "any"}


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "HS256"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_somebody_signs_in(shop: Shop, algorithm: str, method: str) -> None:
    shop.alter(client_id=algorithm, attributes_request_method=method)
    subject = f"{algorithm}-{method}"

    claims = shop.claims(shop.sign_in(**typed(subject)))

    assert claims["cognito:username"] == f"Corp_{subject}"
    assert (claims["email"], claims["name"]) == (f"{subject}@example.com", f"The {subject}")


CLIENT_REFUSED = "Corp Error - 401 invalid_client client authentication failed"


@pytest.mark.parametrize(
    ("details", "description"),
    [
        ({"client_id": "EdDSA"}, "invalid_token_signature: Unsupported algorithm EdDSA"),
        ({"client_secret": "another-secret"}, CLIENT_REFUSED),
        ({"authorize_scopes": "email"}, "Missing id_token"),
    ],
)
def test_nobody_comes_in(shop: Shop, details: dict[str, str], description: str) -> None:
    usual = {**CLIENT, "client_id": "RS256", "authorize_scopes": "openid email profile"}
    shop.alter(**{**usual, **details})

    told = shop.sign_in(**typed("nobody"))
    shop.alter(**usual)

    assert told["error_description"] == description
    assert "Corp_nobody" not in shop.usernames


def test_a_provider_that_wants_a_challenge(shop: Shop) -> None:
    """The service sends none (measured [federation-3]): the refusal comes at once."""
    shop.alter(client_id="PKCE")

    told = shop.sign_in()

    assert told["error_description"].startswith("Authorization Server policy requires PKCE"), told
