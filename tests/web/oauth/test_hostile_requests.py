"""Whatever is sent to the endpoints: no failure of ours, and no token without a proof."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from cognito_emulator.emulator import Emulator
from tests.support import StockKeys
from tests.table import table
from tests.web.client import WebClient
from tests.web.hosting import CALLBACK, Hosting
from tests.web.oauth.support import Machine

NAMES = [
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "scope",
    "token",
    "token_type_hint",
    "aws_client_metadata",
]
GRANTS = ["authorization_code", "refresh_token", "client_credentials"]


class Target:
    """A domain with an app, a machine, and nothing that was proved to it."""

    def __init__(self, keys: StockKeys) -> None:
        self.hosting = Hosting(Emulator(keys=keys))
        self.machine = Machine(self.hosting)
        self.browser: WebClient = self.hosting.browser
        self.known = [*GRANTS, CALLBACK, self.hosting.client.id, self.machine.id]

    def post(self, path: str, *, form: bytes, query: bytes, basic: bytes | None) -> TestResponse:
        headers = {} if basic is None else {"Authorization": f"Basic {b64encode(basic).decode()}"}
        return self.browser.post(
            self.hosting.path(path),
            data=form,
            query_string=query.decode("latin-1"),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )


@pytest.fixture(scope="module")
def target(stock_keys: StockKeys) -> Target:
    return Target(stock_keys)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@st.composite
def forms(draw: st.DrawFn) -> list[tuple[str, int | str]]:
    """Fields by name; a number stands for something that the target knows."""
    values = st.one_of(st.integers(0, 5), TEXTS)
    names = st.one_of(st.sampled_from(NAMES), TEXTS)
    return draw(st.lists(st.tuples(names, values), max_size=8))


def encoded(target: Target, fields: list[tuple[str, int | str]]) -> bytes:
    named = [(n, target.known[v] if isinstance(v, int) else v) for n, v in fields]
    return urlencode(named).encode()


@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/revoke"])
@given(
    form=forms(),
    query=forms(),
    noise=st.binary(max_size=20),
    basic=st.one_of(st.none(), st.binary(max_size=30), st.integers(0, 5)),
)
def test_no_token_without_a_proof(
    target: Target,
    path: str,
    form: list[tuple[str, int | str]],
    query: list[tuple[str, int | str]],
    noise: bytes,
    basic: bytes | int | None,
) -> None:
    named = target.known[basic].encode() + b":" if isinstance(basic, int) else basic

    answer = target.post(
        path,
        form=encoded(target, form) + noise,
        query=encoded(target, query),
        basic=named,
    )

    if path == "/oauth2/token":
        assert answer.status_code == 400
        assert "error" in answer.get_json()
    else:
        assert answer.status_code in {200, 400, 401}
    assert b"access_token" not in answer.data


@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60))
def test_any_authorization(target: Target, header: str) -> None:
    path = target.hosting.path("/oauth2/userInfo")

    plain = target.browser.get(path, headers={"Authorization": header})
    bearer = target.browser.get(path, headers={"Authorization": f"Bearer {header}"})
    basic = target.browser.post(
        target.hosting.path("/oauth2/token"),
        data={"grant_type": "client_credentials"},
        headers={"Authorization": header},
    )

    assert {plain.status_code, bearer.status_code} <= {400, 401}
    assert basic.status_code == 400


@given(parts=st.lists(st.binary(max_size=20), min_size=3, max_size=3))
def test_any_three_parts_are_no_token(target: Target, parts: list[bytes]) -> None:
    token = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts).decode()
    path = target.hosting.path("/oauth2/userInfo")

    answer = target.browser.get(path, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code in {400, 401}


@table(
    "claims",
    [
        b"{}",
        b"null",
        b'{"iss":1,"token_use":"access"}',
        b'{"iss":[],"exp":"x"}',
        b'{"iss":"\\u0000"}',
    ],
)
@table("header", [b"{}", b"null", b'{"alg":"none"}', b'{"alg":1,"kid":[]}'])
def test_odd_tokens(target: Target, header: bytes, claims: bytes) -> None:
    token = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in (header, claims, b"x"))
    path = target.hosting.path("/oauth2/userInfo")

    answer = target.browser.get(path, headers={"Authorization": f"Bearer {token.decode()}"})

    assert answer.status_code == 401


def test_a_megabyte(target: Target) -> None:
    answer = target.post("/oauth2/token", form=b"a=" + b"b" * 2**20, query=b"", basic=None)

    assert answer.status_code in {400, 413}


@table("credentials", ["\xff", "\xff\xfe=", "=", "YQ", "Og==", "/w==", "", " "])
@table("path", ["/oauth2/token", "/oauth2/revoke"])
def test_basic_that_cannot_be_read(target: Target, path: str, credentials: str) -> None:
    answer = target.browser.post(
        target.hosting.path(path),
        data={"grant_type": "client_credentials", "client_id": target.machine.id},
        headers={"Authorization": f"Basic {credentials}"},
    )

    assert answer.status_code == (400 if path == "/oauth2/token" else 401)
    assert answer.get_json()["error"] == "invalid_client"
