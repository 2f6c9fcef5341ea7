"""Signing out at the domain: situation, status, redirect, cookies."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.web.hosting import CALLBACK, LOGOUT, Hosting

MISSING = "Required+parameters+missing"
GONE = "Expires=Thu, 01-Jan-1970 00:00:10 GMT"


@pytest.fixture(params=[1, 2], ids=["classic", "managed"])
def hosting(request: pytest.FixtureRequest) -> Hosting:
    hosting = Hosting(version=request.param)
    hosting.sign_in()
    assert "code=" in hosting.authorize().headers["Location"]
    return hosting


def logout(hosting: Hosting, **query: str) -> TestResponse:
    return hosting.get("/logout", **query)


def is_classic(hosting: Hosting) -> bool:
    return (
        hosting.call("DescribeUserPoolDomain", Domain="shop")["DomainDescription"][
            "ManagedLoginVersion"
        ]
        == 1
    )


def test_the_browser_goes_where_the_app_has_said(hosting: Hosting) -> None:
    answer = logout(hosting, client_id=hosting.client.id, logout_uri=LOGOUT)

    assert (answer.status_code, answer.headers["Location"]) == (302, LOGOUT)
    cookies = answer.headers.getlist("Set-Cookie")
    assert [each.partition("=")[0] for each in cookies] == ["cognito", "XSRF-TOKEN"]
    assert all(GONE in each for each in cookies)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_logout_uri_wins(hosting: Hosting) -> None:
    answer = logout(
        hosting,
        client_id=hosting.client.id,
        logout_uri=LOGOUT,
        redirect_uri=CALLBACK,
        response_type="code",
        state="a-state",
        identity_provider="Google",
    )

    assert answer.headers["Location"] == LOGOUT


def test_a_request_to_sign_in_leads_to_the_login_page(hosting: Hosting) -> None:
    query = {"client_id": hosting.client.id, "redirect_uri": CALLBACK, "response_type": "code"}

    answer = logout(hosting, **query, state="a-state")

    assert answer.headers["Location"].startswith(hosting.path("/login?client_id="))
    assert answer.headers["Location"].endswith("&response_type=code&state=a-state")
    page = hosting.browser.get(answer.headers["Location"])
    assert page.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"logout_uri": "https://evil.example.com/"},
        {"logout_uri": f"{LOGOUT}/"},
        {"logout_uri": CALLBACK},
        {"logout_uri": ""},
        {"post_logout_redirect_uri": LOGOUT, "id_token_hint": "eyJ"},
    ],
)
def test_there_is_nowhere_to_go(hosting: Hosting, query: dict[str, str]) -> None:
    answer = logout(hosting, client_id=hosting.client.id, **query)

    location = answer.headers["Location"]
    page = hosting.browser.get(location)
    assert (answer.status_code, page.status_code) == (302, 400)
    if is_classic(hosting):
        assert location.startswith(hosting.path(f"/error?client_id={hosting.client.id}"))
        assert "error=" not in location
        assert "Required String parameter &#39;redirect_uri&#39; is not present" in page.text
    else:
        assert location == hosting.path(f"/error?error={MISSING}&client_id={hosting.client.id}")
        assert "Required parameters missing" in page.text


def test_developers_read_the_nearest_url(hosting: Hosting) -> None:
    answer = logout(hosting, client_id=hosting.client.id, logout_uri=f"{LOGOUT}/")

    page = hosting.browser.get(answer.headers["Location"])

    assert f"the nearest is {LOGOUT}" in page.text


@pytest.mark.parametrize(
    "query", [{}, {"post_logout_redirect_uri": LOGOUT, "id_token_hint": "eyJ"}]
)
def test_without_a_client_the_login_page_objects(hosting: Hosting, query: dict[str, str]) -> None:
    answer = logout(hosting, **query)

    assert answer.headers["Location"].split("?")[0] == hosting.path("/login")
    page = hosting.browser.get(answer.headers["Location"], follow_redirects=True)
    assert page.status_code == 400
    assert "Missing required parameter client_id in request URL" in page.text


def test_an_unknown_client_goes_nowhere(hosting: Hosting) -> None:
    answer = logout(hosting, client_id="nobody", logout_uri=LOGOUT)

    assert hosting.path("/error?") in answer.headers["Location"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"client_id": "nobody"},
        {"logout_uri": LOGOUT},
        {"client_id": "own"},
        {"client_id": "own", "logout_uri": LOGOUT},
        {"client_id": "own", "logout_uri": "https://evil.example.com/"},
        {"client_id": "own", "redirect_uri": "https://evil.example.com/"},
    ],
)
def test_the_session_has_ended_whatever_else_is_wrong(
    hosting: Hosting, query: dict[str, str]
) -> None:
    cookie = hosting.browser.get_cookie("cognito", path=hosting.path(""))
    assert cookie is not None
    own = {n: hosting.client.id if v == "own" else v for n, v in query.items()}

    logout(hosting, **own)

    assert "/login?" in hosting.authorize().headers["Location"]
    hosting.browser.set_cookie("cognito", cookie.value, path="/")  # a copy is worth nothing
    assert "/login?" in hosting.authorize().headers["Location"]


def test_a_domain_ends_no_session_of_another_pool(hosting: Hosting) -> None:
    cookie = hosting.browser.get_cookie("cognito", path=hosting.path(""))
    assert cookie is not None
    other = Hosting()
    other.browser.set_cookie("cognito", cookie.value, path="/")
    other.get("/logout", client_id=other.client.id, logout_uri=LOGOUT)

    assert "code=" in hosting.authorize().headers["Location"]
