"""What a browser finds at the emulator's own address; programs find there what they did."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from tests.support import StockKeys
from tests.web.client import WebClient

HERE = "http://localhost:9329"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WEB = {
    "ClientName": "web",
    "ClientId": "shopwebclient0000000000001",
    "SupportedIdentityProviders": ["COGNITO"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": ["http://localhost:5000/back"],
}
SHOP = {
    "PoolName": "shop",
    "Id": "us-east-1_Shop",
    "Clients": [WEB],
    "Domain": [{"Domain": "shop"}],
}
CLUB = {"PoolName": "club", "Id": "us-east-1_Club", "Clients": [{"ClientName": "backend"}]}


@pytest.fixture
def web(stock_keys: StockKeys) -> Any:
    """A browser at an emulator with two pools."""
    return browser(stock_keys, {"UserPools": [SHOP, CLUB]})


def browser(keys: StockKeys, seed: Any = None, settings: Settings | None = None) -> Any:
    return WebClient(Emulator(settings, keys=keys, seed=seed))


def test_it_shows_each_pool_its_domain_and_a_link_that_signs_in(web: Any) -> None:
    answer = web.get(f"{HERE}/", headers=BROWSER)

    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    for wanted in ("shop <code>us-east-1_Shop</code>", "club <code>us-east-1_Club</code>"):
        assert wanted in answer.text
    assert f"<code>{HERE}/_domain/shop</code>" in answer.text
    assert answer.text.count("No client may send users to its pages") == 1
    assert "</a>: the manual" in answer.text


def test_its_links_lead_somewhere(web: Any) -> None:
    text = web.get(f"{HERE}/", headers=BROWSER).text
    ours = [unescape(url) for url in re.findall('<a href="([^"]+)"', text) if HERE in url]

    assert [url.removeprefix(HERE).partition("?")[0] for url in ours] == [
        "/_domain/shop/login",
        "/_emulator/messages",
        "/_emulator/calls",
    ]
    assert [web.get(url).status_code for url in ours] == [200, 200, 200]


def test_of_a_link_to_an_app_it_says_that_the_app_has_not_begun(
    web: Any, stock_keys: StockKeys
) -> None:
    sentence = "which has not begun the sign-in and may refuse it"
    assert web.get(f"{HERE}/", headers=BROWSER).text.count(sentence) == 1

    ours = {**SHOP, "Clients": [{**WEB, "CallbackURLs": [f"{HERE}/_emulator/signed-in"]}]}
    itself = browser(stock_keys, ours).get(f"{HERE}/", headers=BROWSER).text
    assert "/_emulator/sign-in" in itself
    assert sentence not in itself


def test_it_links_to_the_page_of_each_stand_in(stock_keys: StockKeys) -> None:
    listed = [
        {
            "ProviderName": name,
            "ProviderType": "SAML",
            "ProviderDetails": {"MetadataURL": "https://idp.example.com/metadata"},
            "StandIn": played,
        }
        for name, played in [("Mine&Yours", True), ("Real", False)]
    ]
    web = browser(stock_keys, {**SHOP, "IdentityProviders": listed})
    text = web.get(f"{HERE}/", headers=BROWSER).text

    [(name, url)] = re.findall(r'<p>Stand-in of ([^:]+): <a href="([^"]+)"', text)
    assert name == "Mine&amp;Yours"
    assert "Mine&amp;Yours" in web.get(unescape(url)).text


def test_it_loads_and_runs_nothing_and_stands_in_no_frame(web: Any) -> None:
    headers = web.get(f"{HERE}/", headers=BROWSER).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


def test_what_others_have_named_is_text(stock_keys: StockKeys) -> None:
    hostile = browser(stock_keys).get("http://a\"b'<i>/", headers=BROWSER)
    assert "<i>" not in hostile.text
    public = Settings(public_url="https://id.test/a&b<i>")
    text = browser(stock_keys, SHOP, public).get(f"{HERE}/", headers=BROWSER).text
    assert "<i>" not in text
    assert "https://id.test/a&amp;b&lt;i&gt;/_domain/shop" in text


def test_without_pools_it_says_how_to_have_one(stock_keys: StockKeys) -> None:
    assert "--seed FILE" in browser(stock_keys).get(f"{HERE}/", headers=BROWSER).text


def test_a_pool_without_a_domain_has_no_pages(stock_keys: StockKeys) -> None:
    web = browser(stock_keys, CLUB, Settings(default_domain=False))
    assert "It has no domain, and so no pages." in web.get(f"{HERE}/", headers=BROWSER).text


def test_of_many_only_some_are_shown(stock_keys: StockKeys) -> None:
    pools = [{"PoolName": f"pool{number}"} for number in range(53)]
    text = browser(stock_keys, {"UserPools": pools}).get(f"{HERE}/", headers=BROWSER).text
    assert text.count("<h2>pool") == 50
    assert "and 3 more" in text


def test_a_head_request_gets_no_body(web: Any) -> None:
    answer = web.head(f"{HERE}/", headers=BROWSER)
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.data == b""


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("GET", HERE, {}),
        ("GET", HERE, {"Accept": "*/*"}),
        ("GET", HERE, {"Accept": "application/json"}),
        ("GET", HERE, {**BROWSER, "X-Amz-Target": "AWSCognitoIdentityProviderService.ListUsers"}),
        ("POST", HERE, BROWSER),
        ("OPTIONS", HERE, BROWSER),
        ("GET", "http://evil.example", BROWSER),
        ("GET", HERE, {**BROWSER, "Origin": "https://evil.example"}),
        ("GET", "https://cognito-idp.us-east-1.amazonaws.com", BROWSER),
    ],
)
def test_all_others_find_the_api(web: Any, method: str, url: str, headers: Any) -> None:
    found = web.open(f"{url}/", method=method, headers=headers)
    plain = {name: value for name, value in headers.items() if name != "Accept"}
    usual = web.open(f"{url}/", method=method, headers=plain)

    assert (found.status_code, found.data) == (usual.status_code, usual.data)
    assert found.content_type == usual.content_type != "text/html; charset=utf-8"
    assert "x-amzn-RequestId" in found.headers
