"""A real browser for tests: Chromium, driven by chromedriver."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root has none
    "--disable-dev-shm-usage",  # containers have little of it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Nothing but what a test does: it would take time, and a network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    # A tab in the background works as one in front does, and a slow machine is no hung page.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-hang-monitor",
    "--disable-renderer-backgrounding",
)
#: How long the browser may take for anything: only what hangs takes as long.
PATIENCE_SECONDS = 120.0

Found = TypeVar("Found")

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="needs Chromium and its driver: on Debian, apt-get install chromium chromium-driver",
)


CERTUTIL = shutil.which("certutil")
needs_certutil = pytest.mark.skipif(
    CERTUTIL is None,
    reason="needs certutil, by which Chromium trusts an authority: on Debian, libnss3-tools",
)


@contextmanager
def chromium(
    profile: Path,
    *flags: str,
    home: Path | None = None,
    preferences: Mapping[str, object] | None = None,
    logs: bool = False,
) -> Iterator[webdriver.Chrome]:
    """Run Chromium, with a profile of its own.

    Args:
        profile: a folder for it.
        flags: more of the command line.
        home: the home of its user, for which `home_that_trusts` can trust an authority.
        preferences: more of the profile's preferences.
        logs: whether ``driver.get_log("performance")`` has what happens on the network.

    """
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    if preferences:
        options.add_experimental_option("prefs", dict(preferences))
    if logs:
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    for flag in (*FLAGS, *flags, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    variables = None if home is None else {**os.environ, "HOME": str(home)}
    with webdriver.Chrome(options, Service(DRIVER, env=variables)) as driver:
        driver.set_page_load_timeout(PATIENCE_SECONDS)
        driver.set_script_timeout(PATIENCE_SECONDS)
        yield driver


def wait_until(
    driver: webdriver.Chrome, found: Callable[[webdriver.Chrome], Found], otherwise: str = ""
) -> Found:
    """Ask time and again, until something is found, and return it.

    What belongs to a page that the browser is about to leave is not found yet.

    Args:
        driver: whom to ask.
        found: asks; what is false, or an element that is missing, is asked for again.
        otherwise: what to say where it is never found.

    """
    leaving = (NoSuchElementException, StaleElementReferenceException)
    waiting = WebDriverWait(driver, PATIENCE_SECONDS, ignored_exceptions=leaving)
    return waiting.until(found, otherwise)


def wait_for(driver: webdriver.Chrome, by: str, what: str) -> WebElement:
    """Wait until the page shows an element, and return it."""

    def shown(there: webdriver.Chrome) -> WebElement | None:
        element = there.find_element(by, what)
        return element if element.is_displayed() else None

    found = wait_until(driver, shown, f"there is no {by} {what!r}")
    assert found is not None
    return found


def sees(driver: webdriver.Chrome, text: str) -> None:
    """Wait until the page shows a text."""
    wait_until(
        driver,
        lambda there: text in there.find_element(By.TAG_NAME, "body").text,
        f"{text!r} does not appear",
    )


@contextmanager
def leaving_the_page(driver: webdriver.Chrome) -> Iterator[None]:
    """Wait until what is done within has led to another page: a click returns before."""
    before = driver.find_element(By.TAG_NAME, "html")
    yield
    wait_until(driver, lambda there: there.find_element(By.TAG_NAME, "html") != before)


@contextmanager
def another_tab(driver: webdriver.Chrome) -> Iterator[None]:
    """Work in a new tab, and return to the one before.

    The new one stays as it is until the browser ends: closing it takes longer than chromedriver
    waits (20 seconds, and nobody can tell it otherwise) where the machine is busy.
    """
    first = driver.current_window_handle
    driver.switch_to.new_window("tab")
    try:
        yield
    finally:
        driver.switch_to.window(first)


def home_that_trusts(folder: Path, ca_file: Path) -> Path:
    """Make a home whose user's Chromium trusts an authority, as `cognito-emulator tls` says."""
    database = folder / ".pki" / "nssdb"
    database.mkdir(parents=True)
    add = ["-A", "-t", "C,,", "-n", "cognito-emulator", "-i", str(ca_file)]
    for words in (["-N", "--empty-password"], add):
        subprocess.run([str(CERTUTIL), "-d", f"sql:{database}", *words], check=True, timeout=60)
    return folder
