"""Whatever is sent to a stand-in, it answers: no failure of its own, and nothing for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from cognito_emulator.clock import Clock
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.people import PeopleInMemory
from cognito_emulator.idp.provider import Client as Application
from cognito_emulator.idp.provider import Provider
from cognito_emulator.settings import Settings
from cognito_emulator.web.guard import Guard
from cognito_emulator.web.stand_ins.index import create_app
from tests.idp.playing import ADA, KEYS

WORDS = (
    *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce"),
    *("prompt", "login_hint", "code_challenge", "code_challenge_method", "grant_type", "code"),
    *("client_secret", "code_verifier", "refresh_token", "access_token", "fields", "personFields"),
    *("SAMLRequest", "RelayState", "providerId", "shire", "target", "_person", "_preset"),
    *("person", "new", "add", "claims", "remove", "refuse", "behaviour"),
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *("app", "code", "https://app.example.com/", "javascript:x", "query", "form_post"),
            *("openid email", "none", "S256", "authorization_code", "refresh_token", "1", "7"),
            *("{}", '{"sub": "x"}', "[", "ada-1", "unsigned", "%", "everything", "names"),
        ]
    ),
)
PARAMETERS = st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=8)
PATHS = st.sampled_from(
    [
        *("/", "/edit", "/choose", "/nothing", "/.well-known/openid-configuration"),
        *dict.fromkeys(each.path for kind in KINDS.values() for each in kind.endpoints.values()),
    ]
)
METHODS = st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS"])
HEADERS = st.sampled_from(
    [{}, {"Authorization": "Basic ???"}, {"Authorization": "Bearer é"}, {"Origin": "null"}]
)


@cache
def browser() -> Client:
    """A stand-in of each kind, which lets in one application."""
    providers = {
        name: Provider(
            name=name,
            kind=kind,
            people=PeopleInMemory([ADA]),
            keys=KEYS,
            clients={"app": Application(secret="secret")},
        )
        for name, kind in KINDS.items()
    }
    return Client(create_app(providers, Clock(), Guard(Settings(), "localhost")))


@pytest.mark.parametrize("kind", KINDS)
@given(method=METHODS, path=PATHS, query=PARAMETERS, form=PARAMETERS, headers=HEADERS)
def test_it_never_fails(
    kind: str,
    method: str,
    path: str,
    query: Mapping[str, str],
    form: Mapping[str, str],
    headers: Mapping[str, str],
) -> None:
    answer = browser().open(
        f"/{kind}{path}",
        method=method,
        query_string=urlencode(query, errors="surrogatepass"),
        data=urlencode(form, errors="surrogatepass"),
        content_type="application/x-www-form-urlencoded",
        headers={name: value.encode().decode("latin-1") for name, value in headers.items()},
    )

    assert answer.status_code < 500, answer.text
    assert "javascript:x" not in answer.headers.get("Location", "")
    assert b'"access_token"' not in answer.data  # nobody has the secret
