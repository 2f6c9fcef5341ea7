"""A real browser for tests: Chromium, driven by chromedriver."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

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
        driver.set_script_timeout(60)
        yield driver


def home_that_trusts(folder: Path, ca_file: Path) -> Path:
    """Make a home whose user's Chromium trusts an authority, as `cognito-emulator tls` says."""
    database = folder / ".pki" / "nssdb"
    database.mkdir(parents=True)
    add = ["-A", "-t", "C,,", "-n", "cognito-emulator", "-i", str(ca_file)]
    for words in (["-N", "--empty-password"], add):
        subprocess.run([str(CERTUTIL), "-d", f"sql:{database}", *words], check=True, timeout=60)
    return folder
