"""What becomes of authorization requests that are not good: situation, status, redirect."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.properties import examples
from tests.support import PASSWORD
from tests.table import table
from tests.web.client import WebClient
from tests.web.hosting import CALLBACK, CHALLENGE, DOMAIN, LOGOUT, Hosting, back, csrf
from tests.web.social import SocialHosting

ERROR_PAGE = f"/_domain/{DOMAIN}/error?"
LOGIN_PAGE = f"/_domain/{DOMAIN}/login?"


@pytest.fixture(params=[1, 2], ids=["classic", "managed"])
def hosting(request: pytest.FixtureRequest) -> Hosting:
    return Hosting(version=request.param)


def told(response: TestResponse) -> dict[str, str]:
    """What the error page is told."""
    assert response.status_code == 302
    location = response.headers["Location"]
    assert location.startswith(ERROR_PAGE), location
    return dict(parse_qsl(location.removeprefix(ERROR_PAGE)))


# -- nothing goes back to the app --------------------------------------------------------------


@table(
    "parameters, error",
    [
        ({"client_id": None}, "Missing required parameter client_id in request URL"),
        ({"client_id": ""}, "Missing required parameter client_id in request URL"),
        ({"client_id": "no-such-client"}, "invalid_request"),
        ({"redirect_uri": None}, "Required String parameter 'redirect_uri' is not present"),
        ({"redirect_uri": ""}, "Required String parameter 'redirect_uri' is not present"),
        ({"redirect_uri": "https://evil.example.com/"}, "redirect_mismatch"),
        ({"redirect_uri": f"{CALLBACK}/"}, "redirect_mismatch"),
        ({"redirect_uri": f"{CALLBACK}?x=1"}, "redirect_mismatch"),
        ({"redirect_uri": CALLBACK.upper()}, "redirect_mismatch"),
        ({"redirect_uri": f" {CALLBACK}"}, "redirect_mismatch"),
        ({"redirect_uri": LOGOUT}, "redirect_mismatch"),
    ],
)
def test_an_app_that_is_not_sure_hears_nothing(
    hosting: Hosting, parameters: dict[str, str | None], error: str
) -> None:
    refused = hosting.authorize(**parameters)

    assert told(refused)["error"] == error
    assert set(told(refused)) <= {"error", "client_id"}
    assert refused.data == b""


def test_a_client_of_another_pool_is_unknown(hosting: Hosting) -> None:
    other = Hosting(
        hosting.emulator, version=1, pool={"PoolName": "other", "Id": "us-east-1_other"}
    )

    # Its domain took the name of the first one's.
    assert told(other.authorize(client_id=hosting.client.id))["error"] == "invalid_request"


def test_the_error_page_shows_the_code(hosting: Hosting) -> None:
    page = hosting.get("/error", error="redirect_mismatch", client_id=hosting.client.id)

    assert page.status_code == 400
    assert '<p id="error" class="alert" role="alert">redirect_mismatch</p>' in page.text
    assert "For developers" not in page.text
    assert "An error was encountered with the requested page." in page.text


def test_the_error_page_names_the_nearest_url_once(hosting: Hosting) -> None:
    refused = hosting.authorize(redirect_uri=f"{CALLBACK}/")

    page = hosting.browser.get(refused.headers["Location"])

    box = page.text.split("<aside")[1]
    assert "For developers" in box
    assert f"the nearest is {CALLBACK}" in box
    assert "the nearest" not in hosting.browser.get(refused.headers["Location"]).text


def test_the_error_page_escapes(hosting: Hosting) -> None:
    page = hosting.get("/error", error="<script>alert(1)</script>")

    assert page.status_code == 400
    assert "<script>alert" not in page.text


# -- what the app is told ----------------------------------------------------------------------

REFUSED = [
    ({"response_type": None}, {"error": "invalid_request"}),
    ({"response_type": "id_token"}, {"error": "invalid_request"}),
    ({"response_type": "token"}, {"error": "unauthorized_client"}),
    (
        {"scope": "openid nothing"},
        {"error_description": "invalid_scope", "error": "invalid_request"},
    ),
    ({"scope": "email"}, {"error_description": "invalid_scope", "error": "invalid_request"}),
    ({"code_challenge": CHALLENGE}, {"error": "invalid_request"}),
    (
        {"code_challenge": CHALLENGE, "code_challenge_method": "plain"},
        {"error": "invalid_request"},
    ),
    ({"resource": "http://api.example.com"}, {"error": "invalid_request"}),
    ({"resource": "https:api"}, {"error": "invalid_request"}),
    ({"resource": "https://api.example.com#part"}, {"error": "invalid_request"}),
    ({"resource": "http://localhost.example.com"}, {"error": "invalid_request"}),
    ({"resource": "api"}, {"error": "invalid_request"}),
    ({"prompt": "none"}, {"error": "login_required"}),
    ({"prompt": "none login"}, {"error": "invalid_request"}),
    ({"prompt": "sometimes"}, {"error": "invalid_request"}),
    ({"max_age": "soon"}, {"error": "invalid_request"}),
    ({"max_age": "-1"}, {"error": "invalid_request"}),
    (
        {"acr_values": "unknown urn:cognito:loa:2"},
        {
            "error_description": "acr_values: step-up authentication is not emulated.",
            "error": "invalid_request",
        },
    ),
]


@table("parameters, refusal", REFUSED)
def test_the_app_is_told(
    hosting: Hosting, parameters: dict[str, str | None], refusal: dict[str, str]
) -> None:
    answer = hosting.authorize(**parameters)

    parts = urlsplit(answer.headers["Location"])
    mode = parts.fragment if parameters.get("response_type") == "token" else parts.query
    description = {n: v for n, v in refusal.items() if n == "error_description"}
    expected = [*description.items(), ("state", "a-state"), ("error", refusal["error"])]
    assert parse_qsl(mode) == expected
    assert back(answer) == dict(expected)
    assert not (parts.query and parts.fragment)


def test_no_state_comes_back_where_none_was_sent(hosting: Hosting) -> None:
    answer = hosting.authorize(response_type=None, state=None)

    assert answer.headers["Location"] == f"{CALLBACK}?error=invalid_request"


def test_a_client_without_oauth_is_told_so() -> None:
    hosting = Hosting(AllowedOAuthFlowsUserPoolClient=False)

    assert hosting.authorize().headers["Location"] == (
        f"{CALLBACK}?error_description=Client+is+not+enabled+for+OAuth2.0+flows+"
        "&state=a-state&error=invalid_request"
    )


@pytest.mark.parametrize("name", ["scope", "state", "nonce", "response_type"])
def test_a_parameter_with_two_values_is_refused_at_the_app(hosting: Hosting, name: str) -> None:
    query = f"{urlencode(hosting.wanted(nonce='one'))}&{name}=another"

    answer = hosting.browser.get(hosting.path("/oauth2/authorize"), query_string=query)

    assert back(answer)["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_two_apps_in_one_request_are_told_nothing(hosting: Hosting, name: str) -> None:
    query = f"{urlencode(hosting.wanted())}&{name}=another"

    answer = hosting.browser.get(hosting.path("/oauth2/authorize"), query_string=query)

    assert told(answer)["error"] == "invalid_request"


def test_developers_are_told_why(hosting: Hosting) -> None:
    heard: list[str] = []
    hosting.emulator.on_warning(lambda warning: heard.append(warning.sentence))

    hosting.authorize(scope="openid emial")

    said = f"An authorization request of client {hosting.client.id} was refused: "
    assert heard == [f"{said}'emial' is not in its AllowedOAuthScopes: the nearest is email."]


# -- what is good ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"scope": None},
        {"scope": "  openid   openid email "},
        {"nonce": "n", "lang": "ja", "login_hint": "alice"},
        {"lang": "tlh"},
        {"code_challenge": CHALLENGE, "code_challenge_method": "S256"},
        {"resource": "https://api.example.com/orders?x=1"},
        {"resource": "http://localhost:3000"},
        {"resource": "myapp://api"},
        {"prompt": "select_account consent"},
        {"prompt": "login consent"},
        {"max_age": "0"},
        {"acr_values": "urn:example:unknown"},
        {"identity_provider": "COGNITO"},
        {"identity_provider": "Google"},
        {"idp_identifier": "example.com"},
        {"unknown": "parameter"},
    ],
)
def test_a_good_request_leads_to_the_login_page_as_it_is(
    hosting: Hosting, parameters: dict[str, str | None]
) -> None:
    query = urlencode(hosting.wanted(**parameters))

    answer = hosting.browser.get(hosting.path("/oauth2/authorize"), query_string=query)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LOGIN_PAGE}{query}")
    assert hosting.browser.get(answer.headers["Location"]).status_code == 200


def test_levels_of_step_up_count_for_nothing_in_lite() -> None:
    hosting = Hosting(pool={"UserPoolTier": "LITE"})

    assert (
        hosting.authorize(acr_values="urn:cognito:loa:1").headers["Location"].startswith(LOGIN_PAGE)
    )


def test_the_default_redirect_uri_of_a_client_with_one_provider() -> None:
    hosting = Hosting(DefaultRedirectURI=CALLBACK)

    assert "code" in back(hosting.sign_in(redirect_uri=None))


def test_the_default_redirect_uri_of_a_client_with_two_providers() -> None:
    hosting = Hosting(DefaultRedirectURI=CALLBACK, SupportedIdentityProviders=["COGNITO", "Google"])

    assert "redirect_uri" in told(hosting.authorize(redirect_uri=None))["error"]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("provider", [{"identity_provider": "google"}, {"idp_identifier": "x"}])
def test_a_provider_that_is_not_there(version: int, provider: dict[str, str]) -> None:
    hosting = Hosting(version=version)
    hosting.sign_in()

    answer = hosting.authorize(**provider)

    page = hosting.browser.get(answer.headers["Location"])
    assert "Login option is not available. Please try another one" in page.text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"identity_provider": "google"},
            "The app sends identity_provider='google', and there is none: the nearest is Google.",
        ),
        (
            {"identity_provider": "Google\n" + "x" * 99},
            r"The app sends identity_provider='Google\n" + "x" * 41,
        ),
        (
            {"idp_identifier": "corp"},
            "The app sends idp_identifier='corp', which is no provider's: the client ",
        ),
        ({"identity_provider": "Facebook"}, "has no Facebook in its SupportedIdentityProviders."),
    ],
)
def test_the_terminal_says_which_provider_is_not_there(
    asked: dict[str, str], sentence: str
) -> None:
    hosting = SocialHosting(SupportedIdentityProviders=["COGNITO", "Google"])

    hosting.browser.get(hosting.authorize(**asked).headers["Location"])

    [warning] = hosting.emulator.warnings()
    assert sentence in warning.sentence


def test_an_unknown_path_is_said_to_be_one(hosting: Hosting) -> None:
    for path in ("/.well-known/openid_configuration", "/oauth2/", "/oauth2/Token"):
        answer = hosting.get(path)
        assert answer.status_code == 404
        assert answer.json == {"error": "This URL doesn't exist on the authorization server."}
        assert "XSRF-TOKEN" in answer.headers["Set-Cookie"]


def test_there_is_no_icon(hosting: Hosting) -> None:
    assert hosting.get("/favicon.ico").status_code == 400


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/logout", "/error"])
def test_another_method_is_refused_without_a_body(hosting: Hosting, path: str) -> None:
    answer = hosting.browser.post(hosting.path(path))

    assert (answer.status_code, answer.data) == (405, b"")
    assert "GET" in answer.headers["Allow"]
    assert "XSRF-TOKEN" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/login", "/logout", "/error", "/nothing"])
def test_an_unknown_domain_is_named(hosting: Hosting, path: str) -> None:
    answer = hosting.browser.get(f"/_domain/shpo{path}", query_string=hosting.wanted())

    document: Any = answer.json
    assert answer.status_code == 404
    assert "There is no domain shpo" in document["error"]
    assert "the nearest is shop" in document["error"]
    assert "/_domain/DOMAIN" in document["error"]


# -- sessions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "answers"),
    [
        ({}, True),
        ({"prompt": "none"}, True),
        ({"prompt": "select_account"}, True),
        ({"prompt": "consent"}, True),
        ({"prompt": "login"}, False),
        ({"prompt": "login consent"}, False),
        ({"max_age": "600"}, True),
        ({"max_age": "599"}, False),
        ({"max_age": "0"}, False),
        ({"prompt": "none", "max_age": "599"}, None),
        ({"identity_provider": "COGNITO"}, True),
    ],
)
def test_a_session_of_ten_minutes(
    hosting: Hosting, parameters: dict[str, str], *, answers: bool | None
) -> None:
    hosting.emulator.clock.freeze()
    hosting.sign_in()
    hosting.emulator.clock.shift(600)

    answer = hosting.authorize(**parameters)

    if answers is None:
        assert back(answer) == {"state": "a-state", "error": "login_required"}
    elif answers:
        assert set(back(answer)) == {"code", "state"}
    else:
        assert answer.headers["Location"].startswith(LOGIN_PAGE)


def test_a_session_lasts_one_hour_however_it_is_used(hosting: Hosting) -> None:
    hosting.emulator.clock.freeze()
    hosting.sign_in()
    for _ in range(3):
        hosting.emulator.clock.shift(1199)
        assert "code" in back(hosting.authorize())

    hosting.emulator.clock.shift(3)

    assert hosting.authorize().headers["Location"].startswith(LOGIN_PAGE)


@pytest.mark.parametrize(
    ("operation", "lasts"),
    [
        ("AdminUserGlobalSignOut", True),
        ("AdminDisableUser", False),
        ("AdminDeleteUser", True),  # measured [authorization-25]
    ],
)
def test_what_ends_a_session(hosting: Hosting, operation: str, *, lasts: bool) -> None:
    hosting.sign_in()
    hosting.call(operation, UserPoolId=hosting.pool_id, Username="alice")

    assert ("/login?" not in hosting.authorize().headers["Location"]) is lasts


def test_another_user_of_the_same_name_gets_nothing_by_a_session(hosting: Hosting) -> None:
    hosting.sign_in()
    hosting.call("AdminDeleteUser", UserPoolId=hosting.pool_id, Username="alice")
    hosting.call("AdminCreateUser", UserPoolId=hosting.pool_id, Username="alice")

    answer = hosting.token(code=back(hosting.authorize())["code"])

    assert answer.get_json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("minutes", "after", "answers"),
    [(0, 0, False), (5, 299, True), (5, 301, False), (120, 7000, True), (120, 7201, False)],
)
def test_a_client_says_how_long_a_session_is_reused(
    hosting: Hosting, minutes: int, after: int, *, answers: bool
) -> None:
    hosting.call(
        "SetUserPoolSessionConfiguration",
        UserPoolId=hosting.pool_id,
        UserSessionTracking="ENABLED",
        TokenSession={"MaxPerUser": 20},
    )
    hosting.call(
        "SetUserPoolClientSessionConfiguration",
        UserPoolId=hosting.pool_id,
        ClientId=hosting.client.id,
        SSOSession={"MaxValidityMinutes": minutes},
    )
    hosting.emulator.clock.freeze()
    hosting.sign_in()
    hosting.emulator.clock.shift(after)

    assert ("code=" in hosting.authorize().headers["Location"]) is answers


# -- the implicit flow -------------------------------------------------------------------------


def test_the_implicit_flow_answers_in_the_fragment() -> None:
    hosting = Hosting(AllowedOAuthFlows=["implicit"])

    location = hosting.sign_in(response_type="token").headers["Location"]

    parts = urlsplit(location)
    assert not parts.query
    names = [name for name, _ in parse_qsl(parts.fragment)]
    assert names == ["id_token", "access_token", "token_type", "expires_in", "state"]
    assert "code" not in names
    again = hosting.authorize(response_type="token", scope="profile openid")
    assert "#id_token=" in again.headers["Location"]


def test_the_implicit_flow_tells_failures_in_the_fragment() -> None:
    hosting = Hosting(AllowedOAuthFlows=["implicit"])

    location = hosting.authorize(response_type="token", scope="openid x").headers["Location"]

    assert location == (
        f"{CALLBACK}#error_description=invalid_scope&state=a-state&error=invalid_request"
    )


# -- properties --------------------------------------------------------------------------------

SLOWLY = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "",
        "\0",
        "%0d%0aX: y",
        "\r\nX: y",
        "//evil.example.com",
        "javascript:alert(1)",
        "é\u2028",
        "'",
    ]
)
NAMES = st.sampled_from(
    [
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "nonce",
        "prompt",
        "max_age",
        "resource",
        "lang",
        "login_hint",
        "identity_provider",
        "idp_identifier",
        "code_challenge",
        "code_challenge_method",
        "acr_values",
        "logout_uri",
        "error",
        "username",
    ]
)
PATHS = st.sampled_from(
    ["/oauth2/authorize", "/login", "/logout", "/error", "/oauth2/token", "/favicon.ico", "/é"]
)


@pytest.fixture(scope="module", params=[1, 2], ids=["classic", "managed"])
def shared(request: pytest.FixtureRequest) -> Hosting:
    return Hosting(version=request.param, AllowedOAuthFlows=["code", "implicit"])


def harmless(answer: TestResponse) -> None:
    """Not broken, and nobody is sent where nobody registered, or with what nobody earned."""
    assert answer.status_code < 500, answer.text
    location = answer.headers.get("Location", "")
    own = location.startswith(f"/_domain/{DOMAIN}/")
    assert own or location in ("", LOGOUT) or location.startswith((f"{CALLBACK}?", f"{CALLBACK}#"))
    given_away = {name for name, _ in parse_qsl(urlsplit(location).query)} if not own else set()
    assert "code" not in given_away
    assert "access_token=" not in location
    assert "token=" not in location.partition("#")[2] or own
    for name, value in answer.headers:
        assert "\r" not in name + value
        assert "\n" not in name + value


@SLOWLY
@given(path=PATHS, change=st.dictionaries(NAMES, HOSTILE, max_size=4), base=st.booleans())
def test_any_query(shared: Hosting, path: str, change: dict[str, str], *, base: bool) -> None:
    query = urlencode({**(shared.wanted() if base else {}), **change}, errors="surrogatepass")

    harmless(shared.browser.get(shared.path(path), query_string=query))


@SLOWLY
@given(path=PATHS, query=st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=100))
def test_any_text_as_a_query(shared: Hosting, path: str, query: str) -> None:
    environ = {"QUERY_STRING": query}

    harmless(shared.browser.get(shared.path(path), environ_overrides=environ))


@SLOWLY
@given(
    path=st.sampled_from(["/login", "/oauth2/token", "/verifyPassword", "/oauth2/revoke"]),
    form=st.dictionaries(NAMES | st.sampled_from(["_csrf", "password", "code"]), HOSTILE),
)
def test_any_form(shared: Hosting, path: str, form: dict[str, str]) -> None:
    page = shared.get("/login", **shared.wanted())
    fields = urlencode({"_csrf": csrf(page), **form}, errors="surrogatepass")

    answer = shared.browser.post(
        shared.path(path),
        query_string=urlencode(shared.wanted()),
        data=fields,
        content_type="application/x-www-form-urlencoded",
    )

    harmless(answer)


@SLOWLY
@given(
    cookies=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=100),
    name=st.sampled_from(["cognito", "XSRF-TOKEN", "lang", "page-data", ""]),
)
def test_any_cookie(shared: Hosting, cookies: str, name: str) -> None:
    stranger = WebClient(shared.emulator, use_cookies=False)
    header = {"HTTP_COOKIE": f"{name}={cookies}"}
    query = urlencode(shared.wanted())

    for path in ("/oauth2/authorize", "/login", "/logout", "/error"):
        harmless(stranger.get(shared.path(path), query_string=query, environ_overrides=header))
    fields = {"_csrf": cookies, "username": "alice", "password": "Wrong-Password-1"}
    harmless(
        stranger.post(
            shared.path("/login"), query_string=query, data=fields, environ_overrides=header
        )
    )


@SLOWLY
@given(state=st.binary(max_size=40) | HOSTILE.map(lambda text: text.encode("utf-8", "replace")))
def test_a_state_comes_back_to_the_byte(state: bytes) -> None:
    hosting = Hosting()
    query = urlencode([*hosting.wanted(state=None).items(), ("state", state)])
    page = hosting.browser.get(hosting.path("/login"), query_string=query)
    form = {"_csrf": csrf(page), "username": "alice", "password": PASSWORD}

    fresh = hosting.browser.post(hosting.path("/login"), query_string=query, data=form)
    again = hosting.browser.get(hosting.path("/oauth2/authorize"), query_string=query)
    refused = hosting.browser.get(
        hosting.path("/oauth2/authorize"), query_string=query.replace("response_type", "x")
    )

    for answer in (fresh, again, refused):
        found = urlsplit(answer.headers["Location"]).query.partition("state=")[2].partition("&")[0]
        assert unquote_plus(found, "latin-1") == state.decode("latin-1")
