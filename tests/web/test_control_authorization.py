"""The OAuth flows of a pool's domain by the control API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.web.hosting import CALLBACK, Hosting


@pytest.fixture
def hosting() -> Hosting:
    return Hosting()


def post(hosting: Hosting, path: str, **body: Any) -> Any:
    answer = hosting.browser.post(f"/_emulator/{path}", json=body)
    return answer.status_code, answer.json


def test_a_user_comes_back_from_where_the_app_sends_it(hosting: Hosting) -> None:
    url = f"http://localhost{hosting.path('/oauth2/authorize')}?{urlencode(hosting.wanted())}"

    status, document = post(hosting, "authorize", url=url, username="alice")

    assert status == 201
    assert document["redirect"].startswith(f"{CALLBACK}?code=")
    assert document["redirect"].endswith("&state=a-state")


def test_a_code_becomes_tokens(hosting: Hosting) -> None:
    asked = {"client_id": hosting.client.id, "username": "alice", "scopes": ["openid"]}
    status, document = post(hosting, "authorization-codes", **asked)

    assert status == 201
    assert hosting.token(code=document["code"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "change", "sentence"),
    [
        ("authorize", {"url": "http://localhost"}, "is not an authorization request"),
        ("authorize", {"url": None}, "url is missing."),
        ("authorize", {"url": "http://x?client_id=nobody"}, "ResourceNotFoundException"),
        ("authorization-codes", {"scopes": ["treasure"]}, "The client got no code"),
        ("authorization-codes", {"redirect_uri": "https://evil"}, "redirect_mismatch"),
        ("authorization-codes", {"username": "nobody"}, "UserNotFoundException"),
        ("authorization-codes", {"nonce": 3}, "nonce is no text."),
        ("machine-tokens", {}, "The client got no machine token"),
        ("machine-tokens", {"scopes": ["x/y"]}, "The client has no scope x/y"),
    ],
)
def test_what_is_refused(
    hosting: Hosting, path: str, change: dict[str, Any], sentence: str
) -> None:
    usual = {"client_id": hosting.client.id, "username": "alice"}
    members = {"authorize": {"username"}, "machine-tokens": {"client_id"}}.get(path, set(usual))
    body = {name: value for name, value in usual.items() if name in members}

    status, document = post(hosting, path, **{**body, **change})

    assert status == 400
    assert sentence in document["error"]
