"""What listeners of a server hear of: each request once, as a call or as an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from werkzeug.test import Client

from cognito_emulator.calls import Call
from cognito_emulator.listeners import Listeners
from cognito_emulator.web.exchange import Exchange, ReportingApplication
from tests.web.hosting import Hosting

TARGET = {"X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser"}


class Listening(NamedTuple):
    """A client, and all that is told of its requests."""

    client: Client
    calls: list[Call]
    exchanges: list[Exchange]

    def ask(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        as_sent = {"PATH_INFO": path.encode().decode("latin-1")}
        self.client.open(
            method=method, headers=dict(headers), data=b"{}", environ_overrides=as_sent
        )


@pytest.fixture
def listening() -> Listening:
    hosting = Hosting()
    listeners: Listeners[Exchange] = Listeners()
    application = ReportingApplication(hosting.browser.application, listeners)
    heard = Listening(Client(application), [], [])
    hosting.emulator.on_call(heard.calls.append)
    listeners.add(heard.exchanges.append)
    return heard


@pytest.mark.parametrize(
    ("method", "path", "headers", "name"),
    [
        ("POST", "/", TARGET, "GetUser"),
        ("POST", "//", TARGET, "GetUser"),
        ("GET", "/", {}, ""),
        ("POST", "/_domain/shop/oauth2/token", {}, "oauth2/token"),
        ("POST", "/_domain/SHOP/oauth2/token", {}, "oauth2/token"),
        ("POST", "//_domain//shop//oauth2/token", {}, "oauth2/token"),
        ("POST", "/oauth2/token/", {"Host": "shop.auth.localhost"}, "oauth2/token"),
        ("PUT", "/_domain/shop/login", {}, "login"),
        ("GET", "/_domain/nobody-s/login", {}, "login"),
    ],
)
def test_calls(
    listening: Listening, method: str, path: str, headers: Mapping[str, str], name: str
) -> None:
    listening.ask(method, path, headers)
    assert [call.operation for call in listening.calls] == [name]
    assert listening.exchanges == []


@pytest.mark.parametrize(
    ("method", "path", "headers", "line"),
    [
        ("GET", "/", {"Accept": "text/html"}, "GET / -> 200"),
        ("GET", "/_emulator/health", {}, "GET /_emulator/health -> 200"),
        ("GET", "/_domain/shop", {}, "GET /_domain/shop -> 200"),
        ("GET", "/_domain/shop/style.css", {}, "GET /_domain/shop/style.css -> 404: This URL"),
        ("GET", "/login", {}, "GET /login -> 404: /login belongs to a pool's domain"),
        ("GET", "/caf\u00e9", {}, "GET /caf\u00e9 -> 404: There is nothing at /caf\u00e9."),
    ],
)
def test_exchanges(
    listening: Listening, method: str, path: str, headers: Mapping[str, str], line: str
) -> None:
    listening.ask(method, path, headers)
    assert [str(exchange)[: len(line)] for exchange in listening.exchanges] == [line]
    assert listening.calls == []
