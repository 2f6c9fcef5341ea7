"""Every way in which the token endpoint refuses: situation, status, headers, body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from cognito_emulator.calls import Call
from cognito_emulator.endpoints import EndpointName, OAuthErrorName
from tests.support import PASSWORD
from tests.web.hosting import CALLBACK, CHALLENGE, VERIFIER, Hosting
from tests.web.oauth.support import (
    API,
    Machine,
    api_tokens,
    change,
    failure,
    refreshed,
    tokens,
)

Ask = Callable[[Hosting], TestResponse]
S256 = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


def post(hosting: Hosting, **request: Any) -> TestResponse:
    return hosting.browser.post(hosting.path("/oauth2/token"), **request)


def with_code(changed: dict[str, str | None], asked: dict[str, str] | None = None) -> Ask:
    """Exchange a good code in a way that is wrong."""
    return lambda hosting: hosting.token(**{"code": hosting.code(**(asked or {})), **changed})


def late(hosting: Hosting) -> TestResponse:
    code = hosting.code()
    hosting.emulator.clock.shift(300)
    return hosting.token(code=code)


def once_more(hosting: Hosting) -> TestResponse:
    code = hosting.code()
    assert hosting.token(code=code).status_code == 200
    return hosting.token(code=code)


def by_another(hosting: Hosting) -> TestResponse:
    made = hosting.call(
        "CreateUserPoolClient",
        UserPoolId=hosting.pool_id,
        ClientName="another",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]
    return hosting.token(code=hosting.code(), client_id=made["ClientId"])


def disabled(hosting: Hosting) -> TestResponse:
    code = hosting.code()
    hosting.call("AdminDisableUser", UserPoolId=hosting.pool_id, Username="alice")
    return hosting.token(code=code)


def made_anew(hosting: Hosting) -> TestResponse:
    code = hosting.code()
    alice = {"UserPoolId": hosting.pool_id, "Username": "alice"}
    hosting.call("AdminDeleteUser", **alice)
    hosting.call("AdminCreateUser", **alice, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
    return hosting.token(code=code)


def with_a_hole(hosting: Hosting) -> TestResponse:
    change(hosting, hosting.client.id, ReadAttributes=["email"])
    return hosting.token(code=hosting.code(scope="openid email"))


def revoked(hosting: Hosting) -> TestResponse:
    token = tokens(hosting)["refresh_token"]
    hosting.call("RevokeToken", Token=token, ClientId=hosting.client.id)
    return refreshed(hosting, token)


def expired(hosting: Hosting) -> TestResponse:
    token = tokens(hosting)["refresh_token"]
    hosting.emulator.clock.shift(30 * 86400)
    return refreshed(hosting, token)


def rotated_out(hosting: Hosting) -> TestResponse:
    change(
        hosting,
        hosting.client.id,
        ExplicitAuthFlows=[],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )
    token = tokens(hosting)["refresh_token"]
    assert refreshed(hosting, token).status_code == 200
    return refreshed(hosting, token)


def of_a_device(hosting: Hosting) -> TestResponse:
    devices = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": True}
    hosting.call("UpdateUserPool", UserPoolId=hosting.pool_id, DeviceConfiguration=devices)
    return refreshed(hosting, api_tokens(hosting)["RefreshToken"])


def not_for_oauth(hosting: Hosting) -> TestResponse:
    code = hosting.code()
    change(hosting, hosting.client.id, AllowedOAuthFlowsUserPoolClient=False)
    return hosting.token(code=code)


def not_for_codes(hosting: Hosting) -> TestResponse:
    code = hosting.code()
    change(hosting, hosting.client.id, AllowedOAuthFlows=["implicit"])
    return hosting.token(code=code)


#: Situation, ``error``, and what a developer reads beside it.
FAILURES: dict[str, tuple[Ask, str, str]] = {
    "nothing at all": (post, "invalid_request", "There is no grant_type in a form."),
    "no grant type": (
        lambda h: h.token(grant_type=None),
        "invalid_request",
        "There is no grant_type in a form.",
    ),
    "JSON": (
        lambda h: post(h, json={"grant_type": "authorization_code", "client_id": h.client.id}),
        "invalid_request",
        "There is no grant_type in a form.",
    ),
    "a form in parts": (
        lambda h: post(h, data={"grant_type": "refresh_token"}, content_type="multipart/form-data"),
        "invalid_request",
        "There is no grant_type in a form.",
    ),
    "two values": (
        lambda h: post(h, data={"grant_type": ["refresh_token", "authorization_code"]}),
        "invalid_request",
        "'grant_type' has two values.",
    ),
    "one in the query, another in the body": (
        lambda h: post(
            h, query_string={"grant_type": "refresh_token"}, data={"grant_type": "password"}
        ),
        "invalid_request",
        "'grant_type' has two values.",
    ),
    "another grant type": (
        lambda h: h.token(grant_type="password"),
        "unsupported_grant_type",
        "grant_type is 'password', not one of authorization_code, refresh_token, ",
    ),
    "no client": (lambda h: h.token(client_id=None), "invalid_request", "There is no client_id."),
    "an unknown client": (
        lambda h: h.token(client_id="nobody"),
        "invalid_client",
        "The pool has no client 'nobody'.",
    ),
    "a client of odd signs": (
        lambda h: h.token(client_id="\0\N{PILE OF POO}"),
        "invalid_client",
        "The pool has no client ",
    ),
    "no code": (lambda h: h.token(), "invalid_request", "There is no code."),
    "an empty code": (lambda h: h.token(code=""), "invalid_request", "There is no code."),
    "nobody's code": (lambda h: h.token(code="nobody's"), "invalid_grant", "The code is unknown."),
    "an old code": (late, "invalid_grant", "The code has expired: it is valid for five minutes."),
    "a used code": (once_more, "invalid_grant", "The code was used before."),
    "another client's code": (by_another, "invalid_grant", "The code belongs to another client, "),
    "no redirect URI": (
        with_code({"redirect_uri": None}),
        "invalid_request",
        "There is no redirect_uri.",
    ),
    "another redirect URI": (
        with_code({"redirect_uri": f"{CALLBACK}/"}),
        "unauthorized_client",
        "redirect_uri is not that of the authorization request, https://app.example.com/callback.",
    ),
    "no verifier": (
        with_code({}, S256),
        "invalid_grant",
        "There is no code_verifier, but the authorization request had a code_challenge.",
    ),
    "an empty verifier": (
        with_code({"code_verifier": ""}, S256),
        "invalid_grant",
        "There is no code_verifier, but the authorization request had a code_challenge.",
    ),
    "a wrong verifier": (
        with_code({"code_verifier": f"{VERIFIER}x"}, S256),
        "invalid_grant",
        "The code_verifier does not belong to the code_challenge.",
    ),
    "the challenge as verifier": (
        with_code({"code_verifier": CHALLENGE}, S256),
        "invalid_grant",
        "The code_verifier does not belong to the code_challenge.",
    ),
    "a verifier out of the blue": (
        with_code({"code_verifier": VERIFIER}),
        "invalid_grant",
        "There is a code_verifier, but the authorization request had no code_challenge.",
    ),
    "a disabled user": (disabled, "invalid_grant", "The user was disabled or deleted."),
    "another user of the name": (made_anew, "invalid_grant", "The code is unknown."),
    "a scope that is not all readable": (
        with_a_hole,
        "invalid_grant",
        "A scope asks for email_verified, which is not in ReadAttributes of the client.",
    ),
    "a client not for OAuth": (
        not_for_oauth,
        "invalid_grant",
        "AllowedOAuthFlowsUserPoolClient of the client is not true.",
    ),
    "a client not for codes": (
        not_for_codes,
        "unauthorized_client",
        "code is not in AllowedOAuthFlows of the client.",
    ),
    "a client not for machines": (
        lambda h: h.token(grant_type="client_credentials"),
        "unauthorized_client",
        "client_credentials is not in AllowedOAuthFlows of the client.",
    ),
    "no refresh token": (
        lambda h: h.token(grant_type="refresh_token", redirect_uri=None),
        "invalid_request",
        "There is no refresh_token.",
    ),
    "nobody's refresh token": (
        lambda h: refreshed(h, "nobody's"),
        "invalid_grant",
        "Invalid Refresh Token",
    ),
    "an access token to refresh": (
        lambda h: refreshed(h, tokens(h)["access_token"]),
        "invalid_grant",
        "Invalid Refresh Token",
    ),
    "another client's refresh token": (
        lambda h: refreshed(h, tokens(h)["refresh_token"], client_id=Machine(h).id),
        "invalid_client",
        "The client_secret is missing.",
    ),
    "a revoked refresh token": (revoked, "invalid_grant", "Refresh Token has been revoked"),
    "an expired refresh token": (expired, "invalid_grant", "Refresh Token has expired"),
    "a rotated refresh token": (rotated_out, "invalid_grant", "Refresh token reuse detected"),
    "a device's refresh token": (of_a_device, "invalid_grant", "Invalid Refresh Token"),
}


@pytest.mark.parametrize("situation", FAILURES)
def test_a_refusal_says_its_code_and_nothing_else(hosting: Hosting, situation: str) -> None:
    ask, error, why = FAILURES[situation]
    heard: list[Call] = []
    hosting.emulator.on_call(heard.append)

    answer = ask(hosting)

    assert failure(answer) == (400, {"error": error})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert f" -> {error}: {why}" in str(heard[-1])


MACHINE_FAILURES: dict[str, tuple[Callable[[Machine], TestResponse], str, str]] = {
    "no secret": (
        lambda m: m.token("", client_id=m.id),
        "invalid_client",
        "The client_secret is missing.",
    ),
    "an empty secret": (
        lambda m: m.token(f"{m.id}:"),
        "invalid_client",
        "The client_secret is missing.",
    ),
    "a wrong secret": (
        lambda m: m.token(f"{m.id}:{m.secret}x"),
        "invalid_client",
        "The client_secret is wrong.",
    ),
    "the id as secret": (
        lambda m: m.token("", client_id=m.id, client_secret=m.id),
        "invalid_client",
        "The client_secret is wrong.",
    ),
    "somebody else's name": (
        lambda m: m.token(f"nobody:{m.secret}"),
        "invalid_client",
        "The pool has no client 'nobody'.",
    ),
    "no colon": (
        lambda m: m.token(m.id),
        "invalid_client",
        "The client_secret is missing.",
    ),
    "two clients": (
        lambda m: m.token(client_id=m.hosting.client.id),
        "invalid_client",
        "The header Authorization names another client than client_id.",
    ),
    "a good secret in the body beside a bad one": (
        lambda m: m.token(f"{m.id}:bad", client_id=m.id, client_secret=m.secret),
        "invalid_client",
        "The client_secret is wrong.",
    ),
    "only scopes that it does not have": (
        lambda m: m.token(scope=f"{API}/delete openid"),
        "invalid_scope",
        "No scope is in AllowedOAuthScopes of the client: ",
    ),
    "metadata that is no JSON": (
        lambda m: m.token(aws_client_metadata="{"),
        "invalid_request",
        "aws_client_metadata is not a JSON object of texts.",
    ),
    "metadata that is a list": (
        lambda m: m.token(aws_client_metadata="[]"),
        "invalid_request",
        "aws_client_metadata is not a JSON object of texts.",
    ),
    "metadata with a number": (
        lambda m: m.token(aws_client_metadata='{"a": 1}'),
        "invalid_request",
        "aws_client_metadata is not a JSON object of texts.",
    ),
    "a code for a machine": (
        lambda m: m.token(grant_type="authorization_code", code="x", redirect_uri=CALLBACK),
        "unauthorized_client",
        "code is not in AllowedOAuthFlows of the client.",
    ),
}


@pytest.mark.parametrize("situation", MACHINE_FAILURES)
def test_a_machine_is_refused(machine: Machine, situation: str) -> None:
    ask, error, why = MACHINE_FAILURES[situation]
    heard: list[Call] = []
    machine.hosting.emulator.on_call(heard.append)

    assert failure(ask(machine)) == (400, {"error": error})
    assert f" -> {error}: {why}" in str(heard[-1])


def test_a_client_not_for_oauth_gets_no_token_of_its_own(machine: Machine) -> None:
    machine.has(AllowedOAuthFlowsUserPoolClient=False)

    assert failure(machine.token()) == (400, {"error": "invalid_grant"})


def test_another_pool_s_client(hosting: Hosting) -> None:
    pool_id = hosting.call("CreateUserPool", PoolName="another")["UserPool"]["Id"]
    client = {"UserPoolId": pool_id, "ClientName": "stranger"}
    stranger = hosting.call("CreateUserPoolClient", **client)["UserPoolClient"]["ClientId"]

    answer = hosting.token(code=hosting.code(), client_id=stranger)

    assert failure(answer) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "basic Og==", "Basic //8=", "Basic OnM="])
def test_a_header_that_names_nobody(hosting: Hosting, header: str) -> None:
    data = {"grant_type": "authorization_code", "client_id": hosting.client.id}

    answer = post(hosting, data=data, headers={"Authorization": header})

    assert failure(answer) == (400, {"error": "invalid_client"})


def test_a_failed_proof_leaves_the_code_alone(hosting: Hosting) -> None:
    code = hosting.code()
    hosting.token(code=code, client_id="nobody")

    assert hosting.token(code=code).status_code == 200


def test_a_failed_exchange_uses_the_code_up(hosting: Hosting) -> None:
    code = hosting.code(**S256)
    hosting.token(code=code, code_verifier="wrong")

    answer = hosting.token(code=code, code_verifier=VERIFIER)

    assert failure(answer) == (400, {"error": "invalid_grant"})


def test_a_code_that_comes_again_leaves_the_tokens_alone(hosting: Hosting) -> None:
    code = hosting.code()
    token = hosting.token(code=code).get_json()["refresh_token"]
    hosting.token(code=code)

    assert refreshed(hosting, token).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/revoke"])
def test_other_methods(hosting: Hosting, path: str, method: str) -> None:
    answer = hosting.browser.open(hosting.path(path), method=method)

    assert (answer.status_code, answer.data) == (405, b"")
    assert "Content-Type" not in answer.headers
    assert ("XSRF-TOKEN" in answer.headers.get("Set-Cookie", "")) == (method != "HEAD")


def test_what_is_not_emulated_says_so(hosting: Hosting) -> None:
    exchange = failure(hosting.token(grant_type=EXCHANGE))
    register = failure(hosting.browser.post(hosting.path("/oauth2/register"), json={}))

    assert exchange == (
        400,
        {
            "error": "unsupported_grant_type",
            "error_description": "Token exchange (RFC 8693) is not emulated.",
        },
    )
    assert register == (
        400,
        {
            "error": "invalid_request",
            "error_description": "Dynamic client registration (RFC 7591) is not emulated.",
        },
    )


def test_a_function_that_refuses_says_why(hosting: Hosting) -> None:
    def refuse(_event: Any) -> Any:
        raise ValueError("not today \ud800")

    code = hosting.code()
    hosting.emulator.on("PreTokenGeneration", refuse)

    status, body = failure(hosting.token(code=code))

    assert status == 400
    assert body == {
        "error": "invalid_request",
        "error_description": "PreTokenGeneration failed with error not today ?.",
    }


@pytest.mark.parametrize(
    ("endpoint", "error", "status"),
    [
        ("oauth2/token", "invalid_grant", 400),
        ("oauth2/token", "invalid_client", 400),
        ("oauth2/revoke", "invalid_client", 401),
        ("oauth2/revoke", "invalid_request", 400),
        ("oauth2/userInfo", "invalid_token", 401),
        ("oauth2/userInfo", "invalid_request", 400),
    ],
)
def test_what_a_test_wishes_has_its_status_and_no_half_of_a_character(
    hosting: Hosting, endpoint: EndpointName, error: OAuthErrorName, status: int
) -> None:
    hosting.emulator.fail(endpoint, error, message="not today \ud800")

    answer = hosting.browser.post(hosting.path(f"/{endpoint}"))

    told = {"error": error, "error_description": "not today ?"}
    assert failure(answer) == (status, told)


def test_what_a_test_says_of_a_bearer_is_one_header(hosting: Hosting) -> None:
    hosting.emulator.fail("oauth2/userInfo", "invalid_token", message='not "today"\r\nX: \\')

    answer = hosting.get("/oauth2/userInfo")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == (
        r'''error="invalid_token", error_description="not \"today\" X: \\"'''
    )
