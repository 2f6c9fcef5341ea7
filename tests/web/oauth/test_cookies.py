"""The cookies and the headers of a domain, in all forms that its address has."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_cookie
from werkzeug.test import TestResponse

from cognito_emulator.vault import RANDOM
from cognito_emulator.web.hosting import session_cookie
from cognito_emulator.web.hosting.cookies import Cookie, date
from cognito_emulator.web.hosting.csrf import FormTokens
from tests.support import PASSWORD
from tests.web.client import WebClient
from tests.web.hosting import DOMAIN, Hosting, csrf

REAL = "https://shop.auth.us-east-1.amazoncognito.com"
LOCAL = "http://shop.auth.localhost:9329"
LOCAL_TLS = "https://shop.auth.localhost:9330"
PATH_TLS = f"https://localhost:9330/_domain/{DOMAIN}"
PATH = f"http://localhost:9329/_domain/{DOMAIN}"
FORMS = [REAL, LOCAL, LOCAL_TLS, PATH_TLS, PATH]
UUID_V4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
DATE = r"[A-Z][a-z]{2}, \d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d GMT"
EPOCH = "Thu, 01-Jan-1970 00:00:10 GMT"


@pytest.fixture
def hosting() -> Hosting:
    return Hosting()


def authorize(hosting: Hosting, form: str) -> TestResponse:
    return hosting.browser.get(f"{form}/oauth2/authorize", query_string=hosting.wanted())


def sign_in(hosting: Hosting, form: str) -> TestResponse:
    query = hosting.wanted()
    page = hosting.browser.get(f"{form}/login", query_string=query)
    fields = {"_csrf": csrf(page), "username": "alice", "password": PASSWORD}
    return hosting.browser.post(f"{form}/login", query_string=query, data=fields)


def cookies(response: TestResponse) -> list[str]:
    return response.headers.getlist("Set-Cookie")


def expected(form: str) -> tuple[str, str, str, str]:
    """Path, security, security where the service says SameSite=None, and domain."""
    path = f"Path=/_domain/{DOMAIN}" if "/_domain/" in form else "Path=/"
    host = re.split("[/:]", form)[3]
    domain = "" if "/_domain/" in form else f" Domain={host};"
    if form.startswith("https:"):
        return path, "; Secure; HttpOnly", "; Secure; HttpOnly; SameSite=None", domain
    return path, "; HttpOnly", "; HttpOnly", domain


@pytest.mark.parametrize("form", FORMS)
def test_authorize_sets_a_token_and_clears_what_a_provider_left(
    hosting: Hosting, form: str
) -> None:
    path, flags, none, _ = expected(form)

    token, state, legacy = cookies(authorize(hosting, form))

    assert re.fullmatch(rf"XSRF-TOKEN={UUID_V4}; {path}{flags}; SameSite=Lax", token)
    assert re.fullmatch(rf'csrf-state=""; Expires={DATE}; {path}{none}', state)
    assert re.fullmatch(rf'csrf-state-legacy=""; Expires={DATE}; {path}{flags}', legacy)


@pytest.mark.parametrize("form", FORMS)
def test_a_sign_in_is_remembered(hosting: Hosting, form: str) -> None:
    path, flags, _, domain = expected(form)

    old, new, session = cookies(sign_in(hosting, form))

    assert old == f'XSRF-TOKEN=""; Expires={EPOCH}; {path}{flags}; SameSite=Lax'
    assert re.fullmatch(rf"XSRF-TOKEN={UUID_V4}; {path}{flags}; SameSite=Lax", new)
    assert re.fullmatch(
        r'cognito="H4sI[\w+/=]+\.H4sI[\w+/=]+\.3"; Version=1;'
        rf"{domain} Max-Age=3600; Expires={DATE}; {path}{flags}; SameSite=Lax",
        session,
    )
    assert "code=" in authorize(hosting, form).headers["Location"]


@pytest.mark.parametrize("form", FORMS)
def test_every_answer_has_a_new_token(hosting: Hosting, form: str) -> None:
    paths = ["/login", "/oauth2/token", "/oauth2/authorize", "/error", "/no/such/path"]
    answers = [hosting.browser.get(f"{form}{path}") for path in paths]

    tokens = {SimpleCookie(each)["XSRF-TOKEN"].value for a in answers for each in cookies(a)[:1]}

    assert len({UUID(each) for each in tokens}) == len(paths)


def test_two_tabs_work(hosting: Hosting) -> None:
    query = hosting.wanted()
    first, second = (
        csrf(hosting.browser.get(hosting.path("/login"), query_string=query)) for _ in range(2)
    )
    assert first != second

    for token in (first, second, first):
        fields = {"_csrf": token, "username": "alice", "password": PASSWORD}
        answer = hosting.browser.post(hosting.path("/login"), query_string=query, data=fields)
        assert answer.status_code == 302, answer.text


def test_a_form_of_another_browser_is_refused(hosting: Hosting) -> None:
    stranger = WebClient(hosting.emulator)
    query = hosting.wanted()
    theirs = csrf(stranger.get(hosting.path("/login"), query_string=query))
    hosting.get("/login", **query)

    fields = {"_csrf": theirs, "username": "alice", "password": PASSWORD}
    answer = hosting.browser.post(hosting.path("/login"), query_string=query, data=fields)

    assert answer.status_code == 200
    assert "code=" not in answer.headers.get("Location", "")


def test_a_form_without_a_cookie_is_refused(hosting: Hosting) -> None:
    query = hosting.wanted()
    page = hosting.get("/login", **query)
    stranger = WebClient(hosting.emulator, use_cookies=False)

    fields = {"_csrf": csrf(page), "username": "alice", "password": PASSWORD}
    answer = stranger.post(hosting.path("/login"), query_string=query, data=fields)

    assert answer.status_code == 200


def test_a_session_of_one_pool_is_nobody_s_in_another(hosting: Hosting) -> None:
    hosting.sign_in()
    cookie = hosting.browser.get_cookie("cognito", path=hosting.path(""))
    assert cookie is not None
    other = Hosting()
    other.browser.set_cookie("cognito", cookie.value, path="/")

    assert "/login?" in other.authorize().headers["Location"]


@pytest.mark.parametrize(
    ("form", "is_sent"),
    [(REAL, True), (LOCAL, False), (LOCAL_TLS, False), (PATH_TLS, False), (PATH, False)],
)
def test_no_browser_is_bound_to_tls_on_this_machine(
    hosting: Hosting, form: str, *, is_sent: bool
) -> None:
    answer = authorize(hosting, form)

    assert ("Strict-Transport-Security" in answer.headers) is is_sent


def test_a_redirect_has_no_body(hosting: Hosting) -> None:
    answer = hosting.authorize()

    assert (answer.data, answer.headers["Content-Length"]) == (b"", "0")
    assert "Content-Type" not in answer.headers


# -- properties ---------------------------------------------------------------------------------


TEXTS = st.text(max_size=200) | st.text(
    st.sampled_from(list('abc";,=\\ \r\n\0%é\ud800/')), max_size=20
)


@given(value=TEXTS, versioned=st.booleans())
def test_any_value_makes_one_cookie_and_comes_back(value: str, *, versioned: bool) -> None:
    spelled = str(Cookie(name="lang", value=value, versioned=versioned))

    assert re.fullmatch(r"[\x20-\x7e]+", spelled)
    assert spelled.count(";") == 4 + versioned
    pair = spelled.partition(";")[0]
    came = unquote(parse_cookie(pair)["lang"], errors="surrogatepass")
    assert came == value


@given(value=TEXTS)
def test_any_text_may_be_sent_as_a_session(value: str) -> None:
    assert session_cookie.unpacked(value) is None


@given(pool=st.text(max_size=60), handle=st.text(min_size=1, max_size=20))
def test_a_handle_comes_back(pool: str, handle: str) -> None:
    value = session_cookie.packed(pool, handle)
    utf8 = len(handle.encode("utf-8", "surrogatepass"))

    assert re.fullmatch(r"H4sI[\w+/=]+\.H4sI[\w+/=]+\.3", value)
    if not re.search("[\ud800-\udfff]", handle) and utf8 <= 100:
        assert session_cookie.unpacked(value) == handle


MOMENTS = st.floats(min_value=0, max_value=2.0**40)


@given(
    one=st.uuids(version=4),
    other=st.uuids(version=4),
    foreign=st.uuids() | TEXTS,
    now=MOMENTS,
    then=MOMENTS,
)
def test_tokens_know_their_browser(
    one: UUID, other: UUID, foreign: object, now: float, then: float
) -> None:
    tokens = FormTokens(RANDOM.make())
    first = tokens.next(str(one), None, now)

    second = tokens.next(str(other), first, then)

    assert UUID(second).version == 4
    assert tokens.alike(first, second)
    assert not tokens.alike(first, str(foreign))
    assert tokens.alike(second, tokens.next(str(one), second, now))
    assert not tokens.alike(first, FormTokens(RANDOM.make()).next(str(other), first, now))


@given(
    uuid=st.uuids(version=4),
    foreign=st.uuids() | TEXTS,
    made=MOMENTS,
    passed=st.integers(min_value=-(2**31), max_value=2**31 - 1),
)
def test_tokens_know_their_age(uuid: UUID, foreign: object, made: float, passed: int) -> None:
    tokens = FormTokens(RANDOM.make())

    assert tokens.age(tokens.next(str(uuid), None, made), int(made) + passed) == passed
    assert tokens.age(str(foreign), made) is None
    assert tokens.age(FormTokens(RANDOM.make()).next(str(uuid), None, made), made) is None


@pytest.mark.parametrize(
    ("epoch", "text"),
    [(10.0, EPOCH), (1666378140.9, "Fri, 21-Oct-2022 18:49:00 GMT")],
)
def test_dates_are_spelled_with_dashes(epoch: float, text: str) -> None:
    assert date(epoch) == text
