"""Chromium walks through the pages, in both faces; axe-core looks at each of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pyotp
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cognito_emulator.settings import Settings
from tests.chromium import another_tab, leaving_the_page, needs_chromium
from tests.passkeys.test_browser import authenticator
from tests.support import PASSWORD
from tests.web.pages.browser import APP
from tests.web.pages.test_ways import MFA, PHONE, last_code
from tests.web.pages.ways import CHOICES, CHOOSING, SECRET, user

pytestmark = [pytest.mark.slow, needs_chromium]

FACES = pytest.mark.parametrize("version", [1, 2])


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


def test_a_password_is_shown_and_hidden_by_the_keyboard(opened: Any) -> None:
    browser = opened(2)
    browser.open()
    browser.type(signInFormUsername="alice")
    browser.click()
    browser.type(signInFormPassword=f"{PASSWORD}{Keys.TAB}")
    field = browser.driver.find_element(By.ID, "signInFormPassword")
    button = browser.driver.switch_to.active_element
    seen = []
    for _ in range(3):
        seen.append((button.get_attribute("aria-pressed"), field.get_attribute("type")))
        button.send_keys(Keys.SPACE)
    browser.look()

    assert button.accessible_name == "Show password"
    assert seen == [("false", "password"), ("true", "text"), ("false", "password")]
    assert field.get_attribute("type") == "text"
    assert field.get_attribute("value") == PASSWORD

    sent = "addEventListener('submit', (sent) => sessionStorage.type = sent.target.password.type)"
    browser.driver.execute_script(sent)
    browser.type(signInFormPassword="-but wrong")
    browser.click()
    kind = browser.driver.execute_script("return sessionStorage.type")
    assert kind == "password", "what is sent is remembered as a password, not as a text"
    browser.type(signInFormPassword=PASSWORD)
    browser.click()
    assert browser.tokens()


def test_links_to_the_terms(opened: Any) -> None:
    browser = opened(2)
    for name in ("terms-of-use", "privacy-policy"):
        browser.hosting.call(
            "CreateTerms",
            UserPoolId=browser.hosting.pool_id,
            ClientId=browser.hosting.client.id,
            TermsName=name,
            TermsSource="LINK",
            Enforcement="NONE",
            Links={"cognito:default": f"https://example.com/{name}"},
        )
    browser.open("/login")

    links = browser.driver.find_elements(By.CSS_SELECTOR, "footer a")
    assert [link.text for link in links] == ["terms of use", "privacy policy"]


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
