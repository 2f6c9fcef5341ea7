"""Chromium signs in by identity providers that stand-ins play; axe-core looks at each page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from selenium.webdriver.common.by import By

from tests.chromium import another_tab, leaving_the_page, needs_chromium, sees
from tests.support import claims
from tests.web.pages.browser import PHONE, Browser
from tests.web.social import SUBJECTS, SocialHosting

pytestmark = [pytest.mark.slow, needs_chromium]

CLASSIC = {
    "Corp": "[name=identity_provider][value=Corp]",
    "Google": "[name=googleSignInButton]",
    "Facebook": "[name=facebookSignInButton]",
    "LoginWithAmazon": "[name=amazonSignInButton]",
    "SignInWithApple": "[name=appleSignInButton]",
}
PERSON = "button[name=person]"
REFUSE = "button[name=refuse]"
GOODBYE = "http://localhost:9/goodbye"


@pytest.fixture
def at_pages(opened: Any) -> Any:
    """Open a browser at a pool with providers."""

    def at_pages(version: int = 2, *, looks: bool = False, **made: Any) -> Browser:
        browser: Browser = opened(version, kind=SocialHosting, LogoutURLs=[GOODBYE], **made)
        browser.looks = looks
        return browser

    return at_pages


def leave(browser: Browser, provider: str) -> None:
    """Press a provider's button on the login page."""
    managed = f"button[name=identity_provider][value={provider}]"
    found = browser.driver.find_elements(By.CSS_SELECTOR, managed)
    browser.click(managed if found else CLASSIC[provider])


def told(browser: Browser) -> dict[str, str]:
    """What the app is told."""
    assert browser.arrived, browser.driver.current_url
    query = parse_qs(urlsplit(browser.driver.current_url).query)
    return {name: value for name, [value] in query.items()}


def refused_state(browser: Browser) -> None:
    """Whether the browser is at the error page, for its state."""
    error = browser.driver.find_element(By.ID, "error")
    assert error.text == "Invalid State", browser.driver.page_source[-2000:]


@pytest.mark.parametrize(
    ("provider", "version"),
    [
        ("Corp", 1),
        ("Google", 2),
        ("Facebook", 1),
        ("LoginWithAmazon", 2),
        ("SignInWithApple", 1),
    ],
)
def test_somebody_signs_in(at_pages: Any, version: int, provider: str) -> None:
    browser = at_pages(version, looks=provider in ("Corp", "Google"))
    browser.open()
    leave(browser, provider)
    sees(browser.driver, f"Sign in with {provider}")
    browser.click(PERSON)

    end = browser.driver.current_url
    assert "id_token" in browser.tokens()
    assert end.endswith("#_=_") is (provider == "Facebook")  # browsers keep a fragment
    hosting = browser.hosting
    assert isinstance(hosting, SocialHosting)
    assert hosting.attributes(f"{provider}_{SUBJECTS[provider]}")["email"] == "ada@example.com"


def test_somebody_signs_up_by_a_provider(at_pages: Any) -> None:
    for version in (1, 2):
        browser = at_pages(version, looks=True)
        browser.open("/signup")
        browser.click("[name=googleSignUpButton], button[value=Google]")
        browser.click("button[name=new]")
        assert browser.tokens()


def test_an_address_leads_to_its_provider(at_pages: Any) -> None:
    browser = at_pages(providers={"Corp": {"IdpIdentifiers": ["example.com"]}})
    browser.open()
    browser.type(signInFormUsername="ada@example.com")
    browser.click()
    sees(browser.driver, "The application expects ada@example.com.")
    browser.click("button.expected")

    assert browser.tokens()


def test_a_refusal_reaches_the_app(at_pages: Any) -> None:
    browser = at_pages()
    browser.open()
    leave(browser, "Facebook")
    browser.click(REFUSE)

    assert told(browser) == {
        "error_description": (
            "Permissions error; error=access_denied; error_code=200; error_reason=user_denied"
        ),
        "state": "a-state",
        "error": "invalid_request",
    }


def test_back_from_one_provider_and_on_to_another(at_pages: Any) -> None:
    browser = at_pages()
    browser.open()
    leave(browser, "Google")
    with leaving_the_page(browser.driver):
        browser.driver.back()
    leave(browser, "LoginWithAmazon")
    browser.click(PERSON)

    assert browser.tokens()


def test_back_from_the_app_to_a_provider(at_pages: Any) -> None:
    """What was sent there is good once."""
    browser = at_pages()
    browser.open()
    leave(browser, "Google")
    browser.click(PERSON)
    assert browser.tokens()

    with leaving_the_page(browser.driver):
        browser.driver.back()
    browser.click(PERSON)

    refused_state(browser)


@pytest.mark.parametrize("version", [1, 2])
def test_back_from_the_app_to_the_login_page(at_pages: Any, version: int) -> None:
    """Who chose the wrong account goes back to where it was chosen, and takes another one.

    Classic pages offer to go on as whoever has signed in in this browser.
    """
    browser = at_pages(version)
    browser.open()
    leave(browser, "Google")
    browser.click(PERSON)
    first = browser.tokens()

    while browser.title != "Sign in":
        with leaving_the_page(browser.driver):
            browser.driver.back()
    if version == 1:
        browser.click("[name=somebodyElse]")
    leave(browser, "Facebook")
    browser.click(PERSON)

    assert claims(browser.tokens()["id_token"])["sub"] != claims(first["id_token"])["sub"]


@pytest.mark.parametrize("version", [1, 2])
def test_who_is_linked_comes_by_either_way(at_pages: Any, version: int) -> None:
    """With the first click and with the second, as the user who has the password."""
    browser = at_pages(version)
    hosting = browser.hosting
    hosting.call(
        "AdminLinkProviderForUser",
        UserPoolId=hosting.pool_id,
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": "alice"},
        SourceUser={
            "ProviderName": "Google",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": SUBJECTS["Google"],
        },
    )
    known = []
    for _click in range(2):
        browser.open()
        leave(browser, "Google")
        browser.click(PERSON)
        known.append(claims(browser.tokens()["id_token"]))
        browser.forget()
    browser.open()
    browser.sign_in()
    known.append(claims(browser.tokens()["id_token"]))

    assert [each["cognito:username"] for each in known] == ["alice"] * 3
    assert len({each["sub"] for each in known}) == 1
    listed = hosting.call("ListUsers", UserPoolId=hosting.pool_id)["Users"]
    assert [user["Username"] for user in listed] == ["alice"]


def test_two_tabs(at_pages: Any) -> None:
    """The browser remembers one provider that it was sent to, as in the service: the latest."""
    browser = at_pages()
    browser.open()
    leave(browser, "Google")
    with another_tab(browser.driver):
        browser.open()
        leave(browser, "LoginWithAmazon")
        browser.click(PERSON)
        assert browser.tokens()
    browser.click(PERSON)

    refused_state(browser)
    sees(browser.driver, "has come back in another tab since")


def test_a_stale_state(at_pages: Any) -> None:
    browser = at_pages()
    browser.open()
    leave(browser, "SignInWithApple")
    shift = {"shift": {"minutes": 5, "seconds": 1}}
    requests.put(f"{browser.url}/_emulator/clock", json=shift, timeout=60).raise_for_status()
    browser.click(PERSON)

    refused_state(browser)


def test_sign_out(at_pages: Any) -> None:
    browser = at_pages()
    browser.open()
    leave(browser, "Google")
    browser.click(PERSON)
    assert browser.tokens()
    browser.open()
    assert browser.arrived, "the browser session answers"

    client = browser.hosting.client.id
    there = f"{browser.url}{browser.hosting.path('/logout')}"
    browser.driver.get(f"{there}?client_id={client}&logout_uri={GOODBYE}")
    assert browser.driver.current_url == GOODBYE
    browser.open()

    assert browser.title == "Sign in"
    leave(browser, "Google")
    browser.click(PERSON)
    assert browser.tokens(), "the provider's users are known again"


@pytest.mark.parametrize("version", [1, 2])
def test_a_button_has_one_line_on_a_phone(at_pages: Any, version: int) -> None:
    browser = at_pages(version)
    browser.open()
    browser.seen_in("light", PHONE)
    heights = {
        each.accessible_name: each.size["height"]
        for each in browser.driver.find_elements(By.CSS_SELECTOR, ".providers :is(button, input)")
        if each.is_displayed()
    }

    assert len(heights) == 5
    assert set(heights.values()) == {44}, heights


def test_by_the_keyboard_alone(at_pages: Any) -> None:
    """Buttons are reached before the form, in the order in which they are seen."""
    browser = at_pages()
    browser.open()
    found = browser.driver.find_elements(By.CSS_SELECTOR, ".providers button")
    places = [each.location["y"] for each in found]

    assert places == sorted(places)
    assert [each.accessible_name for each in found] == [
        "Continue with Google",
        "Continue with Facebook",
        "Continue with Login with Amazon",
        "Continue with Apple",
        "Continue with Corp",
    ]
