"""A site with Auth.js and its Cognito provider: it finds all by the issuer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.clients.node import service
from tests.clients.shop import SECRET, SITE, Shop, shop
from tests.clients.visitor import PATIENCE_SECONDS, Visitor, location
from tests.support import claims

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served() -> Iterator[Shop]:
    with shop() as running:
        yield running


@pytest.fixture(scope="module")
def site(served: Shop) -> Iterator[str]:
    variables = {"CLIENT_ID": SITE, "CLIENT_SECRET": SECRET, "ISSUER": served.issuer}
    with service("auth_js.mjs", variables) as port:
        url = f"http://localhost:{port}/auth"
        served.register(SITE, f"{url}/callback/cognito", f"{url}/signed-out")
        yield url


def sent_away(visitor: Visitor, site: str) -> str:
    """Press the site's button; return where it sends the browser."""
    known = visitor.get(f"{site}/csrf").json()
    return location(
        visitor.session.post(
            f"{site}/signin/cognito",
            data={"csrfToken": known["csrfToken"], "callbackUrl": f"{site}/session"},
            allow_redirects=False,
            timeout=PATIENCE_SECONDS,
        )
    )


def session(answer: requests.Response) -> Any:
    return answer.json()


def test_a_sign_in(served: Shop, site: str) -> None:
    visitor = Visitor()
    away = sent_away(visitor, site)

    visitor.get(visitor.sign_in(away))
    shown = session(visitor.get(f"{site}/session"))

    assert away.startswith(f"{served.domain}/oauth2/authorize?")
    assert shown["user"] == {"name": "Alice", "email": "alice@example.com"}
    assert claims(shown["accessToken"])["iss"] == served.issuer


def test_who_is_signed_in_at_the_pages_is_not_asked_again(site: str) -> None:
    visitor = Visitor()
    visitor.get(visitor.sign_in(sent_away(visitor, site)))

    again = visitor.get(sent_away(visitor, site))

    assert session(again)["user"]["email"] == "alice@example.com"


def test_somebody_else_s_browser_is_not_signed_in(site: str) -> None:
    """The answer to one browser is worth nothing in another: PKCE, state and nonce are kept."""
    visitor, other = Visitor(), Visitor()

    called_back = visitor.sign_in(sent_away(visitor, site))

    assert "error" in other.get(called_back).url
    assert session(other.get(f"{site}/session")) is None
