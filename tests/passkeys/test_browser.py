"""A real browser, Chromium, with a virtual authenticator, on a page that speaks to the emulator."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.virtual_authenticator import (
    Protocol,
    Transport,
    VirtualAuthenticatorOptions,
)

from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from tests.chromium import chromium, needs_chromium
from tests.passkeys.conftest import PasskeyLab
from tests.support import claims

PAGE = Path(__file__).with_name("page.html")

pytestmark = [pytest.mark.slow, needs_chromium]


class Page(BaseHTTPRequestHandler):
    """Answers every request with the page."""

    def do_GET(self) -> None:
        body = PAGE.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """The page's URL."""
    with ThreadingHTTPServer(("localhost", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser(page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Chromium, with the page loaded."""
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        driver.get(page)
        yield driver


@contextmanager
def authenticator(
    browser: webdriver.Chrome, transport: Transport = Transport.INTERNAL, **options: Any
) -> Iterator[None]:
    """The browser has an authenticator for a while."""
    given = {"has_user_verification": True, "is_user_verified": True, **options}
    browser.add_virtual_authenticator(
        VirtualAuthenticatorOptions(Protocol.CTAP2, transport, has_resident_key=True, **given)
    )
    try:
        yield
    finally:
        browser.remove_virtual_authenticator()


class Failed(Exception):  # noqa: N818 - named for what happened
    """What a script on the page ended with."""


class Site:
    """The page's two buttons, so to speak."""

    def __init__(self, browser: webdriver.Chrome, lab: PasskeyLab, url: str) -> None:
        self._browser = browser
        self._lab = lab
        self._url = url

    def register(self) -> str:
        """Make a passkey; its id."""
        return self._run("register", self._lab.access_token)

    def sign_in(self) -> str:
        """Sign in with a passkey; the access token."""
        return self._run("signIn", self._lab.client_id, "alice")

    def _run(self, function: str, *arguments: str) -> str:
        script = f"return outcome({function}(...arguments))"
        outcome = self._browser.execute_script(script, self._url, *arguments)
        if "error" in outcome:
            raise Failed(outcome["error"])
        return str(outcome["value"])


@pytest.fixture
def lab(emulator: Emulator) -> PasskeyLab:
    """A lab whose pool takes passkeys made on this machine."""
    lab = PasskeyLab(emulator)
    lab.configure(RelyingPartyId="localhost")
    return lab


@pytest.fixture
def site(browser: webdriver.Chrome, lab: PasskeyLab) -> Iterator[Site]:
    """The page, speaking to a server of the lab's emulator."""
    with Server(lab.emulator, port=0) as server:
        yield Site(browser, lab, server.url)


def test_a_passkey_of_this_machine(browser: webdriver.Chrome, site: Site, lab: PasskeyLab) -> None:
    with authenticator(browser):
        made = site.register()
        (listed,) = lab.listed()["Credentials"]
        assert (listed["CredentialId"], listed["RelyingPartyId"]) == (made, "localhost")
        assert (listed["AuthenticatorAttachment"], listed["AuthenticatorTransports"]) == (
            "platform",
            ["internal"],
        )
        for _ in range(2):
            assert claims(site.sign_in())["sub"] == lab.sub


def test_a_security_key(browser: webdriver.Chrome, site: Site, lab: PasskeyLab) -> None:
    with authenticator(browser, Transport.USB):
        site.register()
        (listed,) = lab.listed()["Credentials"]
        assert listed["FriendlyCredentialName"] == "Roaming passkey"
        assert listed["AuthenticatorTransports"] == ["usb"]
        assert claims(site.sign_in())["sub"] == lab.sub


def test_one_authenticator_makes_one_passkey(browser: webdriver.Chrome, site: Site) -> None:
    """The browser obeys excludeCredentials."""
    with authenticator(browser):
        site.register()
        with pytest.raises(Failed, match="InvalidStateError"):
            site.register()
    with authenticator(browser):
        site.register()
        assert site.sign_in()


def test_user_verification(browser: webdriver.Chrome, site: Site, lab: PasskeyLab) -> None:
    """Where it is preferred, the browser tells its server that there was none."""
    with authenticator(browser, has_user_verification=False, is_user_verified=False):
        site.register()
        assert site.sign_in()
        lab.configure(RelyingPartyId="localhost", UserVerification="required")
        with pytest.raises(Failed, match="NotAllowedError"):
            site.sign_in()


def test_a_domain_that_is_not_the_pages(
    browser: webdriver.Chrome, site: Site, lab: PasskeyLab
) -> None:
    lab.configure(RelyingPartyId="example.com")
    with authenticator(browser), pytest.raises(Failed, match="SecurityError"):
        site.register()
