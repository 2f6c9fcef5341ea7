"""Buttons of identity providers: what pages offer, and where that leads."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from cognito_emulator.web.pages import texts
from tests.idp.playing import query
from tests.support import PASSWORD
from tests.table import table
from tests.web.hosting import back, csrf
from tests.web.social import PROVIDERS, SUBJECTS, SocialHosting

NAMES = list(PROVIDERS)
SOCIAL = ["Google", "Facebook", "LoginWithAmazon", "SignInWithApple"]
UNAVAILABLE = "Login option is not available. Please try another one"
IDENTIFIED: Any = {"Corp": {"IdpIdentifiers": ["corp.example.com", "corp"]}}


@pytest.fixture(scope="module")
def classic() -> SocialHosting:
    return SocialHosting()


@pytest.fixture(scope="module")
def managed() -> SocialHosting:
    return SocialHosting(version=2)


def page_of(hosting: SocialHosting, path: str = "/login", **parameters: str) -> TestResponse:
    page = hosting.get(path, **hosting.wanted(**parameters))
    assert page.status_code == 200, page.text
    return page


def press(hosting: SocialHosting, page: TestResponse, **button: str) -> TestResponse:
    return hosting.post("/login", {"_csrf": csrf(page), **button})


def provider_in(response: TestResponse) -> str:
    """The provider to which a browser is sent."""
    assert response.status_code == 302, response.text.partition("<body")[2]
    path = urlsplit(response.headers["Location"]).path
    match = re.fullmatch(r"/_provider/[^/]+/([^/]+)/authorize", path)
    assert match, path
    return match[1]


def buttons(page: TestResponse) -> list[tuple[str, str]]:
    """The names and values of the buttons of providers."""
    forms = re.findall(r'<form class="providers".*?</form>', page.text, re.DOTALL)
    found = re.findall(r'type="submit" name="([^"]+)" value="([^"]*)"', "".join(forms))
    return [(name, unescape(value)) for name, value in found]


# --- what is offered ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "end", "headings"),
    [
        (
            "/login",
            "SignIn",
            ("Sign in with your corporate ID", "Sign In with your social account"),
        ),
        (
            "/signup",
            "SignUp",
            ("Sign up with your corporate ID", "Sign Up with your social account"),
        ),
    ],
)
def test_classic_buttons(
    classic: SocialHosting, path: str, end: str, headings: tuple[str, str]
) -> None:
    """Measured [pages-10, pages-11] of some, others by the same rule."""
    page = page_of(classic, path)

    assert buttons(page) == [
        ("identity_provider", "Corp"),
        (f"google{end}Button", "Google"),
        (f"facebook{end}Button", "Facebook"),
        (f"amazon{end}Button", "LoginWithAmazon"),
        (f"apple{end}Button", "SignInWithApple"),
    ]
    described = re.findall(r'<span class="idpDescription-customizable">([^<]+)</span>', page.text)
    assert tuple(described) == headings
    assert 'name="loginWithIdentityProvider" method="post"' in page.text
    assert 'value="Corp" class="btn btn-info idpButton-customizable" aria-label="Corp"' in page.text
    assert 'class="btn google-button socialButton-customizable"' in page.text
    assert [f"Continue with {title}" in page.text for title in ("Login with Amazon", "Apple")]


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_managed_login_has_one_row_above_its_form(managed: SocialHosting, path: str) -> None:
    page = page_of(managed, path)

    assert buttons(page) == [("identity_provider", name) for name in [*SOCIAL, "Corp"]]
    assert page.text.index("Continue with Google") < page.text.index('name="username"')
    assert "Continue with Corp" in page.text


@pytest.mark.parametrize("language", sorted(texts.TABLES))
def test_buttons_speak_the_language(managed: SocialHosting, language: str) -> None:
    page = page_of(managed, lang=language)

    said = texts.of_language(language)
    assert said("shared.continue_with", name="Google") in page.text
    assert f"<span>{said('shared.or')}</span>" in page.text


@pytest.mark.parametrize("version", [1, 2])
def test_a_client_without_providers_has_no_buttons(version: int) -> None:
    hosting = SocialHosting(version=version, SupportedIdentityProviders=["COGNITO"])

    assert buttons(page_of(hosting)) == []
    assert 'class="or"' not in page_of(hosting).text


def test_a_provider_that_is_gone_has_no_button() -> None:
    hosting = SocialHosting()
    hosting.call("DeleteIdentityProvider", UserPoolId=hosting.pool_id, ProviderName="Google")

    assert ("googleSignInButton", "Google") not in buttons(page_of(hosting))


@table(
    "settings, order, above",
    [
        ({}, [*SOCIAL, "Corp"], True),
        (
            {"federation": {"order": ["Corp", "Facebook", "nobody"]}},
            ["Corp", "Facebook", "Google", "LoginWithAmazon", "SignInWithApple"],
            True,
        ),
        (
            {
                "authMethodOrder": [
                    [
                        {"display": "INPUT", "type": "USERNAME_PASSWORD"},
                        {"display": "BUTTON", "type": "FEDERATED"},
                    ]
                ]
            },
            [*SOCIAL, "Corp"],
            False,
        ),
        (
            {"authMethodOrder": [[{"display": "BUTTON", "type": "FEDERATED"}]]},
            [*SOCIAL, "Corp"],
            True,
        ),
        ({"authMethodOrder": "nothing", "federation": {"order": 7}}, [*SOCIAL, "Corp"], True),
        ({"authMethodOrder": [7, [8]]}, [*SOCIAL, "Corp"], True),
    ],
)
def test_the_style_says_how_buttons_stand(
    settings: dict[str, Any], order: list[str], *, above: bool
) -> None:
    hosting = SocialHosting(version=2)
    hosting.restyle({"categories": {"auth": settings}})

    for path in ("/login", "/signup"):
        page = page_of(hosting, path)
        assert [name for _, name in buttons(page)] == order
        places = [page.text.index(each) for each in ("Continue with Google", 'name="username"')]
        assert (places == sorted(places)) is above


@pytest.mark.parametrize("shown", [True, False])
def test_the_style_says_whether_buttons_have_pictures(*, shown: bool) -> None:
    hosting = SocialHosting(version=2)
    hosting.restyle({"componentClasses": {"idpButtons": {"icons": {"enabled": shown}}}})

    assert ('<svg class="social-logo"' in page_of(hosting).text) is shown


def test_names_are_text_and_no_markup() -> None:
    name = "\"><b>'{{7*7}}&"
    hosting = SocialHosting(
        providers={name: {**PROVIDERS["Corp"]}}, SupportedIdentityProviders=["COGNITO", name]
    )
    for path in ("/login", "/signup"):
        page = page_of(hosting, path)
        assert buttons(page) == [("identity_provider", name)]
        assert "<b>" not in page.text

    page = page_of(hosting)
    there = press(hosting, page, identity_provider=name).headers["Location"]
    assert query(there)["client_id"] == "the-pool"


# --- where it leads -------------------------------------------------------------------------------


@table("name", NAMES)
def test_a_button_leads_to_its_provider_and_back(name: str) -> None:
    hosting = SocialHosting(version=2)
    page = page_of(hosting, nonce="a-nonce")

    left = press(hosting, page, identity_provider=name)
    answer = hosting.bring(hosting.choose(left.headers["Location"], person=SUBJECTS[name]))

    assert provider_in(left) == name
    told = back(answer)
    assert list(told) == ["code", "state"]
    assert hosting.token(code=told["code"]).status_code == 200


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("googleSignInButton", "Google"),
        ("googleSignUpButton", "Google"),
        ("facebookSignInButton", "Facebook"),
        ("amazonSignUpButton", "LoginWithAmazon"),
        ("appleSignInButton", "SignInWithApple"),
    ],
)
def test_classic_buttons_lead_by_their_names(classic: SocialHosting, field: str, name: str) -> None:
    assert provider_in(press(classic, page_of(classic), **{field: ""})) == name


def test_a_button_of_a_provider_that_is_gone(classic: SocialHosting) -> None:
    page = page_of(classic)
    answer = press(classic, page, identity_provider="Nobody")

    assert UNAVAILABLE in answer.text
    assert 'aria-invalid="true"' not in answer.text
    assert answer.status_code == 200


def test_a_button_needs_the_form_of_this_browser(classic: SocialHosting) -> None:
    page_of(classic)
    answer = classic.post("/login", {"_csrf": "another", "identity_provider": "Google"})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


def test_a_button_of_a_page_that_is_too_old() -> None:
    hosting = SocialHosting()
    page = page_of(hosting)
    hosting.emulator.clock.shift(seconds=300)

    answer = press(hosting, page, identity_provider="Google")

    assert answer.status_code == 302
    assert urlsplit(answer.headers["Location"]).path == hosting.path("/login")


def test_what_the_app_asked_for_goes_along(managed: SocialHosting) -> None:
    page = page_of(managed, login_hint="ada@example.com", prompt="select_account")
    query_ = managed.wanted(login_hint="ada@example.com", prompt="select_account")
    left = managed.browser.post(
        managed.path("/login"),
        query_string=query_,
        data={"_csrf": csrf(page), "identity_provider": "Corp"},
    )

    asked = query(left.headers["Location"])
    assert (asked["login_hint"], asked["prompt"]) == ("ada@example.com", "select_account")


# --- an address leads, too ------------------------------------------------------------------------


@table("version", [1, 2])
@table("address", ["ada@corp.example.com", "ada@CORP.example.com", "ada@corp"])
def test_the_domain_of_an_address_is_an_identifier(version: int, address: str) -> None:
    hosting = SocialHosting(version=version, providers=IDENTIFIED)
    page = page_of(hosting)

    left = press(hosting, page, username=address, password="")

    assert provider_in(left) == "Corp"
    assert query(left.headers["Location"])["login_hint"] == address


@pytest.mark.parametrize("username", ["alice", "alice@example.com", "@corp.example.com", "corp"])
def test_other_names_are_names(username: str) -> None:
    hosting = SocialHosting(providers=IDENTIFIED)
    hosting.make_user("alice@example.com")
    page = page_of(hosting)

    answer = press(hosting, page, username=username, password=PASSWORD)

    if username.startswith("alice"):
        assert "code" in back(answer)
    else:
        assert answer.status_code == 200
        assert 'id="loginErrorMessage"' in answer.text
        assert UNAVAILABLE not in answer.text


def test_a_password_is_not_required_where_an_address_may_lead_elsewhere(
    classic: SocialHosting,
) -> None:
    identified = SocialHosting(providers=IDENTIFIED)

    def password_of(hosting: SocialHosting) -> str:
        found = re.search(r'<input id="signInFormPassword"[^>]*>', page_of(hosting).text)
        assert found
        return found[0]

    assert " required" in password_of(classic)
    assert " required" not in password_of(identified)


# --- a client without users of the pool -----------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2])
def test_a_client_with_other_providers_only(version: int) -> None:
    hosting = SocialHosting(version=version, SupportedIdentityProviders=["Google", "Facebook"])
    page = page_of(hosting)

    assert [name for _, name in buttons(page)] == ["Google", "Facebook"]
    assert 'name="username"' not in page.text
    assert 'href="' + hosting.path("/signup") not in page.text
    answer = hosting.post(
        "/login", {"_csrf": csrf(page), "username": "alice", "password": PASSWORD}
    )
    assert UNAVAILABLE in answer.text


@pytest.mark.parametrize("version", [1, 2])
def test_such_a_client_asks_for_an_address_where_that_may_lead_somewhere(version: int) -> None:
    hosting = SocialHosting(
        version=version,
        providers=IDENTIFIED,
        SupportedIdentityProviders=["Corp", "Google"],
    )
    page = page_of(hosting)

    assert 'name="username"' in page.text
    assert 'name="password"' not in page.text
    assert provider_in(press(hosting, page, username="ada@corp.example.com")) == "Corp"
    nowhere = press(hosting, page, username="ada@elsewhere.example.com").text
    assert UNAVAILABLE in nowhere
    assert 'aria-invalid="true"' in nowhere
    assert UNAVAILABLE in press(hosting, page, username="alice", password=PASSWORD).text


def test_such_a_client_whose_providers_are_gone() -> None:
    hosting = SocialHosting(SupportedIdentityProviders=["Google", "Facebook"])
    for name in ("Google", "Facebook"):
        hosting.call("DeleteIdentityProvider", UserPoolId=hosting.pool_id, ProviderName=name)

    page = page_of(hosting)

    assert buttons(page) == []
    assert "the user pool has none of them" in page.text


# --- what the app names ---------------------------------------------------------------------------


@table(
    "parameters, provider",
    [
        ({"identity_provider": "Google"}, "Google"),
        ({"identity_provider": "Corp"}, "Corp"),
        ({"idp_identifier": "corp.example.com"}, "Corp"),
        ({"idp_identifier": "corp"}, "Corp"),
        ({"identity_provider": "google"}, None),
        ({"identity_provider": "Nobody"}, None),
        ({"identity_provider": "COGNITO"}, ""),
        ({"idp_identifier": "Google"}, None),
        ({"idp_identifier": "elsewhere"}, None),
        ({"identity_provider": ""}, ""),
    ],
)
@table("version", [1, 2])
def test_what_the_app_names(version: int, parameters: dict[str, str], provider: str | None) -> None:
    """``None`` for the login page with a banner, empty for the login page without one."""
    hosting = SocialHosting(version=version, providers=IDENTIFIED)
    answer = hosting.authorize(**parameters)
    assert answer.status_code == 302

    if provider:
        assert provider_in(answer) == provider
        return
    page = hosting.browser.get(answer.headers["Location"])
    assert (UNAVAILABLE in page.text) is (provider is None)
    assert 'aria-invalid="true"' not in page.text
    assert ("identity_provider", "Corp") in buttons(page)


def test_the_only_provider_needs_no_page() -> None:
    hosting = SocialHosting(SupportedIdentityProviders=["Google"])

    assert provider_in(hosting.authorize()) == "Google"
    assert provider_in(hosting.authorize(prompt="login")) == "Google"


def test_a_silent_request_goes_to_no_provider(classic: SocialHosting) -> None:
    told = back(classic.authorize(identity_provider="Google", prompt="none"))

    assert told["error"] == "login_required"
