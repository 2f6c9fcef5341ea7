"""The app of docs/start/front-end.md, in a browser, as a reader would try it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.chromium import PATIENCE_SECONDS, chromium, needs_chromium, sees
from tests.docs.pages import DEFAULT_PORT, page
from tests.docs.stage import Stage, stage
from tests.docs.test_played_pages import prepare
from tests.prose import ROOT

PAGE = page(ROOT / "docs" / "start" / "front-end.md")
VITE = "5173"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The emulator and Vite as the page starts them, all of whose blocks came out as it says."""
    folder = tmp_path_factory.mktemp("front-end")
    prepare(PAGE, folder)
    with stage(PAGE, folder) as played:
        for block in PAGE.blocks:
            played.play(block)
        yield played


class Visitor:
    """Somebody with a browser in which nobody has signed in."""

    def __init__(self, driver: webdriver.Chrome, app: Stage) -> None:
        self._driver = driver
        self._emulator = f"http://localhost:{app.port(DEFAULT_PORT)}/_emulator"
        driver.get(f"http://localhost:{app.port(VITE)}")

    def sees(self, text: str) -> None:
        """Wait until the page shows it."""
        sees(self._driver, text)

    def fills(self, **fields: str) -> None:
        """Fill the form in, and go on."""
        for name, value in fields.items():
            field = self._driver.find_element(By.NAME, name)
            field.clear()
            field.send_keys(value)
        self.presses("Go on")

    def presses(self, button: str) -> None:
        self._driver.find_element(By.XPATH, f"//button[text()='{button}']").click()

    def reloads(self) -> None:
        self._driver.refresh()

    def resets_the_emulator(self) -> None:
        requests.post(f"{self._emulator}/reset", timeout=PATIENCE_SECONDS).raise_for_status()

    def asks(self, path: str) -> dict[str, list[dict[str, str]]]:
        """Ask the emulator's control API."""
        answer: dict[str, list[dict[str, str]]] = requests.get(
            f"{self._emulator}/{path}", timeout=PATIENCE_SECONDS
        ).json()
        return answer


@pytest.fixture
def visitor(app: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield Visitor(driver, app)


def test_signs_in_stays_so_and_signs_out(visitor: Visitor) -> None:
    visitor.sees("Sign in")
    visitor.fills(username="alice", password="Wrong-Password-1")
    visitor.sees("NotAuthorizedException: Incorrect username or password.")
    visitor.fills(username="alice", password="Alice-Password-1")
    visitor.sees("Hello Alice")
    visitor.reloads()
    visitor.sees("Hello Alice")
    visitor.presses("Sign out")
    visitor.sees("Sign in")


def test_signs_in_again_after_the_emulator_was_started_again(app: Stage, visitor: Visitor) -> None:
    """It has other keys, and refuses the tokens that the browser keeps."""
    visitor.sees("Sign in")
    visitor.fills(username="alice", password="Alice-Password-1")
    visitor.sees("Hello Alice")
    app.play(next(block for block in PAGE.blocks if block.kind == "serve"))
    visitor.reloads()
    visitor.sees("Sign in")
    visitor.fills(username="alice", password="Alice-Password-1")
    visitor.sees("Hello Alice")


def test_chooses_a_new_password(visitor: Visitor) -> None:
    visitor.sees("Sign in")
    visitor.fills(username="carol", password="Carol-Temporary-1")
    visitor.sees("Choose a new password")
    visitor.fills(password="Carol-Password-2")
    visitor.sees("Hello Carol")


def test_enters_the_code_of_an_app(visitor: Visitor) -> None:
    visitor.sees("Sign in")
    visitor.fills(username="dan", password="Dan-Password-1")
    visitor.sees("Enter the code of your authenticator app")
    visitor.fills(code=str(visitor.asks(f"totp?secret={SECRET}")["code"]))
    visitor.sees("Hello Dan")


def sign_up(visitor: Visitor, name: str) -> None:
    """Sign up with the code from the mail, and sign in."""
    visitor.sees("Sign in")
    visitor.presses("New here?")
    visitor.sees("Sign up")
    visitor.fills(username=name, email=f"{name}@example.com", password="Correct-Horse-1")
    visitor.sees("Enter the code from the mail")
    visitor.fills(code=visitor.asks(f"messages?username={name}")["messages"][-1]["code"])
    visitor.sees("Sign in")
    visitor.fills(username=name, password="Correct-Horse-1")
    visitor.sees(f"Hello {name}@example.com")


def test_signs_up_with_the_code_from_the_mail(visitor: Visitor) -> None:
    sign_up(visitor, "erin")


def test_signs_in_again_after_a_reset_that_forgot_the_user(visitor: Visitor) -> None:
    sign_up(visitor, "frank")
    visitor.resets_the_emulator()
    visitor.reloads()
    visitor.sees("Sign in")
    visitor.fills(username="alice", password="Alice-Password-1")
    visitor.sees("Hello Alice")
