"""Forgotten and reset passwords at the pages."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support import PASSWORD
from tests.web.forms import follow, form, submit
from tests.web.hosting import Hosting, back
from tests.web.pages.ways import without_our_scripts

NEW = "Another-Horse2"
HOUR = 3600
HOSTILE = "\"><script>alert(1)</script>'{{ 7*7 }}&\0"
TOO_OFTEN = ("Attempt limit exceeded", "Too many attempts.")


@pytest.fixture(params=[1, 2], ids=["classic", "managed"])
def hosting(request: pytest.FixtureRequest) -> Hosting:
    return Hosting(version=request.param)


def asked(hosting: Hosting, name: str = "alice") -> TestResponse:
    """Ask for a code, as from the link of the login page."""
    page = hosting.get("/forgotPassword", **hosting.wanted())
    return submit(hosting, page, "forgotPasswordForm", username=name)


def at_code(hosting: Hosting, name: str = "alice") -> TestResponse:
    page = follow(hosting, asked(hosting, name))
    assert page.status_code == 200
    return page


def code(hosting: Hosting) -> str:
    return hosting.emulator.messages()[-1].code


def changed(
    hosting: Hosting, page: TestResponse, password: str = NEW, **fields: str | None
) -> TestResponse:
    usual = {"verification_code": code(hosting), "password": password, "confirm_password": password}
    return submit(hosting, page, "resetPasswordForm", **{**usual, **fields})


def sign_in(hosting: Hosting, password: str) -> TestResponse:
    return hosting.sign_in("alice", password)


def test_a_new_password(hosting: Hosting) -> None:
    page = at_code(hosting)
    assert "a***@e***" in page.text

    login = follow(hosting, changed(hosting, page))

    assert "Your password is changed. Sign in with it now." in login.text
    assert 'value="alice"' in login.text
    assert sign_in(hosting, PASSWORD).status_code == 200
    assert "code" in back(sign_in(hosting, NEW))


def test_the_login_page_leads_there() -> None:
    hosting = Hosting()
    login = hosting.get("/login", **hosting.wanted())
    assert f"{hosting.path('/forgotPassword')}?client_id=" in login.text


def test_triggers_are_told(hosting: Hosting) -> None:
    sources = []

    def note(event: dict[str, Any], _context: object) -> dict[str, Any]:
        sources.append(event["triggerSource"])
        return event

    hosting.emulator.on("CustomMessage", note)
    hosting.emulator.on("PostConfirmation", note)
    changed(hosting, at_code(hosting))

    assert sources == ["CustomMessage_ForgotPassword", "PostConfirmation_ConfirmForgotPassword"]


REFUSED = {
    "wrong code": ({"verification_code": "000000x"}, "verification_code", "Invalid verification"),
    "no code": ({"verification_code": ""}, "verification_code", "validation error"),
    "differ": ({"confirm_password": "x"}, "password", "The two passwords differ."),
    "short": (
        {"password": "Sh0rt!", "confirm_password": "Sh0rt!"},
        "password",
        "Password does not conform to policy: Password not long enough",
    ),
    "empty": ({"password": "", "confirm_password": ""}, "password", ""),
    "nobody": ({"username": "nobody"}, "", "Username/client id combination not found."),
    "out of date": ({"_csrf": "made-up"}, "", "This page was out of date."),
}


@pytest.mark.parametrize(("fields", "field", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(fields: dict[str, str], field: str, said: str) -> None:
    hosting = Hosting()
    page = at_code(hosting)

    again = changed(hosting, page, **fields)

    assert again.status_code == 200
    assert said in again.text
    assert 'role="alert"' in again.text
    wanted = form(again, "resetPasswordForm")
    blamed = {name for name, each in wanted.inputs.items() if each.get("aria-invalid") == "true"}
    expected = {"password", "confirm_password"} if field == "password" else {field} - {""}
    assert blamed == expected
    assert wanted.values["password"] == ""
    assert "code" in back(sign_in(hosting, PASSWORD))


def test_a_refused_password_leaves_the_code_good(hosting: Hosting) -> None:
    page = changed(hosting, at_code(hosting), "Sh0rt!")
    assert follow(hosting, changed(hosting, page)).status_code == 200
    assert "code" in back(sign_in(hosting, NEW))


def test_a_code_is_good_for_an_hour(hosting: Hosting) -> None:
    page = at_code(hosting)
    hosting.emulator.clock.shift(HOUR)

    again = changed(hosting, page)

    said = ("please request a code again", "That code is no longer valid.")
    assert any(each in again.text for each in said)
    page = follow(hosting, submit(hosting, again, "resendcodeform"))
    assert changed(hosting, page).status_code == 302


def test_a_code_is_good_once(hosting: Hosting) -> None:
    page = at_code(hosting)
    follow(hosting, changed(hosting, page))

    again = changed(hosting, page, "Third-Horse-3")

    assert again.status_code == 200
    assert "code" in back(sign_in(hosting, NEW))


def test_too_many_codes(hosting: Hosting) -> None:
    for _ in range(20):
        asked(hosting)

    page = asked(hosting)

    assert page.status_code == 200
    assert any(each in page.text for each in TOO_OFTEN)


def test_who_is_there_is_hidden() -> None:
    hosting = Hosting(PreventUserExistenceErrors="ENABLED")

    page = at_code(hosting, "nobody")

    assert not hosting.emulator.messages()
    assert "***@" in page.text
    again = changed_without_code(hosting, page)
    assert "Invalid verification code provided" in again.text


def changed_without_code(hosting: Hosting, page: TestResponse) -> TestResponse:
    fields = {"verification_code": "123456", "password": NEW, "confirm_password": NEW}
    return submit(hosting, page, "resetPasswordForm", **fields)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "Username/client id combination not found."),
        ("", "validation error"),
        ("x" * 300, "validation error"),
    ],
)
def test_names_that_are_refused(name: str, said: str) -> None:
    page = asked(Hosting(), name)
    assert page.status_code == 200
    assert said in page.text
    assert 'aria-invalid="true"' in page.text


def test_without_a_verified_address(hosting: Hosting) -> None:
    attributes = [{"Name": "email_verified", "Value": "false"}]
    hosting.call(
        "AdminUpdateUserAttributes",
        UserPoolId=hosting.pool_id,
        Username="alice",
        UserAttributes=attributes,
    )
    page = asked(hosting)
    said = ("no registered/verified email", "There is no verified address")
    assert any(each in page.text for each in said)


def test_where_administrators_reset_passwords(hosting: Hosting) -> None:
    mechanisms = [{"Name": "admin_only", "Priority": 1}]
    hosting.call(
        "UpdateUserPool",
        UserPoolId=hosting.pool_id,
        AccountRecoverySetting={"RecoveryMechanisms": mechanisms},
    )
    page = asked(hosting)
    said = ("Contact administrator to reset password.", "Ask an administrator for a new password.")
    assert any(each in page.text for each in said)


# --- reset by an administrator --------------------------------------------------------------------


def test_a_reset_user_is_asked_for_a_new_password() -> None:
    hosting = Hosting()
    hosting.call("AdminResetUserPassword", UserPoolId=hosting.pool_id, Username="alice")

    answer = hosting.sign_in()

    assert answer.headers["Location"].startswith("/_domain/shop/resetPassword?client_id=")
    page = follow(hosting, answer)
    assert "An administrator has reset your password." in page.text
    assert form(page, "resetPasswordForm").action.startswith("/_domain/shop/resetPassword?")
    again = changed(hosting, page, "Sh0rt!")
    assert "An administrator has reset your password." in again.text
    assert follow(hosting, changed(hosting, again)).status_code == 200
    assert "code" in back(sign_in(hosting, NEW))


def test_a_reset_user_gets_another_code() -> None:
    hosting = Hosting()
    hosting.call("AdminResetUserPassword", UserPoolId=hosting.pool_id, Username="alice")
    page = follow(hosting, hosting.sign_in())

    page = follow(hosting, submit(hosting, page, "resendcodeform"))

    assert len(hosting.emulator.messages()) == 2
    assert changed(hosting, page).status_code == 302


def test_that_somebody_is_reset_is_hidden() -> None:
    hosting = Hosting(PreventUserExistenceErrors="ENABLED")
    hosting.call("AdminResetUserPassword", UserPoolId=hosting.pool_id, Username="alice")
    assert "Incorrect username or password." in hosting.sign_in().text


# --- whatever is sent -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/confirmforgotPassword", "/resetPassword"])
def test_the_page_needs_one_before_it(hosting: Hosting, path: str) -> None:
    answer = hosting.get(path, **hosting.wanted())
    assert answer.headers["Location"].startswith("/_domain/shop/forgotPassword?")


def test_two_tabs_reset_two_passwords() -> None:
    hosting = Hosting()
    hosting.make_user("carol", email="carol@example.com", email_verified="true")
    alice = at_code(hosting)
    its_code = code(hosting)
    at_code(hosting, "carol")

    changed(hosting, alice, verification_code=its_code)

    assert "code" in back(sign_in(hosting, NEW))
    assert "code" in back(hosting.sign_in("carol"))


def test_what_was_typed_is_escaped(hosting: Hosting) -> None:
    page = at_code(hosting)
    hostile = dict.fromkeys(("verification_code", "username", "where"), HOSTILE)
    for answer in (asked(hosting, HOSTILE), changed(hosting, page, **hostile)):
        assert answer.status_code == 200
        assert "<script" not in without_our_scripts(answer)
