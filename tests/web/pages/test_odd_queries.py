"""Queries that are no text, or nearly none: pages are shown, and pass them on as they came."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from tests.table import table
from tests.web.hosting import Hosting, csrf
from tests.web.pages.test_look import styled

MANY = "&".join(f"a{number}={half}" for number in range(1_000) for half in (1, 2))
ODD = [
    "x%ff",
    "&%ff=1",
    "&%ff=1&%ff=2",
    "&%ed%a0%80=1&%ed%a0%80=2",
    "&=&&a",
    "&lang=%ff",
    "&\xff=1",
    f"&{MANY}",
]
PATHS = [
    "/oauth2/authorize",
    "/login",
    "/logout",
    "/signup",
    "/confirm",
    "/confirmUser",
    "/forgotPassword",
    "/confirmforgotPassword",
    "/verifyPassword",
    "/passkeys/add",
    "/mfa",
    "/error",
]
LANGUAGES = {"categories": {"form": {"languageSelector": {"enabled": True}}}}


@pytest.fixture(scope="module")
def hosting() -> Hosting:
    return styled(LANGUAGES)


@table("odd", ODD)
@table("path", PATHS)
def test_no_query_is_too_odd(hosting: Hosting, path: str, odd: str) -> None:
    query = f"{urlencode(hosting.wanted())}{odd}"

    answer = hosting.browser.get(hosting.path(path), query_string=query)

    assert answer.status_code in {200, 302, 400}
    assert answer.headers.get("Location", "").isascii()
    for warning in hosting.emulator.warnings():
        assert len(warning.sentence.encode()) < 500


@pytest.mark.parametrize(("odd", "kept"), [("x%ff", "a-statex%ff"), ("\xff", "a-state%C3%BF")])
def test_a_state_that_is_no_text_goes_through_all_pages(
    hosting: Hosting, odd: str, kept: str
) -> None:
    query = f"lang=de&{urlencode(hosting.wanted())}{odd}"
    page = hosting.browser.get(hosting.path("/login"), query_string=query)

    (action,) = re.findall(r'<form[^>]* action="([^"]+)"', page.text)
    languages = re.findall(r'<a href="([^"]+)" lang="(\w+)"', page.text)

    assert f"state={kept}" in unescape(action)
    assert len(languages) > 1
    for link, language in languages:
        assert f"state={kept}&lang={language}" in unescape(link)
        assert unescape(link).count("lang=") == 1
    form = {"_csrf": csrf(page), "username": "nobody"}
    assert f"state={kept}" in unescape(hosting.browser.post(unescape(action), data=form).text)
