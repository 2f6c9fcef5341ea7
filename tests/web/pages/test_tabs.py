"""Two tabs, the back button, reloads and forms that are sent twice: each ends well."""

from __future__ import annotations

import base64
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties import examples
from tests.support import PASSWORD
from tests.web.hosting import Hosting, back
from tests.web.pages.test_ways import MFA, a_code, last_code
from tests.web.pages.ways import SECRET, Walk, path, signing_in, user

FACES = pytest.mark.parametrize("version", [1, 2])
MAILED: dict[str, Any] = {
    "pool": MFA,
    "users": [
        user(UserMFASettingList=["EMAIL_OTP"]),
        user(
            Username="bob",
            UserAttributes={"email": "bob@example.com", "email_verified": "true"},
            UserMFASettingList=["EMAIL_OTP"],
        ),
    ],
}


@FACES
def test_a_right_code_that_is_sent_twice(version: int) -> None:
    hosting = Hosting(version=version, **MAILED)
    walk = signing_in(hosting)
    form, code = walk.page, last_code(hosting)
    first = walk.sent(form, authentication_code=code)

    second = walk.sent(form, authentication_code=code)

    codes = [back(first)["code"], back(second)["code"]]
    assert [hosting.token(code=each).status_code for each in codes] == [200, 200]


@FACES
def test_a_right_code_that_is_sent_twice_where_no_cookie_came_back(version: int) -> None:
    hosting = Hosting(version=version, **MAILED)
    walk = signing_in(hosting)
    form, code = walk.page, last_code(hosting)
    walk.sent(form, authentication_code=code)
    hosting.browser.delete_cookie("cognito", path="/_domain/shop")
    hosting.browser.delete_cookie("cognito", path="/_domain/shop", domain="localhost")

    walk.page = walk.followed(walk.sent(form, authentication_code=code))

    assert (walk.page.status_code, walk.title) == (200, "This step is over")
    assert "This step of the sign-in was completed already." in walk.text
    assert 'href="/_domain/shop/login?' in walk.page.text


def test_a_password_that_is_sent_twice() -> None:
    walk = Walk(Hosting())
    form = walk.page

    answers = [walk.sent(form, username="alice", password=PASSWORD) for _ in range(2)]

    assert all("code" in back(answer) for answer in answers)


@FACES
def test_two_tabs_sign_in_two_people(version: int) -> None:
    hosting = Hosting(version=version, **MAILED)
    alice = signing_in(hosting)
    alices_code = last_code(hosting)
    bob = signing_in(hosting, username="bob")

    first = back(alice.send(authentication_code=alices_code))
    second = back(bob.send(authentication_code=last_code(hosting)))

    names = [userinfo(hosting, each["code"]) for each in (first, second)]
    assert names == ["alice", "bob"]


def userinfo(hosting: Hosting, code: str) -> Any:
    tokens: Any = hosting.token(code=code).json
    return jwt.decode(tokens["id_token"], options={"verify_signature": False})["cognito:username"]


def test_the_form_of_one_is_no_sign_in_of_another() -> None:
    """Bob's code in Alice's form is wrong, and Bob's cookie changes nothing."""
    hosting = Hosting(**MAILED)
    alice = signing_in(hosting)
    signing_in(hosting, username="bob")

    alice.send(authentication_code=last_code(hosting))

    assert alice.problem == "Invalid code or auth state for the user."
    assert "Signing in as alice" in alice.text


def test_a_spent_session_is_no_sign_in_of_whoever_is_signed_in() -> None:
    """Alice's old form does not make a code of Bob's session."""
    hosting = Hosting(**MAILED)
    alice = signing_in(hosting)
    form, code = alice.page, last_code(hosting)
    alice.sent(form, authentication_code=code)
    bob = signing_in(hosting, username="bob")
    bob.send(authentication_code=last_code(hosting))

    alice.page = alice.followed(alice.sent(form, authentication_code=code))

    assert alice.title == "This step is over"


def test_a_reload_shows_the_same_page_and_sends_no_second_message() -> None:
    hosting = Hosting(**MAILED)
    walk = signing_in(hosting)
    sent = len(hosting.emulator.messages(hosting.pool_id))

    walk.get("/mfa")

    assert (walk.title, path(walk.page)) == ("Enter the code", "/_domain/shop/mfa")
    assert len(hosting.emulator.messages(hosting.pool_id)) == sent
    assert "code" in back(walk.send(authentication_code=last_code(hosting)))


def test_back_after_the_sign_in_leads_to_the_beginning() -> None:
    hosting = Hosting(**MAILED)
    walk = signing_in(hosting)
    walk.send(authentication_code=last_code(hosting))

    walk.get("/mfa")

    assert path(walk.page) == "/_domain/shop/login"
    assert "Sign in as alice" in walk.text


def test_back_to_a_step_that_is_over_shows_where_the_sign_in_stands() -> None:
    alice = user(
        UserAttributes={"email": "alice@example.com"},
        SoftwareTokenSecret=SECRET,
        UserMFASettingList=["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"],
    )
    walk = signing_in(Hosting(pool=MFA, users=[alice]))
    choice = walk.page
    walk.send(answer="SOFTWARE_TOKEN_MFA")

    walk.get("/mfaOption")
    assert path(walk.page) == "/_domain/shop/mfa"
    over = walk.followed(walk.sent(choice, answer="EMAIL_OTP"))
    assert "This step is over" in over.text

    walk.get("/login")
    walk.send(username="alice", password=PASSWORD)
    walk.send(answer="SOFTWARE_TOKEN_MFA")
    assert "code" in back(walk.send(authentication_code=a_code()))


@FACES
def test_a_step_that_took_too_long(version: int) -> None:
    hosting = Hosting(version=version, **MAILED)
    walk = signing_in(hosting)
    code = last_code(hosting)
    hosting.emulator.clock.shift(181)

    walk.send(authentication_code=code)

    assert walk.title == "This step is over"
    assert "This sign-in took too long" in walk.text


@pytest.mark.parametrize("form", [{}, {"_csrf": "made-up"}, {"_csrf": ""}])
def test_a_step_without_the_token_of_its_page_is_not_taken(form: dict[str, str]) -> None:
    hosting = Hosting(**MAILED)
    walk = signing_in(hosting)
    session = walk.page.text.split('name="session" value="')[1].split('"')[0]
    code = last_code(hosting)

    answer = hosting.post("/mfa", {**form, "session": session, "authentication_code": code})

    assert answer.status_code == 200
    assert "This page was out of date. Try again." in answer.text
    walk.page = answer
    assert "code" in back(walk.send(authentication_code=code))


def test_a_session_of_another_client_is_nobodys() -> None:
    hosting = Hosting(**MAILED)
    walk = signing_in(hosting)
    other = hosting.call(
        "CreateUserPoolClient",
        UserPoolId=hosting.pool_id,
        ClientName="other",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=["https://app.example.com/callback"],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]["ClientId"]
    walk.parameters = {"client_id": other}

    walk.get("/mfa")

    assert walk.title == "This step is over"


def test_a_user_who_is_disabled_in_between() -> None:
    hosting = Hosting(**MAILED)
    walk = signing_in(hosting)
    hosting.call("AdminDisableUser", UserPoolId=hosting.pool_id, Username="alice")
    walk.send(authentication_code=last_code(hosting))
    assert walk.problem == "User is disabled"


def test_a_user_who_is_deleted_in_between() -> None:
    hosting = Hosting(**MAILED)
    walk = signing_in(hosting)
    hosting.call("AdminDeleteUser", UserPoolId=hosting.pool_id, Username="alice")

    walk.send(authentication_code="123456")

    assert (walk.page.status_code, walk.title) == (200, "This step is over")


# --- who is signed in -----------------------------------------------------------------------------


def test_classic_pages_offer_to_go_on_as_before() -> None:
    hosting = Hosting()
    signing_in(hosting)

    walk = Walk(hosting)

    assert "Sign in as alice" in walk.text
    assert "signInFormPassword" not in walk.page.text
    assert "code" in back(walk.send(signInAs="1"))


def test_classic_pages_let_somebody_else_sign_in() -> None:
    hosting = Hosting()
    signing_in(hosting)
    walk = Walk(hosting)

    walk.send(somebodyElse="1")

    assert "signInFormPassword" in walk.page.text


def test_an_app_that_wants_a_new_sign_in_gets_one() -> None:
    hosting = Hosting()
    signing_in(hosting)

    walk = Walk(hosting, prompt="login")

    assert "signInFormPassword" in walk.page.text


def test_going_on_as_before_takes_a_session() -> None:
    hosting = Hosting()
    walk = Walk(hosting)

    answer = walk.send(signInAs="1")

    assert answer.status_code == 200
    assert "signInFormPassword" in answer.text


# --- anything at all ------------------------------------------------------------------------------

PATHS = [
    "/login",
    "/oauth2/login",
    "/verifyPassword",
    "/mfa",
    "/mfaOption",
    "/mfaSetup",
    "/selectChallenge",
    "/changePassword",
    "/passkey",
    "/passkeys/add",
    "/unsupported",
    "/error",
]
FIELDS = [
    "_csrf",
    "csrf",
    "session",
    "username",
    "password",
    "answer",
    "email",
    "credential",
    "authentication_code",
    "software_token_code",
    "new_password",
    "confirm_password",
    "requiredAttributes[given_name]",
    "signInAs",
    "somebodyElse",
    "signInSubmitButton",
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "alice", '"alice"', '"\\ud800"', "[" * 3000, "{}", "null", "\0", "SMS_MFA"]
    ),
)


@pytest.fixture(scope="module", params=[1, 2])
def hosting(request: pytest.FixtureRequest) -> Hosting:
    return Hosting(version=request.param, **MAILED)


@settings(
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from(PATHS),
    form=st.dictionaries(st.sampled_from(FIELDS), TEXTS, max_size=6),
    query=st.dictionaries(st.sampled_from(["lang", "state", "login_hint", "prompt"]), TEXTS),
    data=st.one_of(
        st.binary(max_size=60), st.just(b'{"session": "\\ud800", "username": "\\udfff"}')
    ),
    good=st.booleans(),
)
def test_no_form_and_no_cookie_is_too_much(
    hosting: Hosting,
    path: str,
    form: dict[str, str],
    query: dict[str, str],
    data: bytes,
    good: bool,  # noqa: FBT001 - drawn
) -> None:
    browser = hosting.browser
    browser.set_cookie("page-data", base64.urlsafe_b64encode(data).decode().rstrip("="))
    page = hosting.get("/login", **hosting.wanted(**query))
    assert page.status_code in (200, 302)  # the app hears of a wrong request
    if good and "_csrf" in page.text:
        form = {**form, "_csrf": page.text.split('name="_csrf" value="')[1].split('"')[0]}

    answers = [hosting.get(path, **hosting.wanted(**query)), hosting.post(path, form, **query)]

    for answer in answers:
        assert answer.status_code < 500
        assert "code=" not in answer.headers.get("Location", "").partition("redirect_uri")[0]
        assert "<script>alert" not in answer.text
