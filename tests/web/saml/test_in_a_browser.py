"""SAML in a real browser: forms that send themselves, from the provider's site to the pool's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from selenium import webdriver
from selenium.webdriver.common.by import By

from cognito_emulator.clock import Clock
from cognito_emulator.emulator import Emulator
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.people import PeopleInMemory
from cognito_emulator.idp.provider import Client, Provider
from cognito_emulator.saml import issuing
from cognito_emulator.settings import Settings, Tls
from cognito_emulator.web.guard import Guard
from cognito_emulator.web.http_server import HttpServer
from cognito_emulator.web.listening import listen
from cognito_emulator.web.server import Server
from cognito_emulator.web.stand_ins.index import create_app
from tests.chromium import (
    another_tab,
    chromium,
    home_that_trusts,
    leaving_the_page,
    needs_certutil,
    needs_chromium,
    sees,
    wait_until,
)
from tests.idp.playing import ADA, KEYS
from tests.web.hosting import Hosting

pytestmark = [pytest.mark.slow, needs_chromium]

#: An app that is not there: the address says what came.
APP = "http://localhost:9/callback"
POOL_ID = "us-east-1_saml"
ENTITY_ID = f"urn:amazon:cognito:sp:{POOL_ID}"
MAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"


class AnotherSite:
    """A SAML provider that is not the emulator's: it has a server of its own, at localhost."""

    def __init__(self) -> None:
        clock = Clock()
        provider = Provider(
            name="Corp",
            kind=KINDS["SAML"],
            people=PeopleInMemory([ADA]),
            keys=KEYS,
            clients={ENTITY_ID: Client()},
        )
        at = listen("localhost", 0)
        self.url = f"{at.url('http')}/Corp"
        self.metadata = issuing.metadata(
            entity_id=provider.issuer_at(self.url),
            sso_url=f"{self.url}/sso",
            certificates=[KEYS.signer(clock.now()).certificate],
        )
        app = create_app({"Corp": provider}, clock, Guard(Settings(), "localhost"))
        self._server = HttpServer(app, at, clock)
        threading.Thread(target=self._server.run, daemon=True).start()

    def stop(self) -> None:
        self._server.stop()


class Sites:
    """A pool at 127.0.0.1, which is another site than localhost, and a browser."""

    def __init__(self, driver: webdriver.Chrome, provider: AnotherSite, url: str) -> None:
        self.driver = driver
        self.provider = provider
        self.url = url.replace("localhost", "127.0.0.1")

    def leave(self, hosting: Hosting) -> None:
        """Ask for a sign-in; the browser is at the provider then."""
        query = urlencode(hosting.wanted(redirect_uri=APP, prompt="login"))
        self.driver.get(f"{self.url}{hosting.path('/oauth2/authorize')}?{query}")
        sees(self.driver, "Ada Park")

    def press(self, button: str) -> None:
        with leaving_the_page(self.driver):
            self.driver.find_element(By.CSS_SELECTOR, f"button[name={button}]").click()

    def arrived(self) -> dict[str, str]:
        """Wait for the app, which is not there; return what it was told."""
        url = wait_until(
            self.driver,
            lambda there: there.current_url if there.current_url.startswith(APP) else "",
        )
        return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.fixture(scope="module")
def provider() -> Iterator[AnotherSite]:
    site = AnotherSite()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def hosting(provider: AnotherSite) -> Hosting:
    corp: dict[str, Any] = {
        "ProviderName": "Corp",
        "ProviderType": "SAML",
        "ProviderDetails": {"MetadataFile": provider.metadata, "IDPInit": "true"},
        "AttributeMapping": {"email": MAIL},
    }
    return Hosting(
        Emulator(),
        users=[],
        pool={"UserPoolTags": {"_custom_id_": POOL_ID}, "IdentityProviders": [corp]},
        CallbackURLs=[APP],
        SupportedIdentityProviders=["Corp"],
    )


@pytest.fixture(scope="module")
def sites(
    provider: AnotherSite, hosting: Hosting, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sites]:
    with (
        Server(hosting.emulator, host="localhost", port=0) as server,
        chromium(tmp_path_factory.mktemp("chromium")) as driver,
    ):
        yield Sites(driver, provider, server.url)


@pytest.fixture
def secure(provider: AnotherSite, hosting: Hosting, tmp_path: Path) -> Iterator[Sites]:
    """The pool over HTTPS."""
    tls = Tls(port=0, folder=tmp_path / "authority")
    with Server(hosting.emulator, host="localhost", port=0, tls=tls) as server:
        assert server.https_url
        assert server.ca_file
        home = home_that_trusts(tmp_path / "home", server.ca_file)
        with chromium(tmp_path / "chromium", home=home) as driver:
            yield Sites(driver, provider, server.https_url)


def test_the_app_asks_for_it(sites: Sites, hosting: Hosting) -> None:
    """Over plain HTTP the cookie does not come along, as the form is another site's."""
    sites.leave(hosting)
    sites.press("person")

    told = sites.arrived()
    assert told["state"] == "a-state"
    tokens = hosting.token(code=told["code"], redirect_uri=APP).get_json()
    assert "id_token" in tokens
    [user] = hosting.call("ListUsers", UserPoolId=POOL_ID)["Users"]
    assert user["Username"] == "Corp_ada-1"


def test_somebody_refuses(sites: Sites, hosting: Hosting) -> None:
    sites.leave(hosting)
    sites.press("refuse")

    assert sites.arrived()["error"] == "access_denied"


def test_the_provider_begins(sites: Sites, hosting: Hosting) -> None:
    wanted = hosting.wanted(redirect_uri=APP, identity_provider="Corp", state=None)
    query = {
        "providerId": ENTITY_ID,
        "shire": f"{sites.url}{hosting.path('/saml2/idpresponse')}",
        "target": urlencode(wanted),
    }
    sites.driver.get(f"{sites.provider.url}/sso?{urlencode(query)}")
    sees(sites.driver, "Ada Park")
    sites.press("person")

    assert set(sites.arrived()) == {"code"}


def test_who_goes_back_and_clicks_again_is_told(sites: Sites, hosting: Hosting) -> None:
    sites.leave(hosting)
    sites.press("person")
    assert "code" in sites.arrived()
    while "Ada Park" not in sites.driver.find_element(By.TAG_NAME, "body").text:
        sites.driver.back()
    sites.press("person")

    sees(sites.driver, "Invalid State/RelayState provided")


def test_two_tabs_both_come_home(sites: Sites, hosting: Hosting) -> None:
    """Each has a RelayState of its own; over plain HTTP no cookie tells them apart."""
    sites.leave(hosting)
    with another_tab(sites.driver):
        sites.leave(hosting)
        sites.press("person")
        assert "code" in sites.arrived()
    sites.press("person")

    assert "code" in sites.arrived()


def test_a_stale_state(sites: Sites, hosting: Hosting) -> None:
    """The provider's own clock has not moved."""
    sites.leave(hosting)
    clock = f"{sites.url}/_emulator/clock"
    shift = {"shift": {"minutes": 5, "seconds": 1}}
    requests.put(clock, json=shift, timeout=60).raise_for_status()
    sites.press("person")

    sees(sites.driver, "Invalid State/RelayState provided")
    sees(sites.driver, "The RelayState is older than 5 minutes.")
    requests.delete(clock, timeout=60).raise_for_status()


@needs_certutil
def test_over_https_the_cookie_comes_along(secure: Sites, hosting: Hosting) -> None:
    """It has ``SameSite=None``, so another site's form has it; then it is gone for other tabs."""
    secure.leave(hosting)
    with another_tab(secure.driver):
        secure.leave(hosting)
        secure.press("person")
        assert "code" in secure.arrived()
    secure.press("person")

    sees(secure.driver, "Invalid State/RelayState provided")
    sees(secure.driver, "has come back in another tab since")
