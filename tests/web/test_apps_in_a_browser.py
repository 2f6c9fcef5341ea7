"""Apps in Chromium that send their users to a pool's domain, and what may come in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from selenium import webdriver
from selenium.webdriver.common.by import By

from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from tests.chromium import (
    Found,
    another_tab,
    chromium,
    leaving_the_page,
    needs_chromium,
    wait_for,
    wait_until,
)
from tests.support import PASSWORD, StockKeys, claims

pytestmark = [pytest.mark.slow, needs_chromium]

NATIVE = "myapp://callback"
PEOPLE = {"shop": "alice", "club": "bob"}


class _App(BaseHTTPRequestHandler):
    """An app that shows what it was called back with: the address says it."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>The app</title><h1>Welcome</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def app() -> Iterator[str]:
    """The app's address: another origin than the emulator's."""
    with ThreadingHTTPServer(("localhost", 0), _App) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def pool(name: str, app: str) -> dict[str, Any]:
    """A pool of the same name as its domain, with one user."""
    user = PEOPLE[name]
    return {
        "PoolName": name,
        "Domain": f"app-{name}",
        "Clients": [
            {
                "ClientName": name,
                "ClientId": f"{name}client0000000000000001",
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid", "email"],
                "CallbackURLs": [f"{app}/{name}", NATIVE],
                "LogoutURLs": [f"{app}/{name}/goodbye"],
                "SupportedIdentityProviders": ["COGNITO"],
            }
        ],
        "Users": [
            {
                "Username": user,
                "Password": PASSWORD,
                "UserAttributes": {"email": f"{user}@example.com", "email_verified": "true"},
            }
        ],
    }


class Browser:
    """Chromium, an app with two pools, and the emulator that has both."""

    def __init__(self, driver: webdriver.Chrome, emulator: Emulator, url: str, app: str) -> None:
        self.driver = driver
        self.emulator = emulator
        self._url = url
        self._app = app

    def wait(self, found: Callable[[webdriver.Chrome], Found]) -> Found:
        return wait_until(self.driver, found)

    def address(self, pool: str = "shop", path: str = "/oauth2/authorize", **more: str) -> str:
        """Where the app sends its user."""
        usual = {
            "client_id": f"{pool}client0000000000000001",
            "response_type": "code",
            "redirect_uri": f"{self._app}/{pool}",
            "scope": "openid email",
            "state": "a state",
        }
        return f"{self._url}/_domain/app-{pool}{path}?{urlencode({**usual, **more})}"

    def ask(self, pool: str = "shop", **more: str) -> None:
        self.driver.get(self.address(pool, **more))

    def fill(self, username: str = "alice", password: str = PASSWORD) -> None:
        self.shows_login()
        self.driver.find_element(By.NAME, "username").send_keys(username)
        self.driver.find_element(By.NAME, "password").send_keys(password)

    def send(self) -> None:
        self.driver.find_element(By.NAME, "signInSubmitButton").click()

    def sign_in(self, username: str = "alice") -> None:
        self.fill(username)
        self.send()

    def shows_login(self) -> None:
        wait_for(self.driver, By.NAME, "cognitoSignInForm")

    def called_back(self, path: str = "/shop") -> dict[str, str]:
        """Wait until the browser is at the app; return what it was called back with."""
        there = f"{self._app}{path}"
        self.wait(lambda driver: driver.current_url.partition("?")[0] == there)
        return dict(parse_qsl(urlsplit(self.driver.current_url).query))

    def user(self, code: str, pool: str = "shop") -> Any:
        """Redeem a code as the app does; return the claims of the ID token."""
        answer = requests.post(
            self.address(pool, "/oauth2/token").partition("?")[0],
            data={
                "grant_type": "authorization_code",
                "client_id": f"{pool}client0000000000000001",
                "redirect_uri": f"{self._app}/{pool}",
                "code": code,
            },
            timeout=60,
        ).json()
        return claims(answer["id_token"])

    def cookies(self) -> list[tuple[str, str]]:
        """Names and paths of what the browser keeps."""
        kept: Any = self.driver.execute_cdp_cmd("Network.getAllCookies", {})
        return sorted((each["name"], each["path"]) for each in kept["cookies"])

    @property
    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text


@pytest.fixture(scope="module")
def emulator(app: str) -> Iterator[Emulator]:
    seed = {"UserPools": [pool("shop", app), pool("club", app)]}
    with Emulator(seed=seed, keys=StockKeys()) as running:
        yield running


@pytest.fixture(scope="module")
def url(emulator: Emulator) -> Iterator[str]:
    with Server(emulator, port=0) as server:
        yield server.url


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def browser(driver: webdriver.Chrome, emulator: Emulator, url: str, app: str) -> Iterator[Browser]:
    """The browser, in which nobody has signed in."""
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    yield Browser(driver, emulator, url, app)
    emulator.clock.reset()


def test_an_app_at_another_origin(browser: Browser) -> None:
    browser.ask()
    browser.sign_in()

    answer = browser.called_back()

    assert answer["state"] == "a state"
    assert browser.user(answer["code"])["email"] == "alice@example.com"


def test_two_pools_on_one_host(browser: Browser) -> None:
    """Both are signed in at once, and neither takes the other's place."""
    for name, username in PEOPLE.items():
        browser.ask(name)
        browser.sign_in(username)
        browser.called_back(f"/{name}")

    found = {}
    for name in PEOPLE:
        browser.ask(name)
        found[name] = browser.user(browser.called_back(f"/{name}")["code"], name)

    assert {name: user["cognito:username"] for name, user in found.items()} == PEOPLE
    sessions = [path for name, path in browser.cookies() if name == "cognito"]
    assert sessions == ["/_domain/app-club", "/_domain/app-shop"]
    assert {path for _, path in browser.cookies()} == set(sessions)


def test_signing_out_of_one_pool_leaves_the_other(browser: Browser, app: str) -> None:
    for name, username in PEOPLE.items():
        browser.ask(name)
        browser.sign_in(username)
        browser.called_back(f"/{name}")

    browser.driver.get(browser.address("shop", "/logout", logout_uri=f"{app}/shop/goodbye"))
    browser.called_back("/shop/goodbye")

    browser.ask("club")
    assert browser.called_back("/club")["code"]
    browser.ask("shop")
    browser.shows_login()


def test_an_app_at_a_scheme_of_its_own(
    emulator: Emulator, url: str, app: str, tmp_path: Path
) -> None:
    """Chromium has no such app here, but it was told to call it: with a code and the state."""
    with chromium(tmp_path / "chromium", logs=True) as driver:
        browser = Browser(driver, emulator, url, app)
        browser.ask(redirect_uri=NATIVE)
        browser.sign_in()

        location = browser.wait(lambda driver: called(driver, NATIVE))

    assert location
    answer = dict(parse_qsl(urlsplit(location).query))
    assert answer.keys() == {"code", "state"}
    assert answer["state"] == "a state"


def called(driver: Any, url: str) -> str | None:
    """Return where an answer redirected to, if it was this address."""
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.responseReceivedExtraInfo":
            headers = {n.lower(): v for n, v in message["params"]["headers"].items()}
            if headers.get("location", "").startswith(url):
                return str(headers["location"])
    return None


def test_the_back_button_after_a_sign_in(browser: Browser) -> None:
    """The login page is asked for once more, and offers to go on as whoever has signed in."""
    browser.ask()
    browser.sign_in()
    first = browser.called_back()["code"]

    browser.driver.back()
    wait_for(browser.driver, By.NAME, "signInAs").click()

    second = browser.called_back()["code"]
    assert second != first
    assert browser.user(second)["cognito:username"] == "alice"


def test_a_form_that_is_sent_twice(browser: Browser) -> None:
    """A double click: the second answer is the one that the browser follows, and it is good."""
    browser.ask()
    browser.fill()
    button = browser.driver.find_element(By.NAME, "signInSubmitButton")

    browser.driver.execute_script("arguments[0].click(); arguments[0].click();", button)

    assert browser.user(browser.called_back()["code"])["cognito:username"] == "alice"


def test_two_tabs(browser: Browser) -> None:
    """Who has the form open in two tabs can sign in in both, in any order."""
    browser.ask()
    with another_tab(browser.driver):
        browser.ask(state="of the second tab")
        browser.sign_in()
        second = browser.called_back()

    browser.sign_in()

    answer = browser.called_back()
    assert (answer["state"], second["state"]) == ("a state", "of the second tab")
    assert browser.user(answer["code"])["cognito:username"] == "alice"
    assert browser.user(second["code"])["cognito:username"] == "alice"


def test_a_session_is_reused_for_an_hour(browser: Browser) -> None:
    browser.ask()
    browser.sign_in()
    browser.called_back()

    browser.ask(state="again")
    assert browser.called_back()["state"] == "again"

    browser.emulator.clock.shift(minutes=61)
    browser.ask(state="later")
    browser.shows_login()


@pytest.mark.parametrize(
    ("parameters", "minutes"), [({"prompt": "login"}, 0), ({"max_age": "60"}, 2)]
)
def test_what_asks_for_a_new_sign_in(
    browser: Browser, parameters: dict[str, str], minutes: int
) -> None:
    browser.ask()
    browser.sign_in()
    before = browser.user(browser.called_back()["code"])
    browser.emulator.clock.shift(minutes=minutes)

    browser.ask(state="anew", **parameters)
    browser.sign_in()

    answer = browser.called_back()
    assert answer["state"] == "anew"
    assert browser.user(answer["code"])["auth_time"] >= before["auth_time"] + 60 * minutes


def test_a_young_sign_in_is_no_older_than_max_age(browser: Browser) -> None:
    browser.ask()
    browser.sign_in()
    browser.called_back()

    browser.ask(state="still", max_age="600")

    assert browser.called_back()["state"] == "still"


def test_prompt_none_shows_no_page(browser: Browser) -> None:
    browser.ask(prompt="none")
    assert browser.called_back()["error"] == "login_required"

    browser.ask()
    browser.sign_in()
    browser.called_back()

    browser.ask(prompt="none", state="silent")
    answer = browser.called_back()
    assert answer["state"] == "silent"
    assert browser.user(answer["code"])["cognito:username"] == "alice"


def test_signing_out(browser: Browser, app: str) -> None:
    browser.ask()
    browser.sign_in()
    browser.called_back()

    browser.driver.get(browser.address(path="/logout", logout_uri=f"{app}/shop/goodbye"))
    browser.called_back("/shop/goodbye")

    assert "cognito" not in [name for name, _ in browser.cookies()]
    browser.ask()
    browser.shows_login()


def test_blocked_cookies(emulator: Emulator, url: str, app: str, tmp_path: Path) -> None:
    """The form cannot work without them, and says so in the place of the usual words."""
    blocking = {"profile.default_content_setting_values.cookies": 2}
    with chromium(tmp_path / "chromium", preferences=blocking) as driver:
        browser = Browser(driver, emulator, url, app)
        browser.ask()
        with leaving_the_page(driver):
            browser.sign_in()

        assert "cookies" in browser.text
