"""Amplify's signInWithRedirect in Chromium, over TLS, as it takes no other address for the pages.

Chromium trusts the authority as anybody's would: it is in the user's certificate database, and each
certificate is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cognito_emulator.control import identity_providers, stand_ins
from cognito_emulator.settings import Tls
from tests.chromium import chromium, home_that_trusts, needs_certutil, needs_chromium
from tests.clients.screen import Screen
from tests.clients.shop import DOMAIN, POOL, SPA, Shop, shop
from tests.clients.site import Site, site
from tests.support import claims

pytestmark = [pytest.mark.slow, needs_chromium, needs_certutil]

SCOPES = ["openid", "email", "profile", "aws.cognito.signin.user.admin"]
#: As Amplify calls providers, and as the pool does; the type of all that it does not know is OIDC.
PROVIDERS: Mapping[str, Any] = {
    "Corp": {"custom": "Corp"},
    "Google": "Google",
    "Facebook": "Facebook",
    "LoginWithAmazon": "Amazon",
    "SignInWithApple": "Apple",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shop(tls=Tls(port=0, folder=tmp_path_factory.mktemp("authority") / "tls")) as running:
        yield running


@pytest.fixture(scope="module")
def app(served: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site("amplify_redirect.js", tmp_path_factory.mktemp("app")) as running:
        served.register(SPA, f"{running.url}/", f"{running.url}/goodbye")
        for name in PROVIDERS:
            kind: Any = "OIDC" if name == "Corp" else name
            identity_providers.install(served.emulator, POOL, name, kind)
        yield running


@pytest.fixture(scope="module")
def started(served: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    assert served.server.ca_file
    home = home_that_trusts(tmp_path_factory.mktemp("home"), served.server.ca_file)
    with chromium(tmp_path_factory.mktemp("chromium"), home=home) as driver:
        yield Screen(driver)


def domains(shop: Shop) -> dict[str, str]:
    """The domain as Amplify's settings have it, without https, in both forms."""
    host = shop.url.removeprefix("https://")
    return {"by path": f"{host}/_domain/{DOMAIN}", "by host": f"{DOMAIN}.auth.{host}"}


@pytest.fixture(params=["by path", "by host"])
def screen(request: pytest.FixtureRequest, served: Shop, started: Screen, app: Site) -> Screen:
    """The app, in a browser in which nobody has signed in."""
    app.configure(
        userPoolId=POOL,
        clientId=SPA,
        endpoint=served.url,
        domain=domains(served)[request.param],
        scopes=SCOPES,
    )
    started.forget()
    started.open(app.url)
    started.browser.execute_script("localStorage.clear(); sessionStorage.clear()")
    started.open(app.url)
    return started


def sign_in(screen: Screen) -> None:
    screen.tell("signIn", {"customState": "where they were"})
    screen.sign_in()
    screen.comes_back()
    screen.hears("signInWithRedirect")


def test_a_sign_in(screen: Screen, served: Shop) -> None:
    sign_in(screen)

    tokens = screen.ask("tokens")

    assert claims(tokens["idToken"])["email"] == "alice@example.com"
    assert claims(tokens["accessToken"])["iss"] == served.issuer
    assert screen.ask("user")["username"] == "alice"
    assert screen.ask("attributes")["name"] == "Alice"  # GetUser, by the scope of the token
    assert {"event": "customOAuthState", "message": None} in screen.ask("heard")


def test_fetch_auth_session_refreshes_the_tokens(screen: Screen) -> None:
    sign_in(screen)
    before = screen.ask("tokens")

    after = screen.ask("tokens", {"forceRefresh": True})

    assert after["accessToken"] != before["accessToken"]
    assert claims(after["accessToken"])["scope"] == claims(before["accessToken"])["scope"]


def test_sign_out_ends_the_session_at_the_pages(screen: Screen) -> None:
    sign_in(screen)

    screen.tell("signOut")
    screen.arrives("/goodbye")
    screen.runs()

    assert screen.ask("tokens") is None
    screen.tell("signIn")
    screen.shows_login()


def test_who_comes_back_is_not_asked_again(screen: Screen) -> None:
    sign_in(screen)
    screen.browser.execute_script("localStorage.clear()")
    screen.browser.refresh()
    screen.runs()

    screen.tell("signIn")
    screen.comes_back()
    screen.hears("signInWithRedirect")

    assert screen.ask("user")["username"] == "alice"


def sign_in_by(screen: Screen, shop: Shop, name: str) -> str:
    """Sign in by a provider, where somebody has an account; return the username in the pool."""
    names = {"name": "Ada Park", "given_name": "Ada", "family_name": "Park"}
    ada = stand_ins.make(shop.emulator, POOL, name, {"email": "ada@example.com", **names})
    screen.tell("signIn", {"provider": PROVIDERS[name], "customState": "where they were"})
    screen.press("person", ada.subject)
    screen.comes_back()
    screen.hears("signInWithRedirect")
    return f"{name}_{ada.subject}"


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_sign_in_by_a_provider(screen: Screen, served: Shop, name: str) -> None:
    username = sign_in_by(screen, served, name)

    assert screen.ask("user")["username"] == username
    attributes = screen.ask("attributes")
    assert (attributes["email"], attributes["name"]) == ("ada@example.com", "Ada Park")
    tokens = screen.ask("tokens")
    [identity] = claims(tokens["idToken"])["identities"]
    assert (identity["providerName"], f"{name}_{identity['userId']}") == (name, username)
    assert claims(tokens["accessToken"])["cognito:groups"] == [f"{POOL}_{name}"]
    assert {"event": "customOAuthState", "message": None} in screen.ask("heard")
    assert screen.ask("tokens", {"forceRefresh": True})["accessToken"] != tokens["accessToken"]


def test_sign_out_of_who_came_by_a_provider(screen: Screen, served: Shop) -> None:
    """The provider is asked anew afterwards, and anybody may sign in there."""
    first = sign_in_by(screen, served, "Google")

    screen.tell("signOut")
    screen.arrives("/goodbye")
    screen.runs()

    assert screen.ask("tokens") is None
    assert sign_in_by(screen, served, "Google") != first


def test_a_refusal_at_a_provider(screen: Screen) -> None:
    screen.tell("signIn", {"provider": "Facebook"})
    screen.press("refuse")
    screen.comes_back()
    screen.hears("signInWithRedirect_failure")

    [message] = [each["message"] for each in screen.ask("heard") if each["message"]]
    assert message.startswith("Permissions error; error=access_denied")
    assert screen.ask("tokens") is None


def test_a_browser_that_does_not_trust_the_authority(
    served: Shop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The tests above would hold nothing of certificates if any were taken."""
    home = tmp_path_factory.mktemp("home")
    with chromium(tmp_path_factory.mktemp("chromium"), home=home) as distrustful:
        distrustful.get(f"{served.url}/_emulator/health")

        assert "ERR_CERT_AUTHORITY_INVALID" in Screen(distrustful).text
