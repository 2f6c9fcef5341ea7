"""How a website with a login page is tested."""

from __future__ import annotations

import pytest
import website
from fastapi.testclient import TestClient

from pytest_cognito_emulator import (
    BAD_ID_TOKENS_OFFLINE,
    Cognito,
    CognitoClock,
    CognitoUser,
    MakeCognitoUser,
)


@pytest.fixture
def browser() -> TestClient:
    return TestClient(website.app)


@pytest.fixture
def form(cognito_user: CognitoUser) -> dict[str, str]:
    return {"username": cognito_user.username, "password": cognito_user.password}


def test_who_is_not_signed_in_sees_the_form(browser: TestClient) -> None:
    assert "Sign in" in browser.get("/").text


def test_sign_in(browser: TestClient, cognito_user: CognitoUser, form: dict[str, str]) -> None:
    page = browser.post("/login", data=form)

    assert page.url.path == "/"
    assert f"Hello {cognito_user.attributes['name']}" in page.text


def test_a_wrong_password(browser: TestClient, form: dict[str, str]) -> None:
    page = browser.post("/login", data={**form, "password": "Wrong-Horse-1"})

    assert page.status_code == 401
    assert "Incorrect username or password." in page.text


def test_nobody_is_asked_again_when_tokens_expire(
    browser: TestClient, cognito: Cognito, cognito_clock: CognitoClock, form: dict[str, str]
) -> None:
    browser.post("/login", data=form)

    cognito_clock.shift(hours=2)

    assert "Hello" in browser.get("/").text
    cognito.assert_called("InitiateAuth", AuthFlow="REFRESH_TOKEN_AUTH", times=1)


def test_but_after_a_month(
    browser: TestClient, cognito_clock: CognitoClock, form: dict[str, str]
) -> None:
    browser.post("/login", data=form)

    cognito_clock.shift(days=31)

    assert "Sign in" in browser.get("/").text


@pytest.mark.cognito_challenge("SMS_MFA")
def test_a_code(browser: TestClient, cognito: Cognito, form: dict[str, str]) -> None:
    assert "Enter the code" in browser.post("/login", data=form).text
    wrong = browser.post("/code", data={"code": "000000"})
    assert wrong.status_code == 401

    code = cognito.assert_message(medium="SMS", reason="Authentication").code

    assert "Hello" in browser.post("/code", data={"code": code}).text


def test_who_has_mfa(
    browser: TestClient, cognito: Cognito, make_cognito_user: MakeCognitoUser
) -> None:
    user = make_cognito_user(mfa="SMS_MFA")
    browser.post("/login", data={"username": user.username, "password": user.password})

    browser.post("/code", data={"code": cognito.messages[-1].code})

    cognito.assert_signed_in(user)


@pytest.mark.parametrize("flaw", BAD_ID_TOKENS_OFFLINE)
def test_a_session_with_a_bad_token_is_over(
    browser: TestClient, cognito: Cognito, cognito_user: CognitoUser, flaw: str
) -> None:
    bad = cognito.bad_tokens(cognito_user, use="id")[flaw]
    website.sessions["forged"] = website.Session(cognito_user.username, bad.token, "none")
    browser.cookies.set("session_id", "forged")

    assert "Sign in" in browser.get("/").text


@pytest.mark.cognito_fault("InitiateAuth", "TooManyRequestsException")
def test_a_busy_service_is_asked_again(
    browser: TestClient, cognito: Cognito, form: dict[str, str]
) -> None:
    assert "Hello" in browser.post("/login", data=form).text
    cognito.assert_called("InitiateAuth", times=2)


def test_sign_in_at_the_pages(browser: TestClient, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(browser.get("/pages", follow_redirects=False))

    page = browser.get("/callback", params=dict(back.parameters))

    assert f"Hello {cognito_user.attributes['name']}" in page.text


def test_the_way_back_of_somebody_else(browser: TestClient, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(browser.get("/pages", follow_redirects=False))

    page = TestClient(website.app).get("/callback", params=dict(back.parameters))

    assert page.status_code == 401


@pytest.mark.cognito_fault("oauth2/token", "invalid_grant")
def test_a_code_that_came_too_late(browser: TestClient, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(browser.get("/pages", follow_redirects=False))

    page = browser.get("/callback", params=dict(back.parameters))

    assert (page.status_code, "invalid_grant" in page.text) == (401, True)
