"""POST /oauth2/revoke."""

from __future__ import annotations

from base64 import b64encode

import pytest
from werkzeug.test import TestResponse

from cognito_emulator.calls import Call
from cognito_emulator.errors import NotAuthorizedException
from tests.web.hosting import CALLBACK, Hosting
from tests.web.oauth.support import Machine, change, failure, refreshed, tokens

API_SCOPE = "aws.cognito.signin.user.admin"


def revoke(hosting: Hosting, **form: str | None) -> TestResponse:
    usual = {"client_id": hosting.client.id}
    data = {n: v for n, v in {**usual, **form}.items() if v is not None}
    return hosting.browser.post(hosting.path("/oauth2/revoke"), data=data)


def succeeded(answer: TestResponse) -> bool:
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return (answer.status_code, answer.data) == (200, b"")


def test_all_tokens_of_a_sign_in_end(hosting: Hosting) -> None:
    got, other = tokens(hosting, scope=f"openid {API_SCOPE}"), tokens(hosting)

    assert succeeded(revoke(hosting, token=got["refresh_token"]))

    assert refreshed(hosting, got["refresh_token"]).get_json() == {"error": "invalid_grant"}
    with pytest.raises(NotAuthorizedException, match="Access Token has been revoked"):
        hosting.call("GetUser", AccessToken=got["access_token"])
    assert refreshed(hosting, other["refresh_token"]).status_code == 200
    assert succeeded(revoke(hosting, token=got["refresh_token"]))  # once more


def test_nobody_s_token(hosting: Hosting) -> None:
    assert succeeded(revoke(hosting, token="nobody's"))
    assert succeeded(revoke(hosting, token="\0\N{PILE OF POO}"))


def test_no_token(hosting: Hosting) -> None:
    assert failure(revoke(hosting)) == (400, {"error": "invalid_request"})
    assert failure(revoke(hosting, token="")) == (400, {"error": "invalid_request"})


def test_what_cannot_be_revoked(hosting: Hosting) -> None:
    got = tokens(hosting)
    wrong_kind = (400, {"error": "unsupported_token_type"})

    assert failure(revoke(hosting, token=got["access_token"])) == wrong_kind
    assert failure(revoke(hosting, token=got["id_token"])) == wrong_kind
    change(hosting, hosting.client.id, EnableTokenRevocation=False)
    off = revoke(hosting, token=got["refresh_token"])
    assert failure(off) == (400, {"error": "invalid_request"})


def test_who_may_not(hosting: Hosting) -> None:
    token = tokens(hosting)["refresh_token"]
    machine = Machine(hosting)
    refusal = (401, {"error": "invalid_client"})

    assert failure(revoke(hosting, token=token, client_id="nobody")) == refusal
    assert failure(revoke(hosting, token=token, client_id=machine.id)) == refusal
    wrong = revoke(hosting, token=token, client_id=machine.id, client_secret="wrong")
    assert failure(wrong) == refusal
    another_s = revoke(hosting, token=token, client_id=machine.id, client_secret=machine.secret)
    assert failure(another_s) == refusal
    assert failure(revoke(hosting, token=token, client_id=None)) == (
        400,
        {"error": "invalid_request"},
    )
    assert refreshed(hosting, token).status_code == 200


def test_by_basic(hosting: Hosting) -> None:
    client = Machine(
        hosting,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )
    code = hosting.code(client_id=client.id, scope="openid")
    token = client.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK)
    form = {"token": token.get_json()["refresh_token"]}

    def by(basic: str) -> TestResponse:
        headers = {"Authorization": f"Basic {b64encode(basic.encode()).decode()}"}
        return hosting.browser.post(hosting.path("/oauth2/revoke"), data=form, headers=headers)

    assert failure(by(f"{client.id}:wrong")) == (401, {"error": "invalid_client"})
    assert succeeded(by(f"{client.id}:{client.secret}"))
    again = client.token(grant_type="refresh_token", refresh_token=form["token"])
    assert again.get_json() == {"error": "invalid_grant"}


def test_developers_read_why(hosting: Hosting) -> None:
    heard: list[Call] = []
    hosting.emulator.on_call(heard.append)
    got, machine = tokens(hosting), Machine(hosting)

    revoke(hosting)
    revoke(hosting, token=got["access_token"])
    proof = {"client_id": machine.id, "client_secret": machine.secret}
    revoke(hosting, token=got["refresh_token"], **proof)
    change(hosting, hosting.client.id, EnableTokenRevocation=False)
    revoke(hosting, token=got["refresh_token"])

    told = [str(call).partition(" -> ")[2] for call in heard if call.operation == "oauth2/revoke"]
    assert told == [
        "invalid_request: There is no token.",
        "unsupported_token_type: The token is not a refresh token.",
        "invalid_client: The token belongs to another client.",
        "invalid_request: EnableTokenRevocation of the client is not true.",
    ]
