"""What pages can do to the emulator in a real browser, and what they cannot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from selenium import webdriver

from cognito_emulator import Settings
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from tests.chromium import chromium, needs_chromium
from tests.support import StockKeys

pytestmark = [pytest.mark.slow, needs_chromium]

NAMES = ("evil.example", "allowed.example", "cognito")
ALLOWED = "http://allowed.example"
POOL = {"PoolName": "precious", "Id": "us-east-1_Precious1"}
SCRIPT = """
const [url, method, headers, body, mode] = arguments;
return fetch(url, { method, headers, body, mode: mode || "cors" })
  .then((answer) => answer.type === "opaque" ? "sent" : answer.text())
  .catch((error) => "blocked");
"""
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/cognito-idp/aws4_request, "
    "SignedHeaders=host, Signature=0",
    "Content-Type": "application/x-amz-json-1.1",
}


class Page(BaseHTTPRequestHandler):
    """Answers every request with an empty page, one whose Origin is null under /sandboxed."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>a page</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/sandboxed":
            self.send_header("Content-Security-Policy", "sandbox allow-scripts")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Site(NamedTuple):
    """A browser, the port of pages, and an emulator."""

    browser: webdriver.Chrome
    page_port: int
    emulator: Emulator
    url: str

    def visit(self, page: str) -> None:
        """Open a page; one without a port has that of the pages."""
        self.browser.get(page.format(pages=self.page_port, emulator=urlsplit(self.url).port))

    def fetch(
        self,
        path: str,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: str | None = None,
        mode: str | None = None,
    ) -> str:
        """Have the page fetch from the emulator; what it could read."""
        url = path if path.startswith("http") else f"{self.url}{path}"
        found: Any = self.browser.execute_script(SCRIPT, url, method, headers or {}, body, mode)
        return str(found)

    def call(self, operation: str, body: str = "{}", url: str = "/") -> str:
        """Have the page call an operation as an SDK does."""
        target = {"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
        return self.fetch(url, "POST", SIGNED | target, body)

    def has_pool(self) -> bool:
        pools = self.emulator.call("ListUserPools", {"MaxResults": 10})["UserPools"]
        return bool(pools)


@pytest.fixture(scope="module")
def page_port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    rules = ", ".join(f"MAP {name} 127.0.0.1" for name in NAMES)
    profile = tmp_path_factory.mktemp("chromium")
    with chromium(profile, f"--host-resolver-rules={rules}") as driver:
        yield driver


@pytest.fixture
def site(browser: webdriver.Chrome, page_port: int, stock_keys: StockKeys) -> Iterator[Site]:
    settings = Settings(allow_origins=[f"{ALLOWED}:{page_port}"])
    emulator = Emulator(settings, seed=POOL, keys=stock_keys)
    with Server(emulator, port=0) as server:
        yield Site(browser, page_port, emulator, server.url)


@pytest.mark.parametrize(
    "page",
    ["http://localhost:{pages}/", "http://127.0.0.1:{pages}/", ALLOWED + ":{pages}/"],
)
def test_a_page_that_is_welcome_can_do_all(site: Site, page: str) -> None:
    site.visit(page)
    assert "precious" in site.call("ListUserPools", '{"MaxResults":1}')
    assert site.fetch("/_emulator/messages") == '{"messages":[]}'
    shifted = site.fetch(
        "/_emulator/clock", "PUT", {"Content-Type": "application/json"}, '{"shift":{"hours":1}}'
    )
    assert "now" in shifted
    site.call("DeleteUserPool", '{"UserPoolId":"us-east-1_Precious1"}')
    assert not site.has_pool()
    assert "ok" in site.fetch("/_emulator/reset", "POST")
    assert site.has_pool()


@pytest.mark.parametrize(
    "page", ["http://evil.example:{pages}/", "http://localhost:{pages}/sandboxed"]
)
def test_a_foreign_page_can_call_public_operations_only(site: Site, page: str) -> None:
    site.visit(page)
    assert "ResourceNotFoundException" in site.call("SignUp", '{"ClientId":"c","Username":"u"}')
    for operation in ("ListUserPools", "DeleteUserPool"):
        answer = site.call(operation, '{"UserPoolId":"us-east-1_Precious1"}')
        assert "AccessDeniedException" in answer
        assert "http://localhost" in answer
    assert site.has_pool()


@pytest.mark.parametrize(
    "page", ["http://evil.example:{pages}/", "http://localhost:{pages}/sandboxed"]
)
def test_a_foreign_page_cannot_control(site: Site, page: str) -> None:
    """Neither read, nor change without reading."""
    made = site.emulator.call("CreateUserPool", {"PoolName": "of today"})["UserPool"]["Id"]
    site.visit(page)
    assert site.fetch("/_emulator/messages") == "blocked"
    assert site.fetch("/_emulator/reset", "POST") == "blocked"
    assert site.fetch("/_emulator/reset", "POST", mode="no-cors") == "sent"
    assert site.emulator.call("DescribeUserPool", {"UserPoolId": made})


def test_a_rebound_page_can_do_no_more(site: Site) -> None:
    """Its own name leads to the emulator, so that it seems to come from there."""
    site.visit("http://evil.example:{emulator}/us-east-1_Precious1/.well-known/jwks.json")
    here = site.browser.current_url.partition("/us-east-1")[0]
    assert here.startswith("http://evil.example:")
    assert "is not controlled under the Host" in site.fetch(f"{here}/_emulator/reset", "POST")
    assert "is not controlled under the Host" in site.fetch(f"{here}/_emulator/messages")
    assert "AccessDenied" in site.call("ListUserPools", '{"MaxResults":1}', url=f"{here}/")


def test_a_page_from_the_emulator_itself_under_a_name_of_containers(site: Site) -> None:
    site.visit("http://cognito:{emulator}/us-east-1_Precious1/.well-known/jwks.json")
    here = site.browser.current_url.partition("/us-east-1")[0]
    assert site.fetch(f"{here}/_emulator/messages") == '{"messages":[]}'
    assert "precious" in site.call("ListUserPools", '{"MaxResults":1}', url=f"{here}/")
