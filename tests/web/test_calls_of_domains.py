"""Pages and endpoints are calls: tests see them, make them fail, and have them wait."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any, NoReturn
from urllib.parse import urlencode

import pytest

from cognito_emulator.api import codec
from cognito_emulator.calls import Call
from cognito_emulator.domain.oauth import authorization, browser_sessions
from cognito_emulator.endpoints import ENDPOINTS, OAuthErrorName
from cognito_emulator.web.pages import challenges
from tests.support import PASSWORD
from tests.table import table
from tests.web.hosting import Hosting, back, csrf

#: More than a body may have, in bytes.
TOO_LONG = codec.MAX_BODY_BYTES + 1


@pytest.fixture
def hosting() -> Hosting:
    return Hosting()


@pytest.fixture
def calls(hosting: Hosting) -> list[Call]:
    heard: list[Call] = []
    hosting.emulator.on_call(heard.append)
    return heard


def test_each_step_is_told(hosting: Hosting, calls: list[Call]) -> None:
    hosting.authorize()
    hosting.token(code=hosting.code())

    assert [str(call) for call in calls] == [
        "oauth2/authorize code -> redirect to /_domain/shop/login",
        "login code -> page",
        "login code alice -> redirect to https://app.example.com/callback",
        "oauth2/token authorization_code -> tokens",
    ]
    assert calls[-1].answer is not None
    assert {"access_token", "expires_in"} <= set(calls[-1].answer)
    assert {call.door for call in calls} == {"http"}


def test_a_new_password_that_is_refused_is_told(hosting: Hosting, calls: list[Call]) -> None:
    name = {"UserPoolId": hosting.pool_id, "Username": "bob"}
    hosting.call("AdminCreateUser", **name, TemporaryPassword=PASSWORD)
    hosting.sign_in("bob", PASSWORD)
    page = hosting.get("/changePassword", **hosting.wanted())
    form = {"_csrf": csrf(page), "new_password": "x", "confirm_password": "x"}

    hosting.post("/changePassword", form)
    hosting.emulator.fail("changePassword", "UserLambdaValidationException", message="No luck.")
    struck = hosting.post("/changePassword", {**form, "new_password": "Another-1"})

    assert "No luck." in struck.text
    assert [str(call).split(": ")[0] for call in calls if call.operation == "changePassword"] == [
        "changePassword code -> page",
        "changePassword code -> InvalidPasswordException",
        "changePassword code -> UserLambdaValidationException",
    ]


def test_every_page_of_a_challenge_is_told() -> None:
    """But for the one that says that pages do not support it: it has no form."""
    paths = {page.path.strip("/") for page in challenges.PAGES_OF.values()}

    assert paths - set(ENDPOINTS) == {"unsupported"}


def test_a_refusal_is_told_with_its_code(hosting: Hosting, calls: list[Call]) -> None:
    hosting.token(code="nobody's")
    hosting.authorize(scope="treasure")
    hosting.authorize(redirect_uri="https://evil.example.com")
    hosting.sign_in("alice", "Wrong-Password-1")

    hosting.browser.get(hosting.path("/oauth2/userInfo"))
    hosting.browser.get(hosting.path("/oauth2/userInfo"), headers={"Authorization": "Bearer x"})
    hosting.get("/logout", client_id=hosting.client.id, logout_uri="https://elsewhere.example.com")

    assert "has no callback URL https://evil.example.com: the nearest" in str(calls[2])
    assert [call.error.type if call.error else None for call in calls] == [
        "invalid_grant",
        "invalid_request",
        "redirect_mismatch",
        None,  # the form was shown
        "NotAuthorizedException",
        "invalid_request",
        "invalid_token",
        "invalid_request",
    ]


@pytest.mark.parametrize(
    ("method", "path", "sent", "told"),
    [
        ("POST", "oauth2/token", {"data": {"code": ["a", "b"]}}, "invalid_request"),
        ("POST", "oauth2/token", {"headers": {"Authorization": "Basic ="}}, "invalid_client"),
        ("GET", "oauth2/token", {}, "invalid_request"),
        ("POST", "oauth2/revoke", {"data": {"token": "x", "client_id": "x"}}, "invalid_client"),
        ("GET", "oauth2/userInfo", {}, "invalid_request"),
        ("GET", "oauth2/userInfo", {"headers": {"Authorization": "Bearer x"}}, "invalid_token"),
        ("DELETE", "oauth2/authorize", {}, "invalid_request"),
        ("TRACE", "login", {}, "invalid_request"),
        ("POST", "login", {"data": {"username": "a" * TOO_LONG}}, "invalid_request"),
        ("POST", "oauth2/token", {"data": {"code": "a" * TOO_LONG}}, "invalid_request"),
        ("GET", "confirmUser", {"data": {"user_name": "a" * TOO_LONG}}, "invalid_request"),
    ],
)
def test_whatever_is_refused_is_told_as_a_refusal(
    hosting: Hosting, calls: list[Call], method: str, path: str, sent: Any, told: str
) -> None:
    answer = hosting.browser.open(hosting.path(f"/{path}"), method=method, **sent)

    assert answer.status_code >= 400
    (call,) = calls
    assert call.operation == path
    assert call.error is not None
    assert call.error.type == told


def test_the_token_endpoint_fails_as_wished(hosting: Hosting, calls: list[Call]) -> None:
    code = hosting.code()
    hosting.emulator.fail("oauth2/token", "invalid_grant")

    refused = hosting.token(code=code)

    assert (refused.status_code, refused.json) == (400, {"error": "invalid_grant"})
    assert calls[-1].injected
    assert hosting.token(code=code).status_code == 200, "nothing was changed"


def test_user_info_fails_as_wished(hosting: Hosting) -> None:
    hosting.emulator.fail("oauth2/userInfo", "invalid_token", message="Gone")

    refused = hosting.browser.get(hosting.path("/oauth2/userInfo"))

    assert refused.status_code == 401
    told = refused.headers["WWW-Authenticate"]
    assert told == 'error="invalid_token", error_description="Gone"'


def test_authorize_fails_at_the_app(hosting: Hosting) -> None:
    hosting.emulator.fail("oauth2/authorize", "server_error", message="On fire")

    assert back(hosting.authorize()) == {
        "error_description": "On fire",
        "state": "a-state",
        "error": "server_error",
    }


def test_an_error_within_the_service_goes_to_the_app_from_authorize(
    hosting: Hosting, calls: list[Call]
) -> None:
    hosting.emulator.fail("oauth2/authorize", "InternalErrorException")

    assert back(hosting.authorize()) == {"state": "a-state", "error": "server_error"}
    (call,) = calls
    assert call.error is not None
    assert (call.error.type, call.injected) == ("server_error", True)


def test_a_fault_at_authorize_tells_nobody_who_is_not_trusted(hosting: Hosting) -> None:
    hosting.emulator.fail("oauth2/authorize", "server_error")

    answer = hosting.authorize(redirect_uri="https://evil.example.com")

    assert answer.headers["Location"].startswith("/_domain/shop/error?error=redirect_mismatch")


@table("version", [1, 2])
@table("name", [n for n, e in ENDPOINTS.items() if e.operation and e.errors])
def test_a_sign_in_ends_at_the_app_as_a_test_wishes(name: Any, version: int) -> None:
    hosting = Hosting(version=version)
    hosting.emulator.fail(name, "server_error", message="On fire")
    form = {"_csrf": csrf(hosting.get("/login", **hosting.wanted())), **FORMS[name]}

    assert back(hosting.post(f"/{name}", form)) == {
        "error_description": "On fire",
        "state": "a-state",
        "error": "server_error",
    }


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("error", ["InternalErrorException", "ServiceUnavailable"])
def test_people_are_told_of_trouble_by_a_page(version: int, error: Any) -> None:
    hosting = Hosting(version=version)
    hosting.emulator.fail("login", error, message="On fire.")

    page = hosting.sign_in()

    assert (page.status_code, page.mimetype) == (OUTAGES[error], "text/html")
    assert "Something went wrong" in page.text
    assert "On fire." in page.text
    assert "code" in back(hosting.sign_in())


def test_a_bug_of_ours_goes_to_the_app_from_authorize(
    hosting: Hosting, calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_sessions, "find", broken)

    told = back(hosting.authorize())

    assert (told["error"], told["state"]) == ("server_error", "a-state")
    assert told["error_description"].startswith("The emulator failed (RuntimeError)")
    (call,) = calls
    assert call.error is not None
    assert isinstance(call.error.__cause__, RuntimeError)


def test_a_bug_of_ours_without_an_app(hosting: Hosting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authorization, "requested", broken_once(authorization.requested))

    answer = hosting.authorize(client_id=None)

    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["error"] == "server_error"


def broken(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("a bug")


def broken_once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Break the first call, and none after it."""
    calls = count()

    def perhaps(*given: Any) -> Any:
        return function(*given) if next(calls) else broken()

    return perhaps


def test_a_page_shows_what_a_test_wishes(hosting: Hosting) -> None:
    hosting.emulator.fail("login", "UserLambdaValidationException", message="No luck today.")

    page = hosting.sign_in()

    assert page.status_code == 200
    assert "No luck today." in page.text
    assert "code" in back(hosting.sign_in())


OUTAGES = {
    "InternalErrorException": 500,
    "ServiceUnavailable": 503,
    "TooManyRequestsException": 429,
}


@pytest.mark.parametrize(("error", "status"), OUTAGES.items())
def test_a_service_in_trouble(hosting: Hosting, error: Any, status: int) -> None:
    hosting.emulator.fail("oauth2/token", error)

    assert hosting.token(code="any").status_code == status


def test_a_delay_changes_nothing(hosting: Hosting, calls: list[Call]) -> None:
    hosting.emulator.delay("oauth2/token", 0.0)

    assert hosting.token(code=hosting.code()).status_code == 200
    assert calls[-1].injected


def test_faults_of_every_operation_are_not_for_pages(hosting: Hosting) -> None:
    hosting.emulator.fail(None, "TooManyRequestsException")

    assert "code" in back(hosting.sign_in())
    assert len(hosting.emulator.faults()) == 1


@pytest.mark.parametrize(
    ("name", "error", "sentence"),
    [
        ("oauth2/tokens", "invalid_grant", "There is no operation oauth2/tokens; the nearest"),
        ("oauth2/token", "invalid_token", "No call of oauth2/token is refused with invalid_token"),
        ("login", "invalid_grant", "No call of login is refused with invalid_grant"),
        ("InitiateAuth", "invalid_grant", "No call of InitiateAuth is refused with invalid_grant"),
    ],
)
def test_what_cannot_be_wished(hosting: Hosting, name: Any, error: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        hosting.emulator.fail(name, error)


def test_control_shows_them(hosting: Hosting) -> None:
    hosting.browser.get("/_emulator/calls")
    hosting.token(code="nobody's")

    shown = hosting.browser.get("/_emulator/calls?operation=oauth2/token").json

    assert shown is not None
    assert [call["error"]["type"] for call in shown["calls"]] == ["invalid_grant"]


FORMS: dict[str, dict[str, str]] = {
    "login": {"username": "alice", "password": PASSWORD},
    "verifyPassword": {"username": "alice", "password": PASSWORD},
    "mfa": {"session": "s", "code": "123456"},
    "mfaOption": {"session": "s", "choice": "SMS_MFA"},
    "mfaSetup": {"session": "s", "email": "a@example.com"},
    "selectChallenge": {"session": "s", "answer": "PASSWORD"},
    "changePassword": {"session": "s", "new_password": PASSWORD},
    "passkey": {"session": "s", "credential": "{}"},
    "signup": {"username": "bob", "password": PASSWORD},
    "confirm": {"verification_code": "123456"},
    "confirmUser": {},
    "resendcode": {},
    "forgotPassword": {"username": "alice"},
    "confirmforgotPassword": {"confirmation_code": "123456"},
    "resetPassword": {"confirmation_code": "123456"},
    "passkeys/add": {"credential": "{}"},
}


@table("name", [n for n, e in ENDPOINTS.items() if e.operation])
@table("version", [1, 2])
def test_every_page_with_a_form_fails_kindly(name: Any, version: int) -> None:
    hosting = Hosting(version=version)
    hosting.emulator.fail(name, "NotAuthorizedException", message="No luck today.")
    query = urlencode(hosting.wanted())
    token = csrf(hosting.browser.get(hosting.path("/login"), query_string=query))

    page = hosting.browser.post(
        hosting.path(f"/{name}"), query_string=query, data={"_csrf": token, **FORMS[name]}
    )

    assert page.status_code < 500


@pytest.mark.parametrize(("error", "status"), [("invalid_token", 401), ("invalid_request", 400)])
def test_user_info_fails_as_bearers_are_refused(
    hosting: Hosting, error: OAuthErrorName, status: int
) -> None:
    hosting.emulator.fail("oauth2/userInfo", error)

    token = hosting.token(code=hosting.code()).get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    refused = hosting.browser.get(hosting.path("/oauth2/userInfo"), headers=headers)

    assert refused.status_code == status
    assert f'error="{error}"' in refused.headers["WWW-Authenticate"]
