"""Somebody in front of Chromium: at an app, at the pages of a pool's domain, at a stand-in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.chromium import wait_for, wait_until
from tests.support import PASSWORD


class Screen:
    """A browser, and what somebody does there."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def forget(self) -> None:
        """Delete every cookie, of any host."""
        self.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})

    def open(self, url: str) -> None:
        """Go to an app's page; wait until it runs."""
        self.browser.get(url)
        self.runs()

    def runs(self) -> None:
        """Wait until an app's page runs, be it that the browser has just come back to it."""
        wait_until(
            self.browser, lambda browser: browser.execute_script("return Boolean(window.app)")
        )

    def tell(self, action: str, *given: Any) -> None:
        """Have the app do what takes the browser away."""
        self.browser.execute_script(f"window.app.{action}(...arguments)", *given)

    def ask(self, action: str, *given: Any) -> Any:
        """Have the app do something; return what it came to, or the text of its error."""
        script = (
            "const done = arguments[arguments.length - 1];"
            f"window.app.{action}(...[...arguments].slice(0, -1))"
            ".then((value) => done({ value: value ?? null }),"
            "      (error) => done({ error: `${error}` }));"
        )
        outcome = self.browser.execute_async_script(script, *given)
        assert "error" not in outcome, outcome["error"]
        return outcome["value"]

    def arrives(self, path: str) -> None:
        """Wait until the address has this path."""
        wait_until(self.browser, lambda browser: urlsplit(browser.current_url).path == path)

    def comes_back(self) -> None:
        """Wait until the browser is at the top of an app again, and that runs."""
        self.arrives("/")
        self.runs()

    def hears(self, event: str) -> None:
        """Wait until the app has heard of an event."""
        wait_until(self.browser, lambda _: event in [each["event"] for each in self.ask("heard")])

    def sign_in(self, username: str = "alice", password: str = PASSWORD) -> None:
        """Fill in the classic login page."""
        self.shows_login()
        self.browser.find_element(By.NAME, "username").send_keys(username)
        self.browser.find_element(By.NAME, "password").send_keys(password)
        self.browser.find_element(By.NAME, "signInSubmitButton").click()

    def press(self, button: str, value: str = "1") -> None:
        """Press a button of a stand-in's page."""
        wait_for(self.browser, By.CSS_SELECTOR, f"button[name={button}][value='{value}']").click()

    def shows_login(self) -> None:
        """Wait for the login page."""
        wait_for(self.browser, By.NAME, "cognitoSignInForm")

    @property
    def text(self) -> str:
        """What the page shows."""
        return self.browser.find_element(By.TAG_NAME, "body").text
