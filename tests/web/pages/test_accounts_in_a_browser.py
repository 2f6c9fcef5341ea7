"""Accounts at the pages, in a real browser: sign-up, the mail, the code, a new password."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from cognito_emulator.web.server import Server
from tests.chromium import chromium, leaving_the_page, needs_chromium, wait_until
from tests.support import PASSWORD
from tests.web.hosting import Hosting

pytestmark = [pytest.mark.slow, needs_chromium]

NEW = "Another-Horse2"
#: Of the app, which nobody has to answer at.
CALLBACK = "http://localhost:9/callback"
POOL: dict[str, Any] = {
    "AutoVerifiedAttributes": ["email"],
    "Schema": [
        {"Name": name, "Required": True, "Mutable": True} for name in ("email", "birthdate")
    ],
}


class Visitor(NamedTuple):
    """Somebody with a browser at the pages of a pool."""

    browser: webdriver.Chrome
    hosting: Hosting
    url: str

    def go(self, path: str) -> None:
        query = urlencode(self.hosting.wanted(redirect_uri=CALLBACK))
        self.browser.get(f"{self.url}{self.hosting.path(path)}?{query}")

    def field(self, name: str) -> WebElement:
        return self.browser.find_element(By.NAME, name)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            field = self.field(name)
            field.clear()
            field.send_keys(value)

    def press(self, name: str) -> None:
        """Send a form, and wait until its answer is there."""
        with leaving_the_page(self.browser):
            self.field(name).click()

    def sign_up(self, name: str) -> None:
        self.go("/login")
        with leaving_the_page(self.browser):
            self.browser.find_element(By.LINK_TEXT, "Sign up").click()
        address = {"requiredAttributes[email]": f"{name}@example.com"}
        self.fill(username=name, password=PASSWORD, **address)
        script = "arguments[0].value = '2000-01-31'"  # how it is typed depends on the locale
        self.browser.execute_script(script, self.field("requiredAttributes[birthdate]"))
        self.press("signUpButton")

    @property
    def path(self) -> str:
        return urlsplit(self.browser.current_url).path

    @property
    def focused(self) -> str | None:
        return self.browser.switch_to.active_element.get_attribute("name")

    @property
    def code(self) -> str:
        return self.hosting.emulator.messages()[-1].code

    def arrive(self) -> None:
        """Wait until the browser is back at the app, with a code."""
        wait_until(self.browser, lambda there: f"{CALLBACK}?code=" in there.current_url)

    def tokens(self) -> Any:
        """What the app gets for the code that has just come."""
        came = dict(parse_qsl(urlsplit(self.browser.current_url).query))
        return self.hosting.token(code=came["code"], redirect_uri=CALLBACK).json


@pytest.fixture(params=[1, 2], ids=["classic", "managed"])
def visitor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitor]:
    hosting = Hosting(version=request.param, pool=POOL, CallbackURLs=[CALLBACK])
    with (
        Server(hosting.emulator, port=0) as server,
        chromium(tmp_path_factory.mktemp("profile")) as browser,
    ):
        yield Visitor(browser, hosting, server.url)


def test_from_sign_up_to_a_new_password(visitor: Visitor) -> None:
    visitor.sign_up("bob")
    assert visitor.path.endswith("/confirm")
    assert visitor.focused == "verification_code"

    visitor.fill(verification_code="wrong")
    visitor.press("confirm")
    alert = visitor.browser.find_element(By.CSS_SELECTOR, "[role=alert]")
    assert alert.is_displayed()
    visitor.press("resend_code")
    assert visitor.browser.find_element(By.ID, "notice").is_displayed()
    visitor.fill(verification_code=visitor.code)
    visitor.press("confirm")
    visitor.arrive()
    assert visitor.tokens()["access_token"]

    visitor.go("/forgotPassword")
    visitor.fill(username="bob")
    visitor.press("reset_my_password")
    visitor.fill(verification_code=visitor.code, password=NEW, confirm_password=f"{NEW}!")
    visitor.press("reset_password")
    assert visitor.focused == "password"
    visitor.fill(password=NEW, confirm_password=NEW)
    visitor.press("reset_password")
    assert visitor.path.endswith("/login")
    assert visitor.browser.find_element(By.ID, "notice").is_displayed()
    assert visitor.field("username").get_attribute("value") == "bob"


def test_a_taken_name_has_the_focus_and_the_rest_is_kept(visitor: Visitor) -> None:
    visitor.sign_up("alice")

    assert visitor.path.endswith("/signup")
    assert visitor.focused == "username"
    assert visitor.field("requiredAttributes[email]").get_attribute("value") == "alice@example.com"
    assert visitor.field("requiredAttributes[birthdate]").get_attribute("value") == "2000-01-31"
    assert visitor.field("password").get_attribute("value") == ""


def test_the_back_button(visitor: Visitor) -> None:
    visitor.sign_up("bob")
    visitor.browser.back()
    assert visitor.path.endswith("/signup")
    visitor.browser.forward()

    visitor.fill(verification_code=visitor.code)
    visitor.press("confirm")

    visitor.arrive()


def test_a_page_fits_a_phone(visitor: Visitor) -> None:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    visitor.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for path in ("/signup", "/forgotPassword"):
        visitor.go(path)
        width = visitor.browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= size["width"]
