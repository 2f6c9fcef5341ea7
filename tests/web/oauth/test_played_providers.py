"""Somebody signs in at a pool's domain by a provider that a stand-in plays, with one browser."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from werkzeug.test import TestResponse

from tests.idp.playing import query
from tests.table import table
from tests.web.federated import CORP
from tests.web.forms import pressed
from tests.web.hosting import CALLBACK, LOGOUT, Hosting

APP = {"client_id": "the-pool", "client_secret": "secret"}


class Played(Hosting):
    """A pool ``shop`` with one provider, which a stand-in plays."""

    def __init__(
        self,
        kind: str,
        details: dict[str, str] | None = None,
        *,
        others: tuple[str, ...] = ("COGNITO",),
        **member: Any,
    ) -> None:
        self.kind = kind
        name = kind if kind not in ("OIDC", "SAML") else "Corp"
        provider = {
            "ProviderName": name,
            "ProviderType": kind,
            "ProviderDetails": {**APP, "authorize_scopes": "openid email", **(details or {})},
            "AttributeMapping": {"username": "sub", "email": "email"},
            "StandIn": True,
            **member,
        }
        super().__init__(
            users=[],
            pool={"IdentityProviders": [provider]},
            SupportedIdentityProviders=[*others, name],
        )
        self.name = name

    def arrive(self, **parameters: str) -> TestResponse:
        """Let the app send its user to the provider; return the page there."""
        away = self.authorize(identity_provider=self.name, prompt="login", **parameters)
        return self.browser.get(away.headers["Location"])

    def press(self, page: TestResponse, button: str, **fields: str) -> TestResponse:
        """Press a button of the provider's page; follow to the pool's domain, and stop there."""
        action, sent = pressed(page, button)
        own = {"Origin": "http://localhost"}
        back = self.browser.post(action, data={**fields, **sent}, headers=own)
        if back.status_code == 302:
            return self.browser.get(back.headers["Location"])
        return self.post_form(back)

    def post_form(self, page: TestResponse) -> TestResponse:
        """Do what the script of a page does that sends itself."""
        action = page.text.partition('action="')[2].partition('"')[0]
        fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', page.text))
        sent = {name: unescape(value) for name, value in fields.items()}
        return self.browser.post(unescape(action), data=sent)

    def users(self) -> list[Any]:
        listed: list[Any] = [*self.call("ListUsers", UserPoolId=self.pool_id)["Users"]]
        return listed


SAML = {"MetadataURL": "https://corp.example.com/metadata", "IDPInit": "true"}


def member(kind: str) -> dict[str, Any]:
    """What is said of a provider that is none of everybody's."""
    if kind == "OIDC":
        return {"details": CORP}
    if kind == "SAML":
        mapping = {"email": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"}
        return {"ProviderDetails": SAML, "AttributeMapping": mapping}
    return {}


@pytest.mark.parametrize("kind", ["Google", "OIDC", "SAML"])
def test_somebody_signs_in(kind: str) -> None:
    played = Played(kind, **member(kind))
    page = played.arrive()
    assert f"Sign in with {played.name}" in page.text

    back = played.press(page, "new")
    url = urlsplit(back.headers["Location"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == CALLBACK
    answer = played.token(code=query(back.headers["Location"])["code"])
    claims = jwt.decode(json.loads(answer.data)["id_token"], options={"verify_signature": False})

    [user] = played.users()
    assert user["UserStatus"] == "EXTERNAL_PROVIDER"
    assert claims["cognito:username"] == user["Username"]
    assert claims["email"].endswith("@example.com")
    assert claims["identities"][0]["providerName"] == played.name


@table(
    "behaviour",
    [
        "token-error",
        "token-server-error",
        "token-garbage",
        "token-timeout",
        "wrong-issuer",
        "wrong-audience",
        "expired",
        "unsigned",
        "foreign-key",
        "unknown-key",
        "no-id-token",
        "userinfo-other-sub",
    ],
)
def test_nobody_comes_in_where_something_is_wrong(behaviour: str) -> None:
    played = Played("Google")
    back = played.press(played.arrive(), "new", behaviour=behaviour)

    told = query(back.headers["Location"])
    assert told["error"] in ("invalid_request", "server_error")
    assert told["error_description"]
    assert told["state"] == "a-state"
    assert played.users() == []


@table(
    "behaviour",
    [
        "wrong-issuer",
        "wrong-audience",
        "wrong-recipient",
        "wrong-request",
        "expired",
        "unsigned",
        "altered",
        "foreign-key",
        "unknown-key",
    ],
)
def test_nobody_comes_in_by_an_assertion_that_is_wrong(behaviour: str) -> None:
    played = Played("SAML", **member("SAML"))
    back = played.press(played.arrive(), "new", behaviour=behaviour)

    told = query(back.headers["Location"])
    assert told["error"] == "server_error"
    assert told["error_description"].startswith("Invalid SAML response received: ")
    assert played.users() == []


def test_an_assertion_that_comes_again_is_refused() -> None:
    played = Played("SAML", **member("SAML"))
    first, again = (played.press(played.arrive(), "new", behaviour="replayed") for _ in range(2))

    assert "code" in query(first.headers["Location"])
    assert "used before" in query(again.headers["Location"])["error_description"]


def test_a_saml_provider_may_begin_and_may_encrypt() -> None:
    told = member("SAML")
    told["ProviderDetails"] = {**SAML, "EncryptedResponses": "true"}
    played = Played("SAML", others=(), **told)
    start = played.browser.get(f"/_provider/{played.pool_id}/Corp/")
    form = re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', start.text)
    page = played.browser.get(
        f"/_provider/{played.pool_id}/Corp/sso",
        query_string={name: unescape(value) for name, value in form},
    )

    back = played.press(page, "new")
    assert back.headers["Location"].startswith(f"{CALLBACK}?code=")


def test_the_session_at_a_saml_provider_ends_with_the_browsers() -> None:
    told = member("SAML")
    told["ProviderDetails"] = {**SAML, "IDPSignout": "true"}
    played = Played("SAML", **told)
    played.press(played.arrive(), "new")

    away = played.get("/logout", client_id=played.client.id, logout_uri=LOGOUT)
    assert "/_provider/" in away.headers["Location"]
    page = played.browser.get(away.headers["Location"])
    back = played.post_form(page)
    assert (back.status_code, back.headers["Location"]) == (302, LOGOUT)


def test_a_refusal_reaches_the_app() -> None:
    played = Played("Google")
    back = played.press(played.arrive(), "refuse")

    assert query(back.headers["Location"])["error_description"] == "error=access_denied"
