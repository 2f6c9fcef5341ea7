"""Signing up at the pages: the form, the code, another code, and the way back to the app."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from cognito_emulator import base64url
from cognito_emulator.web.pages.page_data import PageData
from tests.properties import examples
from tests.support import PASSWORD, SMS_ROLE
from tests.web.client import WebClient
from tests.web.forms import follow, form, forms, submit
from tests.web.hosting import Hosting, back, csrf
from tests.web.pages.ways import without_our_scripts

BY_MAIL: dict[str, Any] = {
    "AutoVerifiedAttributes": ["email"],
    "Schema": [{"Name": "email", "Required": True, "Mutable": True}],
}
HOSTILE = "\"><script>alert(1)</script>'{{ 7*7 }}&\0"


def hosted(version: int = 1, pool: dict[str, Any] | None = None, **client: Any) -> Hosting:
    return Hosting(version=version, pool={**BY_MAIL, **(pool or {})}, **client)


@pytest.fixture(params=[1, 2], ids=["classic", "managed"])
def hosting(request: pytest.FixtureRequest) -> Hosting:
    return hosted(request.param)


def opened(hosting: Hosting, **parameters: str | None) -> TestResponse:
    page = hosting.get("/signup", **hosting.wanted(**parameters))
    assert page.status_code == 200, page.text
    return page


def signed_up(hosting: Hosting, name: str = "bob", **fields: str | None) -> TestResponse:
    usual = {"username": name, "__email": f"{name}@example.com", "password": PASSWORD}
    return submit(hosting, opened(hosting), "signupform", **{**usual, **fields})


def at_confirmation(hosting: Hosting, name: str = "bob") -> TestResponse:
    page = follow(hosting, signed_up(hosting, name))
    assert page.status_code == 200
    return page


def code(hosting: Hosting, name: str = "bob") -> str:
    return hosting.emulator.messages(username=name)[-1].code


def status(hosting: Hosting, name: str = "bob") -> str:
    found = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username=name)
    return str(found["UserStatus"])


def users(hosting: Hosting) -> set[str]:
    found = hosting.call("ListUsers", UserPoolId=hosting.pool_id)["Users"]
    return {user["Username"] for user in found}


# --- the whole way --------------------------------------------------------------------------------


def test_from_sign_up_to_tokens(hosting: Hosting) -> None:
    page = at_confirmation(hosting)
    assert "b***@e***" in page.text

    came = back(submit(hosting, page, "confirmform", verification_code=code(hosting)))

    assert came["state"] == "a-state"
    tokens: Any = hosting.token(code=came["code"]).json
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert (claims["cognito:username"], claims["email_verified"]) == ("bob", True)
    assert status(hosting) == "CONFIRMED"
    assert "code" in back(hosting.authorize())  # the browser is signed in


def test_triggers_are_told_what_happens(hosting: Hosting) -> None:
    sources = []

    def note(event: dict[str, Any], _context: object) -> dict[str, Any]:
        sources.append((event["triggerSource"], event["callerContext"]["clientId"]))
        return event

    for trigger in ("PreSignUp", "CustomMessage", "PostConfirmation", "PostAuthentication"):
        hosting.emulator.on(trigger, note, pool_id=hosting.pool_id)
    hosting.emulator.on("PreTokenGeneration", note, pool_id=hosting.pool_id)

    page = at_confirmation(hosting)
    came = back(submit(hosting, page, "confirmform", verification_code=code(hosting)))
    hosting.token(code=came["code"])

    assert [source for source, _ in sources] == [
        "PreSignUp_SignUp",
        "CustomMessage_SignUp",
        "PostConfirmation_ConfirmSignUp",
        "PostAuthentication_Authentication",
        "TokenGeneration_HostedAuth",
    ]
    assert {client for _, client in sources} == {hosting.client.id}


def test_whom_a_function_confirms_is_signed_in_at_once(hosting: Hosting) -> None:
    def confirm(event: dict[str, Any], _context: object) -> dict[str, Any]:
        event["response"]["autoConfirmUser"] = True
        return event

    hosting.emulator.on("PreSignUp", confirm, pool_id=hosting.pool_id)

    assert "code" in back(signed_up(hosting))
    assert status(hosting) == "CONFIRMED"
    assert not hosting.emulator.messages()


def test_whom_a_function_then_keeps_out_is_told_to_sign_in(hosting: Hosting) -> None:
    def refuse(_event: dict[str, Any], _context: object) -> None:
        raise ValueError("not today")

    hosting.emulator.on("PreAuthentication", refuse, pool_id=hosting.pool_id)
    page = at_confirmation(hosting)

    login = follow(hosting, submit(hosting, page, "confirmform", verification_code=code(hosting)))

    assert 'role="status"' in login.text
    assert "Your account is confirmed. Sign in now." in login.text
    assert 'value="bob"' in login.text
    assert status(hosting) == "CONFIRMED"
    once_more = hosting.get("/login", **hosting.wanted())
    assert 'role="status"' not in once_more.text


def test_a_function_that_refuses_is_heard(hosting: Hosting) -> None:
    def refuse(_event: dict[str, Any], _context: object) -> None:
        raise ValueError("Not <b>you</b>.")

    hosting.emulator.on("PreSignUp", refuse, pool_id=hosting.pool_id)

    page = signed_up(hosting)

    assert "PreSignUp failed with error Not &lt;b&gt;you&lt;/b&gt;.." in page.text
    assert users(hosting) == {"alice"}


def test_a_second_factor_is_asked_for() -> None:
    hosting = hosted(pool={"MfaConfiguration": "ON"})
    token = {"Enabled": True}
    hosting.call(
        "SetUserPoolMfaConfig",
        UserPoolId=hosting.pool_id,
        MfaConfiguration="ON",
        SoftwareTokenMfaConfiguration=token,
    )
    page = at_confirmation(hosting)

    answer = submit(hosting, page, "confirmform", verification_code=code(hosting))

    assert answer.status_code == 302
    assert "/_domain/shop/" in answer.headers["Location"]
    assert "code=" not in answer.headers["Location"].replace("response_type=code", "")


# --- the form -------------------------------------------------------------------------------------


def test_the_classic_form_has_the_service_s_names() -> None:
    schema = [{"Name": name, "Required": True} for name in ("email", "given_name")]
    page = opened(hosted(pool={"Schema": schema}))

    wanted = form(page, "signupform")

    assert wanted.action.startswith("/_domain/shop/signup?client_id=")
    assert list(wanted.values) == [
        "_csrf",
        "username",
        "requiredAttributes[given_name]",
        "requiredAttributes[email]",
        "password",
        "cognitoAsfData",
    ]
    assert wanted.inputs["requiredAttributes[email]"]["type"] == "email"
    assert 'name="signUpButton" value="Sign up"' in page.text
    assert "Password must contain at least 8 characters" in page.text


STANDARD = {
    "address": "text",
    "birthdate": "date",
    "family_name": "text",
    "gender": "text",
    "locale": "text",
    "middle_name": "text",
    "name": "text",
    "nickname": "text",
    "phone_number": "tel",
    "picture": "url",
    "preferred_username": "text",
    "profile": "url",
    "website": "url",
    "zoneinfo": "text",
}


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_every_attribute_that_can_be_required_has_its_input(language: str) -> None:
    schema = [{"Name": name, "Required": True} for name in STANDARD]
    hosting = hosted(version=2, pool={"Schema": schema})

    wanted = form(opened(hosting, lang=language), "signupform")

    asked = {f"requiredAttributes[{name}]": kind for name, kind in STANDARD.items()}
    assert {n: i["type"] for n, i in wanted.inputs.items() if n in asked} == asked
    values = {"phone_number": "+15555550100", "birthdate": "2000-01-31"}
    filled = {f"__{name}": values.get(name, "https://a.example") for name in STANDARD}
    answer = submit(
        hosting, opened(hosting), "signupform", username="bob", password=PASSWORD, **filled
    )
    assert users(hosting) == {"alice", "bob"}, answer.text


@pytest.mark.parametrize(
    ("attributes", "kind", "label", "others"),
    [
        (["email"], "email", "Email address", set()),
        (["phone_number"], "tel", "Phone number", {"requiredAttributes[email]"}),
        (
            ["email", "phone_number"],
            "text",
            "Email address or phone number",
            {"requiredAttributes[email]"},
        ),
    ],
)
def test_addresses_as_names(attributes: list[str], kind: str, label: str, others: set[str]) -> None:
    pool = {**BY_MAIL, "UsernameAttributes": attributes}
    hosting = Hosting(pool=pool, users=[])
    page = opened(hosting)

    wanted = form(page, "signupform")

    assert wanted.inputs["username"]["type"] == kind
    assert f">{label}</label>" in page.text
    assert {name for name in wanted.inputs if name.startswith("required")} == others


def test_who_signs_in_by_mail_is_asked_once() -> None:
    hosting = Hosting(pool={**BY_MAIL, "UsernameAttributes": ["email"]}, users=[])
    page = opened(hosting)

    answer = submit(hosting, page, "signupform", username="bob@example.com", password=PASSWORD)
    page = follow(hosting, answer)

    sent = code(hosting, "bob@example.com")
    assert "code" in back(submit(hosting, page, "confirmform", verification_code=sent))


def test_only_what_is_asked_for_is_taken(hosting: Hosting) -> None:
    page = opened(hosting)
    data = {
        "_csrf": csrf(page),
        "username": "bob",
        "password": PASSWORD,
        "requiredAttributes[email]": "bob@example.com",
        "requiredAttributes[nickname]": "boss",
        "requiredAttributes[email_verified]": "true",
        "requiredAttributes[sub]": "me",
    }
    hosting.post("/signup", data)

    found = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username="bob")
    names = {each["Name"]: each["Value"] for each in found["UserAttributes"]}
    assert set(names) == {"email", "email_verified", "sub"}
    assert names["email_verified"] == "false"


@pytest.mark.parametrize(
    ("policy", "lines"),
    [
        ({"MinimumLength": 6}, ["at least 6 characters"]),
        (
            {"MinimumLength": 12, "RequireNumbers": True, "RequireSymbols": True},
            ["a special character", "a number", "at least 12 characters"],
        ),
    ],
)
def test_the_policy_is_told_line_by_line(policy: dict[str, Any], lines: list[str]) -> None:
    page = opened(hosted(pool={"Policies": {"PasswordPolicy": policy}}))

    said = page.text.split('<ul id="passwordPolicy"')[1].split("</ul>")[0]
    assert said.count("<li") == len(lines)
    assert all(f"Password must contain {line}" in said for line in lines)


# --- what is refused ------------------------------------------------------------------------------

REFUSED = {
    "taken": ({"username": "alice"}, "username", "User already exists"),
    "short": ({"password": "Sh0rt!"}, "password", "Password not long enough"),
    "weak": ({"password": "long-enough-1"}, "password", "must have uppercase"),
    "no password": ({"password": ""}, "password", "Password not long enough"),
    "no mail": ({"__email": ""}, "requiredAttributes[email]", "email is required"),
    "bad mail": ({"__email": "@"}, "requiredAttributes[email]", "Invalid email address format."),
    "long password": ({"password": "x" * 300}, "password", "validation error"),
    "no name": ({"username": ""}, "username", "validation error"),
    "long name": ({"username": "x" * 200}, "username", "validation error"),
    "a blank in it": ({"username": "a b"}, "username", "validation error"),
    "control character": ({"username": "a\0b"}, "username", "validation error"),
    "long mail": ({"__email": "x" * 3000}, "", "validation error"),
}


@pytest.mark.parametrize(("changes", "field", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_at_its_field(changes: dict[str, str], field: str, said: str) -> None:
    hosting = hosted()
    page = signed_up(hosting, **changes)

    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert said in page.text
    wanted = form(page, "signupform")
    blamed = [name for name, each in wanted.inputs.items() if each.get("aria-invalid") == "true"]
    assert blamed == [name for name in [field] if name]
    if field:
        assert "autofocus" in wanted.inputs[field]
    assert wanted.values["password"] == ""
    kept = {"username": "bob", "requiredAttributes[email]": "bob@example.com"}
    changed = {field, *(f"requiredAttributes[{name[2:]}]" for name in changes)}
    sent = {name: value for name, value in kept.items() if name not in changed | {"username"}}
    assert sent.items() <= wanted.values.items()
    assert users(hosting) == {"alice"}


def test_managed_login_says_it_in_its_language() -> None:
    hosting = hosted(version=2)
    page = opened(hosting, lang="de")

    again = submit(
        hosting, page, "signupform", username="alice", __email="a@b.de", password="Sh0rt!"
    )
    assert "Das Passwort ist zu kurz." in again.text
    again = submit(hosting, again, "signupform", password=PASSWORD)
    assert "Ein Konto mit diesem Namen gibt es schon." in again.text


def test_a_form_of_somewhere_else_is_not_taken(hosting: Hosting) -> None:
    page = opened(hosting)

    again = submit(
        hosting,
        page,
        "signupform",
        _csrf="made-up",
        username="bob",
        __email="bob@example.com",
        password=PASSWORD,
    )

    assert "This page was out of date. Try again." in again.text
    assert users(hosting) == {"alice"}
    assert submit(hosting, again, "signupform", password=PASSWORD).status_code == 302


def test_a_form_that_is_sent_twice_makes_one_account(hosting: Hosting) -> None:
    page = opened(hosting)
    values = {"username": "bob", "__email": "bob@example.com", "password": PASSWORD}

    first = submit(hosting, page, "signupform", **values)
    again = submit(hosting, page, "signupform", **values)

    assert again.status_code == 200
    assert len(hosting.emulator.messages()) == 1
    page = follow(hosting, first)
    assert "code" in back(submit(hosting, page, "confirmform", verification_code=code(hosting)))


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_administrators_make_users(hosting: Hosting, method: str) -> None:
    only = {"AllowAdminCreateUserOnly": True}
    hosting.call("UpdateUserPool", UserPoolId=hosting.pool_id, AdminCreateUserConfig=only)
    send: Callable[..., TestResponse] = getattr(hosting.browser, method)

    answer = send(hosting.path("/signup"), query_string=hosting.wanted())

    assert answer.headers["Location"].startswith("/_domain/shop/error?error=")
    assert follow(hosting, answer).status_code == 400
    assert "/signup" not in hosting.get("/login", **hosting.wanted()).text


def test_who_only_comes_from_providers_does_not_sign_up() -> None:
    hosting = hosted(SupportedIdentityProviders=["Google"])
    answer = hosting.get("/signup", **hosting.wanted())
    assert answer.headers["Location"].startswith("/_domain/shop/error?")


def test_nobody_but_an_administrator_can_confirm() -> None:
    hosting = hosted(pool={"AutoVerifiedAttributes": []})

    page = signed_up(hosting)

    assert page.status_code == 200
    assert "an administrator has to confirm it" in page.text
    assert status(hosting) == "UNCONFIRMED"


def test_where_a_link_confirms() -> None:
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    hosting = hosted(pool={"VerificationMessageTemplate": template})
    page = at_confirmation(hosting)
    assert "We have sent a link to b***@e***." in page.text
    assert "confirmform" not in forms(page)
    again = follow(hosting, submit(hosting, page, "resendcodeform"))
    assert "We have sent a new link. The one before is no longer valid." in again.text
    link = hosting.emulator.messages()[-1].link or ""
    assert hosting.browser.get(link[link.index("/_domain") :]).status_code == 200
    assert "code" in back(hosting.sign_in("bob"))


# --- the code -------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["000000x", "", "\0", "1" * 5000])
def test_a_wrong_code(hosting: Hosting, wrong: str) -> None:
    page = at_confirmation(hosting)

    again = submit(hosting, page, "confirmform", verification_code=wrong)

    assert again.status_code == 200
    assert 'aria-invalid="true"' in again.text
    assert status(hosting) == "UNCONFIRMED"
    came = submit(hosting, again, "confirmform", verification_code=f" {code(hosting)} ")
    assert "code" in back(came)


def test_a_code_that_is_too_old(hosting: Hosting) -> None:
    page = at_confirmation(hosting)
    hosting.emulator.clock.shift(86_400)

    again = submit(hosting, page, "confirmform", verification_code=code(hosting))
    said = ("please request a code again", "That code is no longer valid.")
    assert any(each in again.text for each in said)

    page = follow(hosting, submit(hosting, again, "resendcodeform"))
    login = follow(hosting, submit(hosting, page, "confirmform", verification_code=code(hosting)))
    assert "Your account is confirmed. Sign in now." in login.text  # the session is too old


def test_too_many_codes(hosting: Hosting) -> None:
    page = at_confirmation(hosting)
    for _ in range(15):
        page = submit(hosting, page, "confirmform", verification_code="x")

    page = submit(hosting, page, "confirmform", verification_code=code(hosting))

    said = ("Attempt limit exceeded", "Too many attempts.")
    assert any(each in page.text for each in said)


def test_a_code_that_is_sent_twice(hosting: Hosting) -> None:
    page = at_confirmation(hosting)
    sent = code(hosting)
    first = submit(hosting, page, "confirmform", verification_code=sent)

    again = submit(hosting, page, "confirmform", verification_code=sent)

    assert again.status_code == 200
    said = ("Current status is CONFIRMED", "Your account is confirmed already.")
    assert any(each in again.text for each in said)
    assert "code" in back(first)


def test_another_browser_confirms_and_signs_in_by_hand(hosting: Hosting) -> None:
    at_confirmation(hosting)
    other = WebClient(hosting.emulator)
    hosting.browser = other

    page = follow(hosting, hosting.sign_in("bob") if _classic(hosting) else _by_steps(hosting))
    login = follow(hosting, submit(hosting, page, "confirmform", verification_code=code(hosting)))

    assert "Your account is confirmed. Sign in now." in login.text
    assert "code" in back(hosting.sign_in("bob"))


def _classic(hosting: Hosting) -> bool:
    return "signInFormPassword" in hosting.get("/login", **hosting.wanted()).text


def _by_steps(hosting: Hosting, name: str = "bob") -> TestResponse:
    page = hosting.get("/login", **hosting.wanted())
    page = submit(hosting, page, "cognitoSignInForm", username=name, signInSubmitButton="Next")
    return submit(hosting, page, "verifyPasswordForm", password=PASSWORD)


def test_somebody_else_s_session_signs_nobody_in(hosting: Hosting) -> None:
    mine = form(at_confirmation(hosting, "mallory"), "confirmform").values["session"]
    page = at_confirmation(hosting)

    answer = submit(hosting, page, "confirmform", verification_code=code(hosting), session=mine)

    assert "/login?" in answer.headers["Location"]


def test_two_tabs_confirm_two_users(hosting: Hosting) -> None:
    bob, carol = at_confirmation(hosting, "bob"), at_confirmation(hosting, "carol")

    for page, name in ((bob, "bob"), (carol, "carol")):
        sent = code(hosting, name)
        assert "code" in back(submit(hosting, page, "confirmform", verification_code=sent))
    assert status(hosting, "bob") == status(hosting, "carol") == "CONFIRMED"


def test_the_page_needs_one_before_it(hosting: Hosting) -> None:
    answer = hosting.get("/confirm", **hosting.wanted())
    assert answer.headers["Location"].startswith("/_domain/shop/login?")


def test_back_and_forth(hosting: Hosting) -> None:
    at_confirmation(hosting)
    opened(hosting)  # the back button

    page = hosting.get("/confirm", **hosting.wanted())  # and forward again

    assert "code" in back(submit(hosting, page, "confirmform", verification_code=code(hosting)))


# --- another code ---------------------------------------------------------------------------------


def test_another_code_voids_the_one_before(hosting: Hosting) -> None:
    page = at_confirmation(hosting)
    older = code(hosting)

    page = follow(hosting, submit(hosting, page, "resendcodeform"))

    assert "We have sent a new code." in page.text
    assert len(hosting.emulator.messages()) == 2
    if older != code(hosting):
        assert submit(hosting, page, "confirmform", verification_code=older).status_code == 200
        page = hosting.get("/confirm", **hosting.wanted())
    assert "We have sent a new code." not in hosting.get("/confirm", **hosting.wanted()).text
    page = hosting.get("/confirm", **hosting.wanted())
    assert "code" in back(submit(hosting, page, "confirmform", verification_code=code(hosting)))


def test_codes_are_apart(hosting: Hosting) -> None:
    hosting.emulator.clock.freeze()
    page = follow(hosting, submit(hosting, at_confirmation(hosting), "resendcodeform"))
    hosting.emulator.clock.shift(10)

    again = submit(hosting, page, "resendcodeform")

    assert again.status_code == 200
    assert len(hosting.emulator.messages()) == 2
    assert "We have just sent one. Wait " in again.text
    hosting.emulator.clock.shift(20)
    assert submit(hosting, again, "resendcodeform").status_code == 302
    assert len(hosting.emulator.messages()) == 3


def test_not_too_many(hosting: Hosting) -> None:
    page = at_confirmation(hosting)
    for _ in range(5):
        page = follow(hosting, submit(hosting, page, "resendcodeform"))
        hosting.emulator.clock.shift(30)

    page = submit(hosting, page, "resendcodeform")

    said = ("Attempt limit exceeded", "Too many attempts.")
    assert any(each in page.text for each in said)
    assert len(hosting.emulator.messages()) == 6


@pytest.mark.parametrize("hides", ["ENABLED", "LEGACY"])
def test_who_is_there_is_hidden(hides: str) -> None:
    hosting = hosted(PreventUserExistenceErrors=hides)
    page = at_confirmation(hosting)

    answer = submit(hosting, page, "resendcodeform", username="nobody")

    if hides == "ENABLED":
        assert answer.status_code == 302
        assert submit(hosting, follow(hosting, answer), "resendcodeform").text.count(
            "We have just sent one."
        )
    else:
        assert "Username/client id combination not found." in answer.text
    assert len(hosting.emulator.messages()) == 1


def test_another_code_needs_the_token_of_the_form(hosting: Hosting) -> None:
    page = at_confirmation(hosting)
    again = submit(hosting, page, "resendcodeform", _csrf="")
    assert "This page was out of date. Try again." in again.text
    assert len(hosting.emulator.messages()) == 1


def test_no_get_sends_a_code(hosting: Hosting) -> None:
    at_confirmation(hosting)
    assert hosting.get("/resendcode", **hosting.wanted()).status_code == 405
    assert len(hosting.emulator.messages()) == 1


def test_by_text_message() -> None:
    schema = [{"Name": "phone_number", "Required": True, "Mutable": True}]
    pool = {
        "Schema": schema,
        "AutoVerifiedAttributes": ["phone_number"],
        "SmsConfiguration": SMS_ROLE,
    }
    hosting = hosted(pool=pool)

    values = {"username": "bob", "__phone_number": "+15555550100", "password": PASSWORD}
    page = follow(hosting, submit(hosting, opened(hosting), "signupform", **values))

    assert "+*******0100" in page.text
    assert "code" in back(submit(hosting, page, "confirmform", verification_code=code(hosting)))


# --- whatever is sent -----------------------------------------------------------------------------

PAGES = (
    *("/signup", "/confirm", "/resendcode", "/confirmUser", "/confirmUser/"),
    *("/forgotPassword", "/confirmforgotPassword", "/resetPassword", "/login", "/verifyPassword"),
)
FIELDS = ("username", "password", "session", "where", "verification_code", "confirm_password")
TEXT = st.one_of(
    st.text(max_size=40), st.sampled_from([HOSTILE, "\0", "bob", "alice", "x" * 5000, "../.."])
)
HALVES = st.one_of(TEXT, st.just("half \ud800"), st.integers(), st.none(), st.lists(st.none()))
COOKIES = st.one_of(
    st.text(st.characters(max_codepoint=127), max_size=99),
    st.dictionaries(st.sampled_from(PageData._fields), HALVES, max_size=4).map(
        lambda told: base64url.encode(json.dumps(told).encode())[:3800]
    ),
)


def test_what_was_typed_is_escaped(hosting: Hosting) -> None:
    pages = [
        signed_up(hosting, HOSTILE, __email=HOSTILE),
        submit(
            hosting,
            at_confirmation(hosting),
            "confirmform",
            **dict.fromkeys(("username", "session", "where", "verification_code"), HOSTILE),
        ),
        hosting.get("/confirmUser", **hosting.wanted(user_name=HOSTILE, confirmation_code=HOSTILE)),
    ]
    for page in pages:
        assert "<script" not in without_our_scripts(page)
        assert page.status_code in (200, 400)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_is_answered(data: st.DataObject) -> None:
    hosting = _shared()
    path = data.draw(st.sampled_from(PAGES))
    query = data.draw(
        st.dictionaries(
            st.sampled_from(["state", "lang", "user_name", "prompt", "login_hint"]), TEXT
        )
    )
    page = opened(hosting)
    hosting.browser.set_cookie("page-data", data.draw(COOKIES), path="/_domain/shop")
    if data.draw(st.booleans()):
        answer = hosting.get(path, **hosting.wanted(**query))
    else:
        fields = st.sampled_from([*FIELDS, "requiredAttributes[email]", "_csrf"])
        sent = data.draw(st.dictionaries(fields, TEXT))
        answer = hosting.post(path, {"_csrf": csrf(page), **sent}, **query)

    assert answer.status_code < 500
    assert "<script" not in without_our_scripts(answer)
    location = answer.headers.get("Location", "/_domain/shop/")
    assert location.startswith(("/_domain/shop/", "https://app.example.com/callback?"))
    assert not location.startswith("https://app.example.com/callback?code=")


_KNOWN: list[Hosting] = []


def _shared() -> Hosting:
    """One pool for all examples."""
    if not _KNOWN:
        _KNOWN.append(hosted())
    return _KNOWN[0]
