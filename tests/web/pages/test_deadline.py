"""A sign-in has five minutes, then the login page says so and begins anew."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from cognito_emulator.calls import Call
from tests.support import PASSWORD
from tests.web.hosting import Hosting, back, csrf
from tests.web.pages.test_tabs import MAILED
from tests.web.pages.test_ways import last_code
from tests.web.pages.ways import Walk, path, signing_in

FACES = pytest.mark.parametrize("version", [1, 2])
TEXT = "Something went wrong."


@FACES
@pytest.mark.parametrize("seconds", [0, 240])
def test_a_form_in_time(version: int, seconds: int) -> None:
    hosting = Hosting(version=version)
    walk = Walk(hosting)
    hosting.emulator.clock.shift(seconds)

    assert "code" in back(walk.send(username="alice", password=PASSWORD))


@FACES
@pytest.mark.parametrize("seconds", [300, 90_000])
def test_a_form_that_is_late(version: int, seconds: int) -> None:
    hosting = Hosting(version=version)
    walk = Walk(hosting)
    hosting.emulator.clock.shift(seconds)

    page = walk.send(username="alice", password=PASSWORD)

    assert path(page).endswith("/login")
    assert walk.problem is not None
    assert walk.problem.startswith(TEXT)
    assert 'value="alice"' in walk.text
    assert 'aria-invalid="true"' not in walk.text


@FACES
def test_it_begins_anew(version: int) -> None:
    hosting = Hosting(version=version)
    walk = Walk(hosting)
    hosting.emulator.clock.shift(300)
    walk.send(username="alice", password=PASSWORD)

    assert TEXT not in walk.get("/login").text, "it is said once"
    assert "code" in back(signing_in(hosting).page)


def test_the_password_of_managed_login() -> None:
    hosting = Hosting(version=2)
    walk = Walk(hosting)
    walk.send(username="alice", signInSubmitButton="Next")
    hosting.emulator.clock.shift(300)

    walk.send(password=PASSWORD, signInSubmitButton="Continue")

    assert str(walk.problem).startswith(TEXT)
    assert 'value="alice"' in walk.text


@FACES
def test_a_challenge_whose_session_is_still_good(version: int) -> None:
    hosting = Hosting(version=version, AuthSessionValidity=15, **MAILED)
    walk = signing_in(hosting)
    hosting.emulator.clock.shift(280)
    walk.send(authentication_code="000000")
    assert walk.title == "Enter the code"
    hosting.emulator.clock.shift(280)
    late = walk.page
    assert "code" in back(walk.sent(late, authentication_code=last_code(hosting)))

    walk = Walk(hosting, prompt="login")
    walk.send(username="bob", password=PASSWORD)
    hosting.emulator.clock.shift(300)
    walk.send(password=PASSWORD, authentication_code="000000")
    assert str(walk.problem).startswith(TEXT)


@pytest.mark.parametrize(
    ("lang", "text"), [("de", "Etwas ist schiefgegangen."), ("ja", "問題が発生しました。")]
)
def test_it_is_said_in_the_language_of_the_page(lang: str, text: str) -> None:
    hosting = Hosting(version=2)
    walk = Walk(hosting, lang=lang)
    hosting.emulator.clock.shift(300)

    walk.send(username="alice")

    assert str(walk.problem).startswith(text)


def test_whoever_hears_of_calls_hears_why() -> None:
    hosting = Hosting()
    heard: list[Call] = []
    hosting.emulator.on_call(heard.append)
    walk = Walk(hosting)
    hosting.emulator.clock.shift(300)

    walk.send(username="alice", password=PASSWORD)

    sentence = "NotAuthorizedException: The sign-in took longer than 5 minutes."
    assert str(heard[1]) == f"login code alice -> {sentence}"


def test_nothing_was_done() -> None:
    hosting = Hosting(**MAILED)
    walk = Walk(hosting)
    hosting.emulator.clock.shift(300)

    walk.send(username="alice", password=PASSWORD)

    assert hosting.emulator.messages(hosting.pool_id) == []


def sent_with(hosting: Hosting, token: str) -> TestResponse:
    """Send the form with a token that a script has made up, in field and cookie."""
    hosting.browser.set_cookie("XSRF-TOKEN", token, path="/_domain/shop")
    form = {"_csrf": token, "username": "alice", "password": PASSWORD}
    return hosting.post("/login", form)


@pytest.mark.parametrize("token", ["made-up", "0a1b2c3d-1111-4222-a333-444455556666"])
def test_of_a_token_of_somebody_else_the_age_is_not_known(token: str) -> None:
    assert "code" in back(sent_with(Hosting(), token))


def test_a_clock_that_is_put_back_cancels_nothing() -> None:
    hosting = Hosting()
    hosting.emulator.clock.shift(3600)
    walk = Walk(hosting)
    hosting.emulator.clock.reset()

    assert "code" in back(walk.send(username="alice", password=PASSWORD))


@FACES
def test_forms_that_are_no_sign_in_stay_good(version: int) -> None:
    hosting = Hosting(version=version)
    page = hosting.get("/forgotPassword", **hosting.wanted())
    hosting.emulator.clock.shift(86_400)

    answer = hosting.post("/forgotPassword", {"_csrf": csrf(page), "username": "alice"})

    assert answer.headers["Location"].startswith("/_domain/shop/confirmforgotPassword")
