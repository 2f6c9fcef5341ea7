"""oidc-client-ts in Chromium: an app of one page, at another port than its pool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chromium import chromium, needs_chromium
from tests.clients.screen import Screen
from tests.clients.shop import SPA, Shop, shop
from tests.clients.site import Site, site
from tests.support import claims

pytestmark = [pytest.mark.slow, needs_chromium]

SCOPES = "openid email profile"


@pytest.fixture(scope="module")
def served() -> Iterator[Shop]:
    with shop() as running:
        yield running


@pytest.fixture(scope="module")
def app(served: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site("oidc_client_ts.js", tmp_path_factory.mktemp("app")) as running:
        served.register(SPA, f"{running.url}/callback", f"{running.url}/goodbye")
        running.configure(authority=served.issuer, clientId=SPA, scope=SCOPES, domain=served.domain)
        yield running


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield Screen(driver)


@pytest.fixture
def screen(started: Screen, app: Site) -> Screen:
    """The app, in a browser in which nobody has signed in."""
    started.forget()
    started.open(app.url)
    started.browser.execute_script("localStorage.clear(); sessionStorage.clear()")
    started.open(app.url)
    return started


def sign_in(screen: Screen) -> None:
    screen.tell("signIn")
    screen.sign_in()
    screen.arrives("/")
    screen.runs()


def test_the_code_flow_with_pkce_and_user_info(screen: Screen, served: Shop) -> None:
    sign_in(screen)

    user = screen.ask("user")

    assert user["profile"]["email"] == "alice@example.com"
    assert user["profile"]["username"] == "alice"  # userInfo says so; the ID token does not
    assert user["profile"]["cognito:username"] == "alice"
    assert claims(user["access_token"])["iss"] == served.issuer
    assert set(user["scope"].split()) == set(SCOPES.split())


def test_a_silent_renewal_by_the_refresh_token(screen: Screen) -> None:
    sign_in(screen)
    before = screen.ask("user")

    renewed = screen.ask("renew")

    assert renewed["access_token"] != before["access_token"]
    assert renewed["refresh_token"] == before["refresh_token"]  # the client does not rotate
    assert screen.ask("user")["access_token"] == renewed["access_token"]


@pytest.mark.parametrize("way", ["signOut", "signOutByTheLibrary"])
def test_signing_out_ends_the_session_at_the_pages(screen: Screen, way: str) -> None:
    sign_in(screen)

    screen.tell(way)
    screen.arrives("/goodbye")
    screen.runs()

    assert screen.ask("user") is None
    screen.tell("signIn")
    screen.shows_login()


def test_who_comes_back_is_not_asked_again(screen: Screen) -> None:
    sign_in(screen)
    screen.browser.execute_script("localStorage.clear()")

    screen.tell("signIn")
    screen.arrives("/")
    screen.runs()

    assert screen.ask("user")["profile"]["email"] == "alice@example.com"


def test_a_refused_request_comes_back_to_the_app(screen: Screen) -> None:
    screen.tell("signIn", {"scope": "openid orders/write"})
    screen.arrives("/callback")
    screen.runs()

    assert screen.browser.execute_script("return window.app.problem") == "invalid_scope"
    assert "error=invalid_request" in screen.browser.current_url
