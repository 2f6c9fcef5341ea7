"""QR codes of authenticator apps, read off the screen as a phone's camera would read them."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver.common.by import By

from tests.chromium import needs_chromium
from tests.web.pages.browser import DESKTOP, PHONE, Browser, Device
from tests.web.pages.ways import user

pytestmark = [pytest.mark.slow, needs_chromium]

TOTP = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
QUIET_ZONE = 4  # modules: ISO/IEC 18004
SEEN = [
    (version, scheme, device)
    for version in (1, 2)
    for scheme, device in (("light", DESKTOP), ("dark", PHONE))
]


def read(picture: Image.Image) -> zxingcpp.Barcode:
    """Read the one code; light on dark is none, as some apps do not read that."""
    (found,) = zxingcpp.read_barcodes(picture, try_invert=False)
    assert (found.format, found.ec_level) == (zxingcpp.BarcodeFormat.QRCode, "M")
    return found


def app_of(code: zxingcpp.Barcode) -> pyotp.TOTP:
    """Return the authenticator app that has read a code."""
    app = pyotp.parse_uri(code.text)
    assert isinstance(app, pyotp.TOTP)
    return app


def shades(picture: Image.Image, code: zxingcpp.Barcode) -> tuple[set[int], set[int]]:
    """Return the shades of grey around a code, as far as it is to be quiet there, and in it."""
    grey, at = picture.convert("L"), code.position
    left, top, right, bottom = at.top_left.x, at.top_left.y, at.bottom_right.x, at.bottom_right.y
    modules = code.to_image(scale=1, add_quiet_zones=False).shape[0]
    zone = int(QUIET_ZONE * (right - left) / modules)
    inside = grey.crop((left, top, right, bottom))
    around = grey.crop((left - zone, top - zone, right + zone, bottom + zone))
    edge = zone - 2  # pixels: where the code begins is blurred
    around.paste(255, (edge, edge, around.width - edge, around.height - edge))
    return set(around.tobytes()), set(inside.tobytes())


@pytest.mark.parametrize(("version", "scheme", "device"), SEEN)
def test_an_app_reads_its_key_and_signs_in(
    opened: Any, version: int, scheme: str, device: Device
) -> None:
    browser: Browser = opened(version, pool=TOTP)
    browser.open()
    browser.sign_in()
    browser.seen_in(scheme, device)

    picture = browser.screenshot()
    app = app_of(read(picture))

    assert (app.name, app.issuer) == ("alice", "shop")
    shown = browser.driver.find_element(By.ID, "softwareTokenSecret").text
    assert shown.replace(" ", "") == app.secret
    quiet, code = shades(picture, read(picture))
    assert min(quiet) == 255
    assert (min(code), max(code)) == (0, 255)

    browser.type(software_token_code=app.now())
    browser.click()

    assert browser.tokens()


@pytest.mark.parametrize("device", [PHONE, DESKTOP])
def test_names_as_long_as_can_be_leave_it_readable(opened: Any, device: Device) -> None:
    name = "é" * 128
    browser: Browser = opened(2, pool={**TOTP, "PoolName": "+" * 128}, users=[user(Username=name)])
    browser.open()
    browser.sign_in(username=name)
    browser.seen_in("dark", device)

    app = app_of(read(browser.screenshot()))

    assert (app.name, app.issuer) == ("é" * 20, "+" * 40)
    browser.type(software_token_code=app.now())
    browser.click()
    assert browser.tokens()
