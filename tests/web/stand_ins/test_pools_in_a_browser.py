"""Somebody signs in and out by played providers in a real browser: app, pool, provider, and back.

SAML takes both ways: the app asks, or the provider begins.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from selenium.webdriver.common.by import By

from cognito_emulator.calls import Call
from cognito_emulator.clock import Clock
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.http_server import HttpServer
from cognito_emulator.web.listening import listen
from cognito_emulator.web.server import Server
from tests.chromium import chromium, needs_chromium, sees, wait_for, wait_until
from tests.support import StockKeys

pytestmark = [pytest.mark.slow, needs_chromium]

CLIENT = "playedclient00000000000001"
CORP_ONLY = "playedclient00000000000002"  # a provider may begin for apps without other users
POOL = "us-east-1_Played001"


def seed(callback: str) -> dict[str, Any]:
    google = {
        "ProviderName": "Google",
        "ProviderType": "Google",
        "ProviderDetails": {"client_id": "i", "client_secret": "s", "authorize_scopes": "openid"},
    }
    corp = {
        "ProviderName": "Corp",
        "ProviderType": "SAML",
        "ProviderDetails": {
            "MetadataURL": "https://idp.example.com/metadata",
            "IDPInit": "true",
            "IDPSignout": "true",
        },
        "StandIn": True,
    }
    client = {
        "ClientName": "app",
        "ClientId": CLIENT,
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": [callback],
        "LogoutURLs": [callback],
        "SupportedIdentityProviders": ["Google", "Corp"],
    }
    another = {**client, "ClientName": "intranet", "ClientId": CORP_ONLY}
    another["SupportedIdentityProviders"] = ["Corp"]
    pool = {"PoolName": "shop", "Id": POOL, "Domain": "shop"}
    return {**pool, "IdentityProviders": [google, corp], "Clients": [client, another]}


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """An app that shows what comes back to it, without what is secret."""
    parameters = dict(parse_qsl(environ["QUERY_STRING"]))
    parameters.pop("code", None)
    said = "came back " + " ".join(f"{name}={value}" for name, value in parameters.items())
    start_response("200 OK", [("Content-Type", "text/plain;charset=UTF-8")])
    return [said.encode()]


class Running:
    """An emulator and an app, each with a server."""

    def __init__(self, keys: StockKeys) -> None:
        there = listen("localhost", 0)
        self.callback = f"{there.url('http')}/callback"
        self.emulator = Emulator(seed=seed(self.callback), keys=keys)
        self.server = Server(self.emulator, port=0)
        self.app = HttpServer(app, there, Clock())
        threading.Thread(target=self.app.run, daemon=True).start()
        self.server.start()

    def stop(self) -> None:
        self.app.stop()
        self.server.stop()

    @property
    def domains(self) -> tuple[str, str]:
        """Both addresses of the pool's domain."""
        port = self.server.url.rpartition(":")[2]
        return f"{self.server.url}/_domain/shop", f"http://shop.auth.localhost:{port}"

    def login(self, provider: str, domain: str) -> str:
        query = {
            "client_id": CLIENT,
            "response_type": "code",
            "redirect_uri": self.callback,
            "scope": "openid",
            "state": "a-state",
            "identity_provider": provider,
        }
        return f"{domain}/oauth2/authorize?{urlencode(query)}"


@pytest.fixture
def running(stock_keys: StockKeys) -> Iterator[Running]:
    made = Running(stock_keys)
    yield made
    made.stop()


def test_the_way_there_and_back(running: Running, tmp_path: Path) -> None:
    """By redirects and by posted forms, at both addresses of a domain."""
    for number, domain in enumerate(running.domains):
        for provider in ("Google", "Corp"):
            with chromium(tmp_path / f"{provider}{number}") as browser:
                browser.get(running.login(provider, domain))
                wait_for(browser, By.NAME, "refuse").click()
                sees(browser, "came back error_description=")
                browser.get(running.login(provider, domain))
                wait_for(browser, By.NAME, "new").click()
                sees(browser, "came back state=a-state")
    users = running.emulator.users_of(POOL)

    assert sorted(user.username.partition("_")[0] for user in users) == [
        *("Corp", "Corp", "Google", "Google")
    ]


def test_who_signs_out_does_so_at_a_saml_provider(running: Running, tmp_path: Path) -> None:
    """Pages that send themselves lead there and back; then the app's user is asked anew."""
    heard: list[Call] = []
    running.emulator.on_call(heard.append)
    with chromium(tmp_path) as browser:
        for domain in running.domains:
            browser.get(running.login("Corp", domain))
            wait_for(browser, By.NAME, "new").click()
            sees(browser, "came back state=a-state")
            browser.get(running.login("Corp", domain))
            sees(browser, "came back state=a-state")

            query = urlencode({"client_id": CLIENT, "logout_uri": running.callback})
            browser.get(f"{domain}/logout?{query}")
            wait_until(browser, lambda there: there.current_url == running.callback)
            browser.get(running.login("Corp", domain))
            wait_for(browser, By.NAME, "new")
    ends = [str(call) for call in heard if call.operation == "saml2/logout"]
    assert ends == [f"saml2/logout -> redirect to {running.callback}"] * 2


def test_a_saml_provider_begins(running: Running, tmp_path: Path) -> None:
    """Its page has a form for that, filled in with what the pool is registered as."""
    with chromium(tmp_path) as browser:
        browser.get(f"{running.server.url}/_provider/{POOL}/Corp/")
        wait_for(browser, By.ID, "target")
        assert CORP_ONLY in str(browser.find_element(By.ID, "target").get_property("value"))
        browser.find_element(By.XPATH, "//button[text()='Go on']").click()
        wait_for(browser, By.NAME, "new").click()
        sees(browser, "came back")
        assert urlsplit(browser.current_url).query.startswith("code=")
