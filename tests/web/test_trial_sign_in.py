"""``/_emulator/sign-in``: a sign-in at the pages of the demo, without an app."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from cognito_emulator.emulator import Emulator
from tests.support import StockKeys, claims
from tests.web.client import WebClient
from tests.web.hosting import csrf

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.yaml"
HERE = "http://localhost:9329"


@pytest.fixture
def demo(stock_keys: StockKeys) -> Any:
    """A browser at the demo."""
    return WebClient(Emulator(keys=stock_keys, seed=DEMO))


def signed_in(demo: Any) -> str:
    """Sign alice in at the pages; return where the browser is sent then."""
    begun = demo.get(f"{HERE}/_emulator/sign-in")
    assert begun.status_code == 302
    login = urljoin(HERE, demo.get(begun.headers["Location"]).headers["Location"])
    fields = {
        "_csrf": csrf(demo.get(login)),
        "username": "alice",
        "password": "Alice-Password-1",
    }
    return str(demo.post(login, data=fields).headers["Location"])


def test_it_ends_with_tokens_and_what_they_say(demo: Any) -> None:
    back = signed_in(demo)
    assert back.startswith(f"{HERE}/_emulator/signed-in?")

    answer = demo.get(back)

    assert answer.status_code == 200
    assert answer.json["id_token_claims"]["cognito:username"] == "alice"
    assert answer.json["access_token_claims"]["iss"] == f"{HERE}/us-east-1_DemoPool1"
    assert answer.json["refresh_token"]
    again = demo.get(back)
    assert again.status_code == 400
    assert "Begin again at /_emulator/sign-in" in again.json["error"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "User pool client  does not exist"),
        ("code=x&state=demowebclient0000000000001", "The code was refused"),
        ("code=x&state=demobackendclient000000002", "The code was refused"),
        ("error=access_denied", "The sign-in failed with access_denied: there is no description."),
        ("error=a&error_description=b", "The sign-in failed with a: b."),
    ],
)
def test_what_comes_back_and_is_not_good(demo: Any, query: str, sentence: str) -> None:
    answer = demo.get(f"{HERE}/_emulator/signed-in?{query}")
    assert answer.status_code == 400
    assert sentence in answer.json["error"]


def test_a_client_with_a_secret_takes_part(stock_keys: StockKeys) -> None:
    client = {
        "ClientName": "web",
        "GenerateSecret": True,
        "SupportedIdentityProviders": ["COGNITO"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": [f"{HERE}/_emulator/signed-in"],
    }
    users = [{"Username": "alice", "Password": "Alice-Password-1"}]
    pool = {"PoolName": "shop", "Clients": [client], "Users": users}
    browser: Any = WebClient(Emulator(keys=stock_keys, seed=pool))

    answer = browser.get(signed_in(browser))

    assert answer.status_code == 200
    assert answer.json["id_token_claims"]["cognito:username"] == "alice"


def test_a_function_that_refuses_says_why(stock_keys: StockKeys) -> None:
    def refuse(_event: Any) -> Any:
        raise ValueError("not today")

    emulator = Emulator(keys=stock_keys, seed=DEMO)
    emulator.on("PreTokenGeneration", refuse)
    browser: Any = WebClient(emulator)

    answer = browser.get(signed_in(browser))

    assert answer.status_code == 400
    assert "PreTokenGeneration failed with error not today." in answer.json["error"]


def test_no_client_can_take_part_at_another_port(demo: Any) -> None:
    answer = demo.get("http://localhost:9400/_emulator/sign-in")
    assert answer.status_code == 400
    assert "http://localhost:9400/_emulator/signed-in" in answer.json["error"]


def test_foreign_pages_and_hosts_are_refused(demo: Any) -> None:
    assert demo.get("http://evil.example/_emulator/signed-in?code=x&state=y").status_code == 403
    headers = {"Origin": "https://evil.example"}
    assert demo.get(f"{HERE}/_emulator/sign-in", headers=headers).status_code == 403


def test_the_demo_s_machine_gets_tokens(demo: Any) -> None:
    answer = demo.post(
        f"{HERE}/_domain/demo/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(
            "demomachineclient000000003",
            "demosecret0000000000000000000000000000000000000000003",
        ),
    )
    assert answer.status_code == 200
    scopes = set(claims(answer.json["access_token"])["scope"].split())
    assert scopes == {"orders/read", "orders/write"}
