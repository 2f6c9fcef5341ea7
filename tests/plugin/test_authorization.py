"""An app that uses the pool's domain, tested without a browser: `user.authorize` and its like."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, NamedTuple
from urllib.parse import urlencode

import django.http
import fastapi.responses
import flask
import pytest
import requests

from cognito_emulator import errors
from pytest_cognito_emulator import Cognito, CognitoUser
from pytest_cognito_emulator.api.clients import CognitoClient

CALLBACK = "http://localhost:8000/callback"


class App(NamedTuple):
    """An app that sends its users to the pool's domain."""

    cognito: Cognito
    client: CognitoClient

    def redirect(self, **parameters: str) -> str:
        query = {
            "client_id": self.client.id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": "a-state",
            **parameters,
        }
        return f"{self.cognito.domain_url}/oauth2/authorize?{urlencode(query)}"


@pytest.fixture
def app(cognito: Cognito) -> App:
    client = cognito.client(
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code", "implicit"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
    )
    return App(cognito, client)


def test_a_client_with_callback_urls_may_use_the_domain(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    client = cognito.client(CallbackURLs=[CALLBACK])

    back = cognito_user.authorize(App(cognito, client).redirect(scope="openid email profile"))

    assert back.code
    assert cognito.authorization_code(cognito_user, client=client) != back.code


@pytest.mark.cognito(client={"CallbackURLs": [CALLBACK], "AllowedOAuthScopes": ["openid"]})
def test_so_may_the_test_s_own(cognito: Cognito, cognito_user: CognitoUser) -> None:
    assert cognito.authorization_code(cognito_user)

    with pytest.raises(ValueError, match="invalid_scope"):
        cognito.authorization_code(cognito_user, scopes="openid email")


def test_what_is_said_of_a_client_wins(cognito: Cognito, cognito_user: CognitoUser) -> None:
    off = cognito.client(CallbackURLs=[CALLBACK], AllowedOAuthFlowsUserPoolClient=False)
    implicit = cognito.client(CallbackURLs=[CALLBACK], AllowedOAuthFlows=["implicit"])

    with pytest.raises(ValueError, match="Client is not enabled for OAuth"):
        cognito.authorization_code(cognito_user, client=off)
    with pytest.raises(ValueError, match="unauthorized_client"):
        cognito.authorization_code(cognito_user, client=implicit)


def test_the_way_to_a_client_that_may_is_told(cognito: Cognito, cognito_user: CognitoUser) -> None:
    """The advice is a line that works."""
    own = App(cognito, CognitoClient(cognito.client_id))
    with pytest.raises(ValueError, match="has no callback URL at all") as refused:
        cognito_user.authorize(own.redirect())
    advice = re.search(r"cognito\.client\(.*?\)", str(refused.value))
    assert advice
    client = eval(advice[0], {"cognito": cognito})  # noqa: S307 - ours
    assert cognito_user.authorize(App(cognito, client).redirect()).code

    with pytest.raises(ValueError, match=r"@pytest\.mark\.cognito\(client=\{'CallbackURLs': \["):
        cognito.authorization_code(cognito_user)


def test_a_user_comes_back_with_a_code(app: App, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(app.redirect())

    assert back.startswith(f"{CALLBACK}?code=")
    assert (back.code, back.state, back.error) == (back.parameters["code"], "a-state", None)


def test_neither_password_nor_challenges_are_in_the_way(
    app: App, cognito: Cognito, cognito_user: CognitoUser
) -> None:
    cognito.force_challenge("SMS_MFA", user=cognito_user)

    assert cognito_user.authorize(app.redirect()).code


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(flask.Response(status=302), id="flask"),
        pytest.param(django.http.HttpResponse(status=302, charset="utf-8"), id="django"),
        pytest.param(fastapi.responses.Response(status_code=307), id="fastapi"),
    ],
)
def test_the_response_of_any_framework_will_do(
    app: App, cognito_user: CognitoUser, response: Any
) -> None:
    response.headers["Location"] = app.redirect()

    assert cognito_user.authorize(response).code


#: What comes of a fault: by its endpoint and error, what is returned or raised, and where it waits
#: on. The OAuth error is what comes back to the app.
STRUCK: list[tuple[Any, Any, dict[str, str]]] = [
    ("oauth2/authorize", "server_error", {"authorize": "server_error", "code": "ValueError"}),
    ("oauth2/authorize", "login_required", {"authorize": "login_required", "code": "ValueError"}),
    (
        "oauth2/authorize",
        "InternalErrorException",
        {"authorize": "server_error", "code": "ValueError"},
    ),
    (
        "oauth2/authorize",
        "ServiceUnavailable",
        {"authorize": "ServiceUnavailable", "code": "ServiceUnavailable"},
    ),
    ("login", "server_error", {"authorize": "server_error", "code": "ValueError"}),
    (
        "login",
        "NotAuthorizedException",
        {"authorize": "NotAuthorizedException", "code": "NotAuthorizedException"},
    ),
    (
        "login",
        "TooManyRequestsException",
        {"authorize": "TooManyRequestsException", "code": "TooManyRequestsException"},
    ),
    ("oauth2/token", "invalid_grant", {"machine tokens": "ValueError"}),
    (
        "oauth2/token",
        "InternalErrorException",
        {"machine tokens": "InternalErrorException"},
    ),
    ("verifyPassword", "NotAuthorizedException", {}),
    ("oauth2/userInfo", "invalid_token", {}),
    ("GetTokensFromRefreshToken", "NotAuthorizedException", {"refresh": "NotAuthorizedException"}),
]


@pytest.mark.parametrize(("operation", "error", "comes"), STRUCK)
@pytest.mark.parametrize("act", ["authorize", "code", "refresh", "machine tokens"])
def test_faults_strike_what_acts_for_a_browser_or_an_app(
    app: App, cognito_user: CognitoUser, act: str, operation: Any, error: Any, comes: dict[str, str]
) -> None:
    cognito = app.cognito
    cognito.resource_server("orders", scopes=["read"])
    worker = cognito.client(
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["orders/read"],
        GenerateSecret=True,
    )
    acts: dict[str, Any] = {
        "authorize": lambda: cognito_user.authorize(app.redirect()).error,
        "code": lambda: cognito.authorization_code(cognito_user, client=app.client),
        "refresh": cognito_user.refresh,
        "machine tokens": lambda: cognito.machine_tokens(worker),
    }
    cognito_user.sign_in()
    cognito.fail(operation, error)

    try:
        came = acts[act]()
    except Exception as raised:  # noqa: BLE001 - whatever it is, the table knows it
        came = type(raised).__name__

    struck = act in comes
    assert came == comes[act] if struck else came not in comes.values()
    assert len(cognito.emulator.faults()) == (0 if struck else 1)
    assert acts[act]() or act == "authorize", "nothing was changed"


def test_a_delay_strikes_each_endpoint_on_the_way(
    app: App, cognito: Cognito, cognito_user: CognitoUser
) -> None:
    for name in ("oauth2/authorize", "login"):
        cognito.delay(name, 0)

    assert cognito_user.authorize(app.redirect()).code
    assert cognito.emulator.faults() == []


def test_a_fault_at_login_waits_until_somebody_gets_there(
    app: App, cognito: Cognito, cognito_user: CognitoUser
) -> None:
    cognito.fail("login", "server_error", message="On fire")

    assert cognito_user.authorize(app.redirect(scope="treasure")).error == "invalid_request"
    with pytest.raises(ValueError, match="redirect_mismatch"):
        cognito_user.authorize(app.redirect(redirect_uri="https://evil.example.com"))
    back = cognito_user.authorize(app.redirect())

    assert (back.error, back.parameters["error_description"]) == ("server_error", "On fire")


def test_a_refusal_comes_back_as_the_app_gets_it(app: App, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(app.redirect(scope="treasure"))

    assert (back.error, back.code, back.state) == ("invalid_request", None, "a-state")


@pytest.mark.parametrize(
    ("where", "kind", "sentence"),
    [
        (3, TypeError, "authorize takes a URL, or an app's response with headers; not int."),
        (flask.Response("hello"), ValueError, "The response is not a redirect: its status is 200."),
        (
            "http://localhost/login",
            ValueError,
            "is not an authorization request: it has no client_id.",
        ),
        ("http://[", ValueError, "is no URL"),
    ],
)
def test_what_is_no_redirect(
    cognito_user: CognitoUser, where: object, kind: type[Exception], sentence: str
) -> None:
    with pytest.raises(kind) as refusal:
        cognito_user.authorize(where)

    assert sentence in str(refusal.value)


def test_nothing_goes_to_where_it_must_not(app: App, cognito_user: CognitoUser) -> None:
    with pytest.raises(ValueError, match="refused: redirect_mismatch"):
        cognito_user.authorize(app.redirect(redirect_uri="https://evil.example.com"))


def test_a_code_for_itself(app: App, cognito: Cognito, cognito_user: CognitoUser) -> None:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"verifier").digest()).rstrip(b"=")

    code = cognito.authorization_code(
        cognito_user,
        client=app.client,
        redirect_uri=CALLBACK,
        scopes=["openid"],
        nonce="n",
        code_challenge=challenge.decode(),
    )

    assert code != cognito.authorization_code(cognito_user.username, client=app.client.id)


def test_a_client_that_may_have_no_code(cognito: Cognito, cognito_user: CognitoUser) -> None:
    client = cognito.client(
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["implicit"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[CALLBACK],
    )

    with pytest.raises(ValueError, match="The client got no code: unauthorized_client"):
        cognito.authorization_code(cognito_user, client=client)


def test_nobody_gets_no_code(app: App, cognito: Cognito) -> None:
    with pytest.raises(errors.UserNotFoundException):
        cognito.authorization_code("nobody", client=app.client)


def test_refreshing(cognito_user: CognitoUser) -> None:
    signed_in = cognito_user.sign_in()

    refreshed = cognito_user.refresh()

    assert refreshed.access_claims["origin_jti"] == signed_in.access_claims["origin_jti"]
    assert refreshed.access_claims["jti"] != signed_in.access_claims["jti"]
    assert refreshed.refresh_token == signed_in.refresh_token
    assert cognito_user.authorization == refreshed.authorization


def test_refreshing_rotates_where_the_client_says_so(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    client = cognito.client(
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        GenerateSecret=True,
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )
    first = cognito_user.sign_in(client=client)

    second = cognito_user.refresh(first)

    assert second.refresh_token != first.refresh_token
    with pytest.raises(errors.RefreshTokenReuseException):
        cognito_user.refresh(first)


def test_who_has_no_tokens_has_none_to_refresh(cognito_user: CognitoUser) -> None:
    with pytest.raises(LookupError, match="has no tokens yet"):
        cognito_user.refresh()
    with pytest.raises(TypeError, match="refresh"):
        cognito_user.refresh("a token")  # type: ignore[arg-type]


def worker(cognito: Cognito, *scopes: str) -> CognitoClient:
    return cognito.client(
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=list(scopes),
    )


def test_a_machine_has_tokens_for_an_api(cognito: Cognito) -> None:
    orders = cognito.resource_server("orders", scopes=["read", "write"])
    assert orders.scopes == ["orders/read", "orders/write"]
    machine = worker(cognito, *orders.scopes)

    tokens = cognito.machine_tokens(machine, "orders/read")

    assert tokens.access_claims["scope"] == "orders/read"
    assert tokens.access_claims["sub"] == machine.id == tokens.client_id
    assert tokens.authorization == f"Bearer {tokens.access_token}"
    every = cognito.machine_tokens(machine.id).access_claims["scope"]
    assert set(every.split()) == set(orders.scopes)


def test_a_resource_server_with_words(cognito: Cognito) -> None:
    cognito.resource_server("shop", scopes={"read": "Look around"}, name="The shop")

    shown = cognito.call("DescribeResourceServer", UserPoolId=cognito.pool_id, Identifier="shop")
    assert shown["ResourceServer"]["Name"] == "The shop"
    assert shown["ResourceServer"]["Scopes"] == [
        {"ScopeName": "read", "ScopeDescription": "Look around"}
    ]


def test_who_gets_no_tokens_of_a_machine(cognito: Cognito) -> None:
    orders = cognito.resource_server("orders", scopes=["read"])

    with pytest.raises(ValueError, match="The client got no machine token"):
        cognito.machine_tokens(cognito.client(GenerateSecret=True))
    with pytest.raises(ValueError, match="has no scope orders/write; its scopes are orders/read"):
        cognito.machine_tokens(worker(cognito, *orders.scopes), ["orders/write"])


def test_codes_become_tokens(app: App, cognito: Cognito, cognito_user: CognitoUser) -> None:
    code = cognito_user.authorize(app.redirect()).code

    answer = requests.post(
        f"{cognito.domain_url}/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "client_id": app.client.id,
            "code": code,
            "redirect_uri": CALLBACK,
        },
        timeout=60,
    )

    assert set(answer.json()) >= {"id_token", "access_token", "refresh_token"}
    cognito.assert_called("oauth2/token", grant_type="authorization_code", times=1)
    cognito.assert_signed_in(cognito_user, times=1)
    with pytest.raises(ValueError, match="oauth2/token has no member grant_typ; the nearest is"):
        cognito.assert_called("oauth2/token", grant_typ="authorization_code", times=0)


def test_who_may_not_sign_in_does_not_come_back(
    app: App, cognito: Cognito, cognito_user: CognitoUser
) -> None:
    named = {"UserPoolId": cognito.pool_id, "Username": cognito_user.username}
    cognito.call("AdminDisableUser", named)

    with pytest.raises(errors.NotAuthorizedException, match=re.escape("User is disabled.")):
        cognito_user.authorize(app.redirect())
