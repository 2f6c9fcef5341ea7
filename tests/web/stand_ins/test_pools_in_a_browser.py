"""Somebody signs in by a played provider in a real browser: app, pool, provider, pool, app."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from selenium.webdriver.common.by import By

from cognito_emulator.clock import Clock
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.http_server import HttpServer
from cognito_emulator.web.listening import listen
from cognito_emulator.web.server import Server
from tests.chromium import chromium, needs_chromium, sees, wait_for
from tests.support import StockKeys

pytestmark = [pytest.mark.slow, needs_chromium]

CLIENT = "playedclient00000000000001"
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
        "ProviderDetails": {"MetadataURL": "https://idp.example.com/metadata"},
        "StandIn": True,
    }
    client = {
        "ClientName": "app",
        "ClientId": CLIENT,
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": [callback],
        "SupportedIdentityProviders": ["Google", "Corp"],
    }
    pool = {"PoolName": "shop", "Id": POOL, "Domain": "shop"}
    return {**pool, "IdentityProviders": [google, corp], "Clients": [client]}


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
    port = running.server.url.rpartition(":")[2]
    domains = (f"{running.server.url}/_domain/shop", f"http://shop.auth.localhost:{port}")
    for number, domain in enumerate(domains):
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
