"""What all pages have in common: their faces, languages, policy, and forms that escape."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from cognito_emulator.web.pages import texts
from tests.support import PASSWORD
from tests.table import table
from tests.web.client import WebClient
from tests.web.hosting import Hosting, back, csrf
from tests.web.pages.ways import SCRIPTS, signing_in, without_our_scripts

HOSTILE = "\"><script>alert(1)</script>'{{ 7*7 }}&\0"


@pytest.fixture
def classic() -> Hosting:
    return Hosting()


@pytest.fixture
def managed() -> Hosting:
    return Hosting(version=2)


def test_a_classic_form_has_the_classic_names_and_unique_ids(classic: Hosting) -> None:
    page = classic.get("/login", **classic.wanted()).text

    assert re.findall(r'name="(\w+)"', page[page.index("<form") :]) == [
        "cognitoSignInForm",
        "_csrf",
        "username",
        "password",
        "cognitoAsfData",
        "signInSubmitButton",
    ]
    assert re.findall(r' id="(\w+)"', page) == ["signInFormUsername", "signInFormPassword"]
    assert re.findall(r' for="(\w+)"', page) == ["signInFormUsername", "signInFormPassword"]


def test_managed_login_asks_for_the_name_and_then_for_the_password(managed: Hosting) -> None:
    first = managed.get("/login", **managed.wanted())
    assert "signInFormPassword" not in first.text

    form = {"_csrf": csrf(first), "username": "alice", "signInSubmitButton": "Next"}
    second = managed.post("/login", form)

    assert "Signing in as alice" in second.text
    form = {"_csrf": csrf(second), "username": "alice", "password": PASSWORD}
    assert "code" in back(managed.post("/verifyPassword", form))


def test_the_password_is_asked_for_again_at_its_address(managed: Hosting) -> None:
    first = managed.get("/login", **managed.wanted())
    form = {"_csrf": csrf(first), "username": "alice", "signInSubmitButton": "Next"}
    managed.post("/login", form)

    page = managed.get("/verifyPassword", **managed.wanted())

    assert "<h1>Enter your password</h1>" in page.text
    assert "Signing in as alice" in page.text


def test_scripts_of_managed_login_send_json_texts(managed: Hosting) -> None:
    first = managed.get("/login", **managed.wanted())
    second = managed.post("/login", {"_csrf": csrf(first), "username": '"alice"'})

    answer = managed.post(
        "/verifyPassword",
        {"_csrf": csrf(second), "password": f'"{PASSWORD}"', "cognitoAsfData": ""},
    )

    assert "code" in back(answer)


def test_our_own_forms_send_quotes_as_they_are(managed: Hosting) -> None:
    managed.call(
        "AdminSetUserPassword",
        UserPoolId=managed.pool_id,
        Username="alice",
        Password='"Quoted-1"',
        Permanent=True,
    )
    form = {"username": "alice", "password": '"Quoted-1"', "signInSubmitButton": "Continue"}
    page = managed.get("/login", **managed.wanted())

    assert "code" in back(managed.post("/verifyPassword", {**form, "_csrf": csrf(page)}))


@table(
    "version, wanted, spoken",
    [
        (1, "de", "en"),
        (2, None, "en"),
        (2, "de", "de"),
        (2, "ja", "ja"),
        (2, "fr", "en"),
        (2, "nowhere", "en"),
    ],
)
def test_pages_speak_a_language(version: int, wanted: str | None, spoken: str) -> None:
    hosting = Hosting(version=version)

    page = hosting.get("/login", **hosting.wanted(lang=wanted)).text

    assert f'<html lang="{spoken}">' in page
    assert f"<h1>{texts.of_language(spoken)('login.title')}</h1>" in page


def test_managed_login_remembers_the_language(managed: Hosting) -> None:
    managed.get("/login", **managed.wanted(lang="ja"))

    assert '<html lang="ja">' in managed.get("/login", **managed.wanted()).text
    assert '<html lang="de">' in managed.get("/login", **managed.wanted(lang="de")).text


def test_the_policy_names_what_stands_in_the_page(classic: Hosting) -> None:
    page = classic.get("/login", **classic.wanted())

    style = page.text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = dict(
        part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; ")
    )
    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "img-src": "'self' data:",
        "style-src": f"'sha256-{digest}'",
    }
    assert "<script" not in page.text
    assert " style=" not in page.text


def test_the_policy_names_the_scripts_of_a_page(managed: Hosting) -> None:
    page = signing_in(managed, "Wrong-Password-1").page

    (script,) = re.findall("<script>(.*?)</script>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert script == SCRIPTS["show_password.js"]
    assert f"; script-src 'sha256-{digest}'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("lang", "label"), [("en", "Show password"), ("de", "Passwort anzeigen")])
def test_a_password_can_be_shown_in_managed_login(managed: Hosting, lang: str, label: str) -> None:
    page = managed.get("/signup", **managed.wanted(lang=lang)).text

    (button,) = re.findall("<button[^>]*data-shows-password[^>]*>", page)
    assert 'type="button"' in button
    assert 'aria-controls="signUpForm_password" aria-pressed="false"' in button
    assert f'aria-label="{label}"' in button
    assert " hidden>" in button, "until the script is there"


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_classic_pages_need_no_script(classic: Hosting, path: str) -> None:
    page = classic.get(path, **classic.wanted())

    assert 'type="password"' in page.text
    assert "data-shows-password" not in page.text
    assert "script" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("version", [1, 2])
def test_what_was_typed_is_escaped(version: int) -> None:
    hosting = Hosting(version=version)
    page = hosting.get("/login", **hosting.wanted(state=HOSTILE, login_hint=HOSTILE))
    forms = [{"username": HOSTILE}, {"username": HOSTILE, "password": HOSTILE}]
    answers = [page, *(hosting.post("/login", {**f, "_csrf": csrf(page)}) for f in forms)]

    for answer in answers:
        assert answer.status_code == 200
        assert "<script" not in without_our_scripts(answer)
        assert "{{ 7*7 }}" in answer.text


def test_a_form_of_somewhere_else_is_not_taken(classic: Hosting) -> None:
    classic.get("/login", **classic.wanted())

    page = classic.post("/login", {"_csrf": "made-up", "username": "alice", "password": PASSWORD})

    assert page.status_code == 200
    assert "This page was out of date. Try again." in page.text
    assert 'value="alice"' in page.text
    assert PASSWORD not in page.text
    again = {"_csrf": csrf(page), "username": "alice", "password": PASSWORD}
    assert "code" in back(classic.post("/login", again))


@pytest.mark.parametrize(("version", "message"), [(1, "User is disabled"), (2, "User is disabled")])
def test_a_disabled_user(version: int, message: str) -> None:
    hosting = Hosting(version=version)
    hosting.call("AdminDisableUser", UserPoolId=hosting.pool_id, Username="alice")

    page = hosting.sign_in()

    assert f'role="alert">{message}</p>' in page.text


def test_the_field_of_a_problem_points_to_it(classic: Hosting) -> None:
    page = classic.sign_in("alice", "Wrong-Password-1").text

    assert '<p id="loginErrorMessage" class="alert errorMessage-customizable" role="alert">' in page
    (field,) = re.findall(r"<input id=\"signInFormPassword\"[^>]*>", page)
    assert 'aria-invalid="true" aria-describedby="loginErrorMessage"' in field
    assert "autofocus" in field


@table("version", [1, 2])
@table("path", ["/login", "/verifyPassword", "/forgotPassword", "/signup"])
def test_no_field_is_to_blame_for_a_form_of_somewhere_else(version: int, path: str) -> None:
    hosting = Hosting(version=version)
    page = hosting.get("/login", **hosting.wanted())
    if version == 2:
        hosting.post("/login", {"_csrf": csrf(page), "username": "alice"})

    answer = hosting.post(path, {"_csrf": "made-up", "username": "alice", "password": PASSWORD})

    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' not in answer.text


def test_no_link_to_sign_up_where_administrators_do_it(classic: Hosting) -> None:
    assert "/signup?" in classic.get("/login", **classic.wanted()).text
    classic.call(
        "UpdateUserPool",
        UserPoolId=classic.pool_id,
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
    )

    assert "/signup" not in classic.get("/login", **classic.wanted()).text


def test_a_client_of_other_providers_has_no_form() -> None:
    hosting = Hosting(SupportedIdentityProviders=["Google"])

    page = hosting.get("/login", **hosting.wanted()).text

    assert "<form" not in page
    assert "identity provider" in page


@pytest.mark.parametrize(
    ("settings", "label"),
    [
        ({}, "Username"),
        ({"UsernameAttributes": ["email"]}, "Email address"),
        ({"UsernameAttributes": ["phone_number"]}, "Phone number"),
        ({"UsernameAttributes": ["email", "phone_number"]}, "Email address or phone number"),
    ],
)
def test_the_name_is_called_what_it_is(settings: dict[str, object], label: str) -> None:
    hosting = Hosting(users=[], pool=settings)

    page = hosting.get("/login", **hosting.wanted()).text

    assert f'for="signInFormUsername">{label}</label>' in page


def test_cookies_that_are_nobodys_do_no_harm(managed: Hosting) -> None:
    browser: WebClient = managed.browser
    for value in ("", "!", "bm90IGpzb24", "W10", "eyJ1c2VybmFtZSI6IDF9", "x" * 3900):
        browser.set_cookie("page-data", value, path="/_domain/shop")
        browser.set_cookie("lang", value, path="/_domain/shop")

        page = managed.get("/login", **managed.wanted())
        answer = managed.post("/verifyPassword", {"_csrf": csrf(page), "password": "x"})

        assert (page.status_code, answer.status_code) == (200, 200)


@pytest.mark.parametrize("path", ["/login", "/verifyPassword"])
def test_halves_of_characters_are_no_names_and_no_passwords(managed: Hosting, path: str) -> None:
    page = managed.get("/login", **managed.wanted())
    form = {"_csrf": csrf(page), "username": "alice", "password": '"half \\ud800"'}

    assert managed.post(path, form).status_code == 200
    assert managed.post("/login", {"_csrf": csrf(page), "username": '"\\ud800"'}).status_code == 200


@pytest.mark.parametrize("version", [1, 2])
def test_what_a_function_says_is_escaped_and_whole(version: int) -> None:
    hosting = Hosting(version=version)

    def refuse(_event: object) -> object:
        raise ValueError(f"{HOSTILE}\ud800")

    hosting.emulator.on("PreAuthentication", refuse)
    page = hosting.get("/login", **hosting.wanted())
    form = {"_csrf": csrf(page), "username": "alice", "password": PASSWORD}

    answer = hosting.post("/login", form)

    assert answer.status_code == 200
    assert "<script" not in without_our_scripts(answer)
    assert "{{ 7*7 }}" in answer.text
