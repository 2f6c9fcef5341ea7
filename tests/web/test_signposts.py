"""What people find at a domain where no page is named, and where there is no such domain."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from tests.support import StockKeys
from tests.web.client import WebClient
from tests.web.test_welcome import BROWSER, HERE, SHOP

CUSTOM = "auth.shop.example"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000"
OFFICE = {
    "PoolName": "office",
    "Id": "us-east-1_Office",
    "Clients": [{"ClientName": "backend"}],
    "Domain": [
        {"Domain": "office"},
        {"Domain": CUSTOM, "CustomDomainConfig": {"CertificateArn": CERTIFICATE}},
    ],
}
NOTHING = {"error": "This URL doesn't exist on the authorization server."}


@pytest.fixture
def web(stock_keys: StockKeys) -> Any:
    """A browser at an emulator with two pools that have domains."""
    return WebClient(Emulator(keys=stock_keys, seed={"UserPools": [SHOP, OFFICE]}))


def links(text: str) -> list[str]:
    return [unescape(url) for url in re.findall('<a href="([^"]+)"', text)]


@pytest.mark.parametrize(
    ("url", "own"),
    [
        (f"{HERE}/_domain/shop", f"{HERE}/_domain/shop"),
        (f"{HERE}/_domain/shop/", f"{HERE}/_domain/shop"),
        (f"{HERE}/_domain/shop//", f"{HERE}/_domain/shop"),
        ("http://shop.auth.localhost:9329/", "http://shop.auth.localhost:9329"),
    ],
)
@pytest.mark.parametrize("headers", [BROWSER, {}, {"Accept": "*/*"}], ids=["html", "none", "any"])
def test_a_domain_shows_what_it_has_and_where_to_sign_in(
    web: Any, url: str, own: str, headers: dict[str, str]
) -> None:
    """As the service does, whatever is accepted; but its page shows nothing."""
    answer = web.get(url, headers=headers)
    assert (answer.status_code, answer.content_type) == (200, "text/html;charset=UTF-8")
    for path in ("/login", "/signup", "/oauth2/authorize", "/oauth2/token", "/logout"):
        assert f"<code>{own}{path}</code>" in answer.text
    assert "shop <code>us-east-1_Shop</code>" in answer.text
    sign_in, everything, _ = links(answer.text)
    assert web.get(sign_in).status_code == 200
    assert everything == f"{HERE}/"


def test_it_has_the_service_s_headers_and_loads_nothing(web: Any) -> None:
    headers = web.get(f"{HERE}/_domain/shop", headers=BROWSER).headers
    assert headers["Content-Language"] == "en-US"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Set-Cookie"].startswith("XSRF-TOKEN=")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]


def test_without_a_client_for_pages_it_says_what_one_needs(web: Any) -> None:
    text = web.get(f"{HERE}/_domain/office", headers=BROWSER).text
    assert "a client needs CallbackURLs" in text


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"Accept": "application/json"}, 404),
        ("GET", {"Accept": "application/problem+json, */*;q=0.1"}, 404),
        ("POST", BROWSER, 404),
        ("DELETE", {}, 404),
    ],
)
def test_programs_get_json(web: Any, method: str, headers: dict[str, str], status: int) -> None:
    answer = web.open(f"{HERE}/_domain/shop", method=method, headers=headers)
    assert (answer.status_code, answer.json) == (status, NOTHING)


def test_another_path_is_answered_as_the_service_does(web: Any) -> None:
    answer = web.get(f"{HERE}/_domain/shop/nothing", headers=BROWSER)
    assert (answer.status_code, answer.json) == (404, NOTHING)


def test_a_head_request_gets_no_body(web: Any) -> None:
    answer = web.head(f"{HERE}/_domain/shop", headers=BROWSER)
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (f"https://{CUSTOM}/", BROWSER),
        ("https://office.auth.us-east-1.amazoncognito.com/", BROWSER),
        (f"{HERE}/_domain/office", {**BROWSER, "Origin": "https://evil.example"}),
        ("http://evil.example/_domain/office", BROWSER),
    ],
)
def test_who_may_not_control_the_emulator_learns_nothing_of_it(
    web: Any, url: str, headers: dict[str, str]
) -> None:
    text = web.get(url, headers=headers).text
    assert "/oauth2/authorize</code>" in text
    assert "us-east-1_Office" not in text
    assert links(text) == []


# --- where there is none --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        (f"{HERE}/_domain/ofice", f"{HERE}/_domain/office/"),
        (f"{HERE}/_domain/Shopp/login?a=b%26c&d", f"{HERE}/_domain/shop/login?a=b%26c&d"),
        ("http://ofice.auth.localhost:9329/", f"{HERE}/_domain/office/"),
    ],
)
def test_the_nearest_domain_is_a_click_away(web: Any, url: str, meant: str) -> None:
    answer = web.get(url, headers=BROWSER)
    assert (answer.status_code, answer.content_type) == (404, "text/html;charset=UTF-8")
    assert "There is no domain" in answer.text
    first, *_, everything, _ = links(answer.text)
    assert (first, everything) == (meant, f"{HERE}/")


def test_where_none_is_like_it_all_are_a_click_away(web: Any) -> None:
    text = web.get(f"{HERE}/_domain/qqqqqq/login", headers=BROWSER).text
    assert "Was this meant?" not in text
    assert links(text)[0] == f"{HERE}/"


def test_of_a_foreign_host_nobody_is_led_on(web: Any) -> None:
    answer = web.get("https://ofice.auth.us-east-1.amazoncognito.com/login", headers=BROWSER)
    assert answer.status_code == 404
    assert links(answer.text) == []


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "application/json"}])
def test_programs_are_told_in_json(web: Any, headers: dict[str, str]) -> None:
    answer = web.get(f"{HERE}/_domain/ofice", headers=headers)
    assert answer.status_code == 404
    assert answer.json["error"].startswith("There is no domain ofice: the nearest is office.")


@pytest.mark.parametrize("path", ["/_domain", "/_domain/"])
def test_without_any_name_all_pools_are_shown(web: Any, path: str) -> None:
    answer = web.get(f"{HERE}{path}", headers=BROWSER)
    assert answer.status_code == 200
    assert "us-east-1_Office" in answer.text
    assert web.get(f"{HERE}{path}").status_code == 404


def test_what_others_have_named_is_text(stock_keys: StockKeys) -> None:
    public = Settings(public_url="https://id.test/a&b<i>")
    web = WebClient(Emulator(public, keys=stock_keys, seed=SHOP))
    for path in ("/_domain/shop", "/_domain/shpo?<i>", "/_domain/shpo/<i>"):
        assert "<i>" not in web.get(f"{HERE}{path}", headers=BROWSER).text
