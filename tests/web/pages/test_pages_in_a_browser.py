"""Chromium walks through the pages, in both faces; axe-core looks at each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pyotp
import pytest
import segno
from selenium import webdriver
from selenium.webdriver.common.by import By

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from cognito_emulator.web.server import Server
from tests.chromium import (
    another_tab,
    chromium,
    leaving_the_page,
    needs_chromium,
    wait_until,
)
from tests.clients.node import packages
from tests.passkeys.test_browser import authenticator
from tests.support import PASSWORD
from tests.web.hosting import Hosting
from tests.web.pages.test_ways import MFA, PHONE, last_code
from tests.web.pages.ways import CHOICES, CHOOSING, SECRET, user

pytestmark = [pytest.mark.slow, needs_chromium]

FACES = pytest.mark.parametrize("version", [1, 2])
#: An app that is not there: the address says what came.
APP = "http://localhost:9/callback"
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def axe() -> str:
    return (packages() / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


class Browser:
    """Chromium at the pages of a pool's domain."""

    def __init__(self, driver: webdriver.Chrome, hosting: Hosting, url: str, axe: str) -> None:
        self.driver = driver
        self.hosting = hosting
        self.url = url
        self._axe = axe
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
        if self.arrived:
            return
        for scheme in ("dark", "light"):
            self._emulate(scheme)
            found: Any = self.driver.execute_cdp_cmd(
                "Runtime.evaluate",  # past the page's policy, as an extension would
                {
                    "expression": f"{self._axe}; axe.run().then(JSON.stringify)",
                    "awaitPromise": True,
                    "returnByValue": True,
                },
            )
            faults = faults_in(found["result"]["value"])
            assert faults == [], (scheme, self.driver.current_url)

    def _emulate(self, scheme: str) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
        )
        narrow = scheme == "dark"
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": 390 if narrow else 1280,
                "height": 844 if narrow else 800,
                "deviceScaleFactor": 1,
                "mobile": narrow,
            },
        )

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


def faults_in(report: str) -> list[str]:
    found = json.loads(report)
    assert found["passes"], "axe-core found nothing to look at"
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


@pytest.fixture
def opened(chrome: webdriver.Chrome, axe: str) -> Iterator[Any]:
    """Open a browser at a new pool."""

    def opened(version: int, settings: Settings | None = None, **made: Any) -> Browser:
        emulator = Emulator(settings)
        hosting = Hosting(emulator, version=version, CallbackURLs=[APP], **made)
        if version > 1:
            follow_the_browser(hosting)
        server = running.enter_context(Server(emulator, host="localhost", port=0))
        return Browser(chrome, hosting, server.url.replace("127.0.0.1", "localhost"), axe)

    with ExitStack() as running:
        yield opened


def follow_the_browser(hosting: Hosting) -> None:
    """Let the style have both schemes."""
    style = hosting.call(
        "DescribeManagedLoginBrandingByClient",
        UserPoolId=hosting.pool_id,
        ClientId=hosting.client.id,
    )["ManagedLoginBranding"]
    hosting.call(
        "UpdateManagedLoginBranding",
        UserPoolId=hosting.pool_id,
        ManagedLoginBrandingId=style["ManagedLoginBrandingId"],
        Settings={
            "categories": {
                "global": {"colorSchemeMode": "DYNAMIC"},
                "form": {"languageSelector": {"enabled": True}},
            }
        },
    )


@FACES
def test_wrong_and_right_passwords(opened: Any, version: int) -> None:
    browser = opened(version)
    browser.open()
    browser.sign_in("Wrong-Password-1")
    problem = browser.driver.find_element(By.CSS_SELECTOR, "[role=alert]")
    assert problem.text == "Incorrect username or password."
    focused = browser.driver.switch_to.active_element
    assert focused.get_attribute("id") == "signInFormPassword"

    browser.type(signInFormPassword=PASSWORD)
    browser.click()

    assert "id_token" in browser.tokens()


def test_by_the_keyboard_alone(opened: Any) -> None:
    browser = opened(1)
    browser.open()
    browser.driver.switch_to.active_element.send_keys("alice\t")
    with leaving_the_page(browser.driver):
        browser.driver.switch_to.active_element.send_keys(PASSWORD + "\n")

    assert browser.tokens()


def test_a_classic_session_is_reused(opened: Any) -> None:
    browser = opened(1)
    browser.open()
    browser.sign_in()
    assert browser.arrived

    browser.open("/login")
    browser.click("[name=signInAs]")
    assert browser.arrived
    browser.open()  # authorize has no page for it

    assert browser.tokens()


@FACES
def test_a_code_by_mail(opened: Any, version: int) -> None:
    browser = opened(version, pool=MFA, users=[user(UserMFASettingList=["EMAIL_OTP"])])
    browser.open()
    browser.sign_in()
    browser.type(authentication_code="000000")
    browser.click()
    assert browser.driver.find_element(By.CSS_SELECTOR, "[role=alert]").is_displayed()

    browser.type(authentication_code=last_code(browser.hosting))
    browser.click()

    assert browser.tokens()


@FACES
def test_an_authenticator_app_is_set_up_by_its_qr_code(opened: Any, version: int) -> None:
    pool = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    browser = opened(version, pool=pool)
    browser.open()
    browser.sign_in()
    uri = read_qr(browser)
    app = pyotp.parse_uri(uri)
    assert isinstance(app, pyotp.TOTP)
    assert (app.name, app.issuer) == ("alice", "shop")
    shown = browser.driver.find_element(By.ID, "softwareTokenSecret").text
    assert shown.replace(" ", "") == app.secret

    browser.type(software_token_code=app.now())
    browser.click()

    assert browser.tokens()


def read_qr(browser: Browser) -> str:
    """Return what the QR code on the page says: its squares are those of that very text."""
    svg = browser.driver.find_element(By.CSS_SELECTOR, ".qr svg").get_attribute("outerHTML")
    secret = browser.driver.find_element(By.ID, "softwareTokenSecret").text.replace(" ", "")
    uri = f"otpauth://totp/shop:alice?secret={secret}&issuer=shop"
    wanted = segno.make(uri, error="m")
    assert modules_of(str(svg)) == {
        (x, y) for y, row in enumerate(wanted.matrix) for x, dark in enumerate(row) if dark
    }
    return uri


def modules_of(svg: str) -> set[tuple[int, int]]:
    """The dark squares of a QR code, by the lines that segno draws: "M2 2.5h7m1 0h1" and so on."""
    paths = re.findall(r'd="([^"]+)"', svg)
    drawn: set[tuple[int, int]] = set()
    x = y = 0.0
    for name, given in re.findall(r"([Mmh])([^Mmh]+)", paths[-1]):
        numbers = [float(number) for number in re.findall(r"-?[0-9.]+", given)]
        if name == "M":
            x, y = numbers
        elif name == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            drawn |= {(int(x) + step - 2, int(y) - 2) for step in range(int(numbers[0]))}
            x += numbers[0]
    return drawn


@FACES
def test_a_choice_of_second_factors(opened: Any, version: int) -> None:
    alice = user(
        UserAttributes=PHONE,
        SoftwareTokenSecret=SECRET,
        UserMFASettingList=["SOFTWARE_TOKEN_MFA", "SMS_MFA"],
    )
    browser = opened(version, pool=MFA, users=[alice])
    browser.open()
    browser.sign_in()
    browser.click("[value=SOFTWARE_TOKEN_MFA]")
    browser.type(authentication_code=pyotp.TOTP(SECRET).now())
    browser.click()

    assert browser.tokens()


@FACES
def test_a_new_password_and_what_is_missing(opened: Any, version: int) -> None:
    browser = opened(
        version,
        pool={"Schema": [{"Name": "given_name", "Required": True, "Mutable": True}]},
        users=[user(Password=None, TemporaryPassword="Temp-Pass-1")],
    )
    browser.open()
    browser.sign_in("Temp-Pass-1")
    fields = {"requiredAttributes-given_name": "Alice"}
    browser.type(new_password="New-Pass-1", confirm_password="New-Pass-1", **fields)
    browser.click()

    assert browser.tokens()


def test_a_passkey_is_made_and_used(opened: Any) -> None:
    web_authn = {"WebAuthnConfiguration": {"RelyingPartyId": "localhost"}}
    browser = opened(2, pool={**CHOICES, **web_authn}, ExplicitAuthFlows=CHOOSING)
    with authenticator(browser.driver):
        browser.open()
        browser.type(signInFormUsername="alice")
        browser.click()
        browser.click("[value=PASSWORD]")
        browser.type(signInFormPassword=PASSWORD)
        browser.click()
        assert browser.arrived
        browser.open("/passkeys/add")
        browser.click("#passkeyButton")
        assert browser.arrived

        browser.forget()
        browser.open("/login", lang="de")
        browser.type(signInFormUsername="alice")
        browser.click()
        browser.driver.find_element(By.CSS_SELECTOR, "[value=WEB_AUTHN]").click()
        browser.wait(lambda: browser.arrived)

    assert browser.tokens()


def test_a_passkey_that_is_not_there(opened: Any) -> None:
    browser = opened(2)
    browser.hosting.emulator.force_challenge("WEB_AUTHN", pool_id=browser.hosting.pool_id)
    browser.open()
    with authenticator(browser.driver):
        browser.sign_in()
        problem = browser.driver.find_element(By.ID, "passkeyProblem")
        browser.wait(problem.is_displayed)
    browser.look()

    assert problem.text.startswith("The passkey could not be used.")


@FACES
def test_pages_that_say_that_it_goes_no_further(opened: Any, version: int) -> None:
    browser = opened(version)
    browser.hosting.emulator.force_challenge("CUSTOM_CHALLENGE", pool_id=browser.hosting.pool_id)
    browser.open()
    browser.sign_in()
    assert browser.title == "This page cannot go on"
    browser.hosting.emulator.clock.shift(3600)
    browser.driver.refresh()
    browser.look()
    assert browser.title == "This step is over"

    browser.click(".submitButton-customizable")

    assert browser.title == "Sign in"


@FACES
def test_help_for_developers(opened: Any, version: int) -> None:
    aids = Settings(page_aids=True)
    alice = user(UserMFASettingList=["EMAIL_OTP"])
    browser = opened(version, aids, pool=MFA, users=[alice])
    browser.open()
    browser.sign_in()
    browser.type(authentication_code=browser.driver.find_element(By.ID, "aidsCode").text)
    browser.click()
    assert browser.arrived
    browser.forget()
    browser.open("/login", prompt="login")
    browser.click(".aids button")

    assert browser.tokens()


def test_two_pools_on_one_host(opened: Any) -> None:
    """Their cookies have paths, so that neither overwrites the other's."""
    browser = opened(1)
    emulator = browser.hosting.emulator
    other = emulator.plant(
        {
            "PoolName": "other",
            "Clients": [
                {
                    "ClientName": "app",
                    "AllowedOAuthFlowsUserPoolClient": True,
                    "AllowedOAuthFlows": ["code"],
                    "AllowedOAuthScopes": ["openid"],
                    "CallbackURLs": [APP],
                    "SupportedIdentityProviders": ["COGNITO"],
                }
            ],
        }
    )[0]
    browser.open()
    name = other.pool.id.replace("_", "").lower()
    query = urlencode(
        {"client_id": other.clients[0].id, "response_type": "code", "redirect_uri": APP}
    )
    with another_tab(browser.driver):
        browser.driver.get(f"{browser.url}/_domain/{name}/oauth2/authorize?{query}")
    browser.sign_in()

    assert browser.tokens()
