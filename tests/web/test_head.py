"""HEAD has no effect at any page or endpoint: scanners of mails send it to each link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from cognito_emulator.calls import Call
from cognito_emulator.endpoints import ENDPOINTS
from cognito_emulator.store.base import tables
from tests.support import PASSWORD
from tests.web.hosting import LOGOUT, Hosting
from tests.web.pages.ways import CHOICES

POOL: dict[str, Any] = {
    **CHOICES,
    "AutoVerifiedAttributes": ["email"],
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
    "WebAuthnConfiguration": {"RelyingPartyId": "localhost"},
}


@pytest.fixture
def at_work() -> Hosting:
    """A pool in the midst of it: somebody has signed in, and a link is under way to another."""
    hosting = Hosting(pool=POOL)
    hosting.sign_in()
    hosting.call(
        "SignUp",
        ClientId=hosting.client.id,
        Username="carol",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "carol@example.com"}],
    )
    return hosting


def state(hosting: Hosting) -> dict[str, list[Any]]:
    def read(ctx: Any) -> dict[str, list[Any]]:
        return {
            table.name: list(ctx.tx.all(table, "pool", hosting.pool_id))
            for table in tables()
            if "pool" in table.belongs_to
        }

    return hosting.emulator.run(read)


def query(hosting: Hosting, name: str) -> Mapping[str, str]:
    if name == "confirmUser":
        link = hosting.emulator.messages(hosting.pool_id)[-1].link
        return dict(parse_qsl(urlsplit(str(link)).query))
    if name == "logout":
        return {"client_id": hosting.client.id, "logout_uri": LOGOUT}
    return hosting.wanted()


@pytest.mark.parametrize("name", ENDPOINTS)
def test_nothing_happens(at_work: Hosting, name: str) -> None:
    before = state(at_work)

    answer = at_work.browser.head(at_work.path(f"/{name}"), query_string=query(at_work, name))

    assert answer.status_code < 500
    assert answer.data == b""
    assert "Set-Cookie" not in answer.headers
    assert state(at_work) == before


@pytest.mark.parametrize("name", ["oauth2/authorize", "logout", "confirmUser", "passkeys/add"])
def test_what_get_would_do_is_said_to_be_there(at_work: Hosting, name: str) -> None:
    before, asked = state(at_work), query(at_work, name)

    head = at_work.browser.head(at_work.path(f"/{name}"), query_string=asked)
    at_work.browser.get(at_work.path(f"/{name}"), query_string=asked)

    assert (head.status_code, head.mimetype) == (200, "text/html")
    assert state(at_work) != before, "GET does something"


@pytest.mark.parametrize("name", ["login", "forgotPassword"])
def test_a_page_that_only_shows_something_has_the_headers_of_get(
    at_work: Hosting, name: str
) -> None:
    path, asked = at_work.path(f"/{name}"), at_work.wanted()

    head = at_work.browser.head(path, query_string=asked)
    shown = at_work.browser.get(path, query_string=asked)

    different = {"Set-Cookie", "X-Amz-Cognito-Request-Id"}
    headers = [{n: v for n, v in each.headers if n not in different} for each in (head, shown)]
    assert headers[0] == headers[1]


def test_a_fault_waits_for_a_request_that_does_something(at_work: Hosting) -> None:
    at_work.emulator.fail("confirmUser", "ExpiredCodeException", message="Too late.")
    path, asked = at_work.path("/confirmUser"), query(at_work, "confirmUser")

    assert at_work.browser.head(path, query_string=asked).status_code == 200
    assert "Too late." in at_work.browser.get(path, query_string=asked).text


def test_it_is_told_of(at_work: Hosting) -> None:
    heard: list[Call] = []
    at_work.emulator.on_call(heard.append)

    asked = query(at_work, "confirmUser")
    at_work.browser.head(at_work.path("/confirmUser"), query_string=asked)

    assert [str(call) for call in heard] == ["confirmUser -> page"]


@pytest.mark.parametrize("path", ["confirmUser", "logout", "login"])
def test_there_is_no_such_domain(at_work: Hosting, path: str) -> None:
    assert at_work.browser.head(f"/_domain/nobodys/{path}").status_code == 404
