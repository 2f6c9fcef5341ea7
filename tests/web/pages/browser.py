"""Chromium at the pages of a pool's domain, where axe-core looks at each page."""

from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.chromium import leaving_the_page, wait_until
from tests.support import PASSWORD
from tests.web.hosting import Hosting

#: An app that is not there: the address says what came.
APP = "http://localhost:9/callback"


class Device(NamedTuple):
    """What somebody looks at a page with; lengths in CSS pixels."""

    width: int
    height: int
    mobile: bool


PHONE, DESKTOP = Device(390, 844, mobile=True), Device(1280, 800, mobile=False)


class Browser:
    """Chromium at the pages of a pool's domain."""

    def __init__(self, driver: webdriver.Chrome, hosting: Hosting, url: str, axe: str) -> None:
        self.driver = driver
        self.hosting = hosting
        self.url = url
        self._axe = axe
        self.looks = True  # what others look at already, need not be looked at again
        self.forget()

    def forget(self) -> None:
        """Have the browser forget all cookies, those of other paths too."""
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})

    def open(self, path: str = "/oauth2/authorize", **parameters: str) -> None:
        query = urlencode(self.hosting.wanted(redirect_uri=APP, **parameters))
        self.driver.get(f"{self.url}{self.hosting.path(path)}?{query}")
        self.look()

    def type(self, **fields: str) -> None:
        for id_, text in fields.items():
            self.driver.find_element(By.ID, id_).send_keys(text)

    def click(self, selector: str = "[name=signInSubmitButton]") -> None:
        """Click, and wait for another page."""
        with leaving_the_page(self.driver):
            self.driver.find_element(By.CSS_SELECTOR, selector).click()
        self.look()

    def wait(self, until: Any) -> None:
        wait_until(self.driver, lambda _driver: until())

    def look(self) -> None:
        """Have axe-core look at the page: in light and in dark, at a phone and at a desktop."""
        if self.looks and not self.arrived:
            look(self.driver, self._axe)

    def seen_in(self, scheme: str, device: Device) -> None:
        """Be the browser of a device, in a colour scheme."""
        seen_in(self.driver, scheme, device)

    def screenshot(self) -> Image.Image:
        """Return the whole page as it is seen, however long it is."""
        taken: Any = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True}
        )
        return Image.open(BytesIO(b64decode(taken["data"])))

    def sign_in(self, password: str = PASSWORD, username: str = "alice") -> None:
        """Send name and password, in one form or in two."""
        self.type(signInFormUsername=username)
        if not self.driver.find_elements(By.ID, "signInFormPassword"):
            self.click()
        self.type(signInFormPassword=password)
        self.click()

    @property
    def arrived(self) -> bool:
        return self.driver.current_url.startswith(APP)

    @property
    def title(self) -> str:
        return str(self.driver.title)

    def tokens(self) -> Any:
        """What the app exchanges its code for."""
        assert self.arrived, (self.driver.current_url, self.driver.page_source[-3000:])
        query = parse_qs(urlsplit(self.driver.current_url).query)
        assert query["state"] == ["a-state"]
        answer: Any = self.hosting.token(code=query["code"][0], redirect_uri=APP)
        assert answer.status_code == 200
        return answer.json


def look(driver: webdriver.Chrome, axe: str) -> None:
    """Have axe-core look at a page: in light and in dark, at a phone and at a desktop."""
    for scheme, device in (("dark", PHONE), ("light", DESKTOP)):
        seen_in(driver, scheme, device)
        found: Any = driver.execute_cdp_cmd(
            "Runtime.evaluate",  # past the page's policy, as an extension would
            {
                "expression": f"{axe}; axe.run().then(JSON.stringify)",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        faults = faults_in(found["result"]["value"])
        assert faults == [], (scheme, driver.current_url)


def seen_in(driver: webdriver.Chrome, scheme: str, device: Device) -> None:
    """Make a browser that of a device, in a colour scheme."""
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {**device._asdict(), "deviceScaleFactor": 1}
    )


def faults_in(report: str) -> list[str]:
    found = json.loads(report)
    assert found["passes"], "axe-core found nothing to look at"
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def follow_the_browser(hosting: Hosting) -> None:
    """Let the style have both schemes."""
    both = {"global": {"colorSchemeMode": "DYNAMIC"}}
    hosting.restyle({"categories": {**both, "form": {"languageSelector": {"enabled": True}}}})
