"""The app of docs/start/hosted-pages.md, in a browser, as a reader would try it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.chromium import chromium, needs_chromium, sees, wait_for
from tests.docs.pages import page
from tests.docs.stage import Stage, stage
from tests.docs.test_played_pages import prepare
from tests.prose import ROOT

PAGE = page(ROOT / "docs" / "start" / "hosted-pages.md")
APP = "8000"

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The emulator and the app as the page starts them, all of whose blocks came out as it says."""
    folder = tmp_path_factory.mktemp("hosted-pages")
    prepare(PAGE, folder)
    with stage(PAGE, folder) as played:
        for block in PAGE.blocks:
            played.play(block)
        yield played


@pytest.fixture
def driver(app: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        driver.get(f"http://localhost:{app.port(APP)}")
        yield driver


def signs_in(driver: webdriver.Chrome) -> None:
    driver.find_element(By.LINK_TEXT, "Sign in").click()
    wait_for(driver, By.ID, "signInFormUsername").send_keys("alice")
    driver.find_element(By.ID, "signInFormPassword").send_keys("Alice-Password-1")
    driver.find_element(By.NAME, "signInSubmitButton").click()
    sees(driver, "Hello alice@example.com")


def test_signs_in_and_out_at_the_pages(driver: webdriver.Chrome) -> None:
    signs_in(driver)
    driver.find_element(By.LINK_TEXT, "Sign out").click()
    wait_for(driver, By.LINK_TEXT, "Sign in")
    signs_in(driver)  # the pages ask again


def test_an_app_that_forgets_alone_is_signed_in_again(driver: webdriver.Chrome, app: Stage) -> None:
    signs_in(driver)
    driver.delete_cookie("session")  # the app's own
    driver.get(f"http://localhost:{app.port(APP)}")

    driver.find_element(By.LINK_TEXT, "Sign in").click()

    sees(driver, "Hello alice@example.com")
