"""How a Django app is tested."""

from __future__ import annotations

import pytest
from django.test import Client

from pytest_cognito_emulator import BAD_TOKENS, Cognito, CognitoClock, CognitoUser


def form(user: CognitoUser) -> dict[str, str]:
    return {"username": user.username, "password": user.password}


def log_in(browser: Client, user: CognitoUser, **other: str) -> object:
    return browser.post("/login", {**form(user), **other}, content_type="application/json")


def test_a_customer_sees_the_basket(browser: Client, regular: CognitoUser) -> None:
    answer = browser.get("/basket", headers={"Authorization": regular.tokens().authorization})

    assert answer.json() == {"customer": regular.sub, "mail": "regular@example.com"}


@pytest.mark.parametrize("flaw", BAD_TOKENS)
def test_bad_tokens_are_refused(browser: Client, cognito: Cognito, flaw: str) -> None:
    """A revoked one as well: the shop asks the service."""
    headers = {"Authorization": cognito.bad_tokens[flaw].authorization}

    assert browser.get("/basket", headers=headers).status_code == 401


def test_tokens_expire(browser: Client, cognito_clock: CognitoClock, regular: CognitoUser) -> None:
    headers = {"Authorization": regular.tokens(expires_in=60).authorization}
    assert browser.get("/basket", headers=headers).status_code == 200

    with cognito_clock.shift(minutes=2):
        assert browser.get("/basket", headers=headers).status_code == 401
    assert browser.get("/basket", headers=headers).status_code == 200


def test_a_session_lasts_eight_hours(
    browser: Client, cognito_clock: CognitoClock, regular: CognitoUser
) -> None:
    log_in(browser, regular)
    assert browser.get("/me").json() == {"username": "regular"}

    cognito_clock.shift(hours=9)

    assert browser.get("/me").json() == {"username": None}


def test_mfa(browser: Client, cognito: Cognito, regular: CognitoUser) -> None:
    cognito.force_challenge("SMS_MFA", user=regular)

    answer = browser.post("/login", form(regular), content_type="application/json")

    assert answer.json() == {"challenge": "SMS_MFA"}
    assert browser.get("/me").json() == {"username": None}


def test_a_wrong_password(browser: Client, regular: CognitoUser) -> None:
    wrong = {**form(regular), "password": "Wrong-Horse-1"}

    answer = browser.post("/login", wrong, content_type="application/json")

    assert answer.json() == {"error": "Incorrect username or password."}


@pytest.mark.cognito_fault("AdminInitiateAuth", "TooManyRequestsException")
def test_the_shop_is_patient(browser: Client, cognito: Cognito, regular: CognitoUser) -> None:
    log_in(browser, regular)

    assert browser.get("/me").json() == {"username": "regular"}
    cognito.assert_called("AdminInitiateAuth", times=2)
    cognito.assert_signed_in(regular, times=1)


def test_sign_in_at_the_pages(browser: Client, regular: CognitoUser) -> None:
    back = regular.authorize(browser.get("/sign-in"))

    assert browser.get(back).json() == {"email": "regular@example.com"}
    assert browser.get("/me").json() == {"username": "regular"}


def test_the_way_back_of_somebody_else(browser: Client, regular: CognitoUser) -> None:
    back = regular.authorize(browser.get("/sign-in"))

    assert Client().get(back).status_code == 401
