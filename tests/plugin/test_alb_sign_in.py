"""Who has not signed in at a load balancer: the way to the domain and back, sessions, tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import pytest
import requests

from pytest_cognito_emulator import (
    ALB_REFUSES,
    BAD_TOKENS,
    Alb,
    Cognito,
    CognitoAlb,
    CognitoClock,
    CognitoUser,
    MakeCognitoUser,
)
from tests.plugin.behind_alb import (
    API_SCOPE,
    CLIENT,
    HOST,
    a_flask_app,
    signing_in,
    verified,
)

# --- who has not signed in ------------------------------------------------------------------------


def test_deny_and_allow(cognito_alb: CognitoAlb) -> None:
    denied = cognito_alb(a_flask_app(), on_unauthenticated="deny").get("/who")
    allowed = cognito_alb(a_flask_app(), on_unauthenticated="allow").get(
        "/who", headers={"x-amzn-oidc-identity": "forged"}
    )

    assert (denied.status, denied.event, denied.reason) == (401, None, "there is no session")
    assert allowed.status == 200
    assert not [name for name in allowed.json() if "oidc" in name]


@signing_in
def test_the_way_to_the_domain(cognito: Cognito, cognito_alb: CognitoAlb) -> None:
    """Measured [load-balancer-8]: the parameters in their order, and the nonce."""
    alb = cognito_alb(
        a_flask_app(), scope="openid email", extra_params={"prompt": "login", "display": "page"}
    )

    left = alb.get("/who?x=1")

    parts = urlsplit(left.headers["Location"])
    assert left.status == 302
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        f"{cognito.domain_url}/oauth2/authorize"
    )
    assert [part.partition("=")[0] for part in parts.query.split("&")] == [
        *("client_id", "redirect_uri", "response_type", "scope", "state", "prompt", "display"),
    ]
    assert "redirect_uri=https%3A%2F%2Fapp.example.com%2Foauth2%2Fidpresponse&" in parts.query
    assert "&scope=openid%20email&" in parts.query
    assert parse_qs(parts.query)["client_id"] == [cognito.client_id]
    page = requests.get(left.headers["Location"], timeout=10)
    assert (page.status_code, urlsplit(page.url).path.rpartition("/")[2]) == (200, "login")
    assert len(alb.cookies["AWSALBAuthNonce"]) == 16
    assert alb.cookies["AWSALBAuthNonce"].isalnum()


@signing_in
def test_there_and_back(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    alb = cognito_alb(a_flask_app(), scope="openid email profile")

    back = alb.get(cognito_user.authorize(alb.get("/who?x=1")))

    assert (back.status, back.headers["Location"]) == (302, f"{HOST}/who?x=1")
    shards = [name for name in alb.cookies if name.startswith("AWSELBAuthSessionCookie-")]
    assert shards == ["AWSELBAuthSessionCookie-0", "AWSELBAuthSessionCookie-1"]
    assert all(len(cookie) <= 4200 for cookie in back.headers.get_all("Set-Cookie"))
    told = alb.get(back.headers["Location"])
    assert told.status == 200
    claims = verified(cognito_alb, told.json()["x-amzn-oidc-data"])
    assert claims["email"] == cognito_user.email
    assert told.json()["x-amzn-oidc-identity"] == cognito_user.sub
    assert "AWSALBAuthNonce" in told.json()["cookie"]
    assert "AWSELBAuthSessionCookie" not in told.json()["cookie"]


@signing_in
@pytest.mark.parametrize(
    ("spoil", "status", "code"),
    [
        (lambda alb, url: (alb.cookies.clear(), url), 401, "AuthMissingAWSALBAuthNonce"),
        (
            lambda alb, url: (alb.cookies.update(AWSALBAuthNonce="x" * 16), url),
            401,
            "AuthInvalidAWSALBAuthNonce",
        ),
        (lambda _, url: (None, url.replace("state=", "state=x")), 401, "AuthInvalidStateParam"),
        (lambda _, url: (None, url.replace("state=", "s=")), 401, "AuthMissingStateParam"),
        (
            lambda _, url: (None, url.replace("code=", "c=")),
            401,
            "AuthMissingAuthorizationCode",
        ),
        (
            lambda _, url: (None, url.replace("code=", "code=x")),
            561,
            "AuthTokenEpRequestFailed: invalid_grant",
        ),
        (
            lambda _, url: (None, f"{url}&error=access_denied&error_description=no"),
            561,
            "AuthInvalidGrantError: the domain answered access_denied no",
        ),
    ],
)
def test_a_way_back_that_is_wrong(
    cognito_alb: CognitoAlb,
    cognito_user: CognitoUser,
    spoil: Callable[[Alb, str], tuple[object, str]],
    status: int,
    code: str,
) -> None:
    alb = cognito_alb(a_flask_app())
    url = str(cognito_user.authorize(alb.get("/who")))
    _, spoiled = spoil(alb, url)

    got = alb.get(spoiled)

    assert got.status == status
    assert str(got.reason).startswith(code)
    assert not [name for name in alb.cookies if name.startswith("AWSELB")]


@signing_in
@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("oauth2/token", "AuthTokenEpRequestFailed"),
        ("oauth2/userInfo", "AuthUserinfoEpRequestFailed"),
    ],
)
def test_faults_of_the_domain_strike(
    cognito: Cognito, cognito_alb: CognitoAlb, cognito_user: CognitoUser, endpoint: Any, code: str
) -> None:
    alb = cognito_alb(a_flask_app())
    url = cognito_user.authorize(alb.get("/who"))
    cognito.fail(endpoint, "InternalErrorException")

    got = alb.get(url)

    assert (got.status, str(got.reason).partition(":")[0]) == (561, code)


@signing_in
def test_too_many_claims(cognito_alb: CognitoAlb, make_cognito_user: MakeCognitoUser) -> None:
    long = {
        "profile": "x" * 2048,
        "picture": "x" * 2048,
        "website": "x" * 2048,
        "zoneinfo": "x" * 2048,
        "locale": "x" * 2048,
        "nickname": "x" * 2048,
    }
    user = make_cognito_user(attributes=long)
    alb = cognito_alb(a_flask_app(), scope="openid profile email")

    got = alb.get(user.authorize(alb.get("/who")))

    assert (got.status, str(got.reason).partition(":")[0]) == (401, "AuthUserClaimsTooLarge")


@pytest.mark.cognito(client={**CLIENT, "AllowedOAuthScopes": ["openid", API_SCOPE]})
def test_no_id_token_without_openid(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    alb = cognito_alb(a_flask_app(), scope=API_SCOPE)

    got = alb.get(cognito_user.authorize(alb.get("/who")))

    assert (got.status, str(got.reason).partition(":")[0]) == (401, "AuthMissingIdToken")


@signing_in
def test_a_session_that_becomes_shorter(
    cognito: Cognito,
    cognito_alb: CognitoAlb,
    make_cognito_user: MakeCognitoUser,
    cognito_clock: CognitoClock,
) -> None:
    user = make_cognito_user(attributes={"profile": "x" * 2048, "picture": "x" * 2048})
    alb = cognito_alb(a_flask_app(), scope="openid profile email")
    alb.get(user.authorize(alb.get("/who")))
    assert "AWSELBAuthSessionCookie-2" in alb.cookies
    cognito.call(
        "AdminDeleteUserAttributes",
        UserPoolId=cognito.pool_id,
        Username=user.username,
        UserAttributeNames=["profile", "picture"],
    )

    cognito_clock.shift(hours=2)
    renewed = alb.get("/who")

    assert renewed.status == 200
    assert "AWSELBAuthSessionCookie-2" not in alb.cookies
    assert alb.get("/who").status == 200


@pytest.mark.usefixtures("cognito_intercept")
def test_a_pool_without_a_domain_of_its_own(cognito: Cognito, cognito_alb: CognitoAlb) -> None:
    """Default domains are at the emulator's own addresses only."""
    other = cognito.pool(client=CLIENT)

    with pytest.raises(ValueError, match="has no domain to sign in at"):
        cognito_alb(a_flask_app(), client=other.client_id).get("/who")


@signing_in
def test_a_session_is_refreshed_when_its_access_token_has_expired(
    cognito_alb: CognitoAlb,
    cognito: Cognito,
    cognito_user: CognitoUser,
    cognito_clock: CognitoClock,
) -> None:
    alb = cognito_alb(a_flask_app())
    alb.get(cognito_user.authorize(alb.get("/who")))
    first = alb.get("/who").json()["x-amzn-oidc-accesstoken"]
    assert alb.get("/who").json()["x-amzn-oidc-accesstoken"] == first
    before = alb.cookies["AWSELBAuthSessionCookie-0"]

    cognito_clock.shift(hours=2)
    refreshed = alb.get("/who")

    assert refreshed.json()["x-amzn-oidc-accesstoken"] != first
    assert alb.cookies["AWSELBAuthSessionCookie-0"] != before
    assert alb.get("/who").status == 200

    cognito_clock.shift(hours=2)
    cognito.call(
        "AdminUserGlobalSignOut", UserPoolId=cognito.pool_id, Username=cognito_user.username
    )
    ended = alb.get("/who")
    assert (ended.status, ended.reason) == (302, "the domain refused to refresh the session")


@signing_in
def test_a_session_ends(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser, cognito_clock: CognitoClock
) -> None:
    alb = cognito_alb(a_flask_app(), session_timeout=60)
    alb.get(cognito_user.authorize(alb.get("/who")))
    assert alb.get("/who").status == 200

    cognito_clock.shift(61)

    assert (alb.get("/who").status, alb.get("/who").reason) == (302, "there is no session")


@signing_in
def test_signing_out_is_the_app_s_affair(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    """The app expires the cookies, and leads to the domain's logout (documented)."""
    app = a_flask_app()

    @app.get("/sign-out")
    def sign_out() -> flask.Response:
        answer = flask.make_response("", 302)
        for number in range(2):
            answer.delete_cookie(f"AWSELBAuthSessionCookie-{number}")
        return answer

    alb = cognito_alb(app)
    alb.get(cognito_user.authorize(alb.get("/who")))
    alb.get("/sign-out")

    assert not [name for name in alb.cookies if name.startswith("AWSELB")]
    assert alb.get("/who").status == 302


@signing_in
def test_cookies_of_somebody_else(cognito_alb: CognitoAlb) -> None:
    alb = cognito_alb(a_flask_app())
    alb.cookies["AWSELBAuthSessionCookie-0"] = "forged"

    got = alb.get("/who")

    assert (got.status, str(got.reason).partition(":")[0]) == (401, "AuthInvalidCookie")


def test_a_client_that_cannot_sign_anybody_in(cognito_alb: CognitoAlb) -> None:
    with pytest.raises(ValueError, match=r"needs a secret \(GenerateSecret=True\) and the code"):
        cognito_alb(a_flask_app()).get("/who")


# --- jwt-validation -------------------------------------------------------------------------------


@pytest.mark.parametrize("flaw", [*BAD_TOKENS, None])
def test_tokens_are_verified_by_jwt_validation(
    cognito: Cognito, cognito_alb: CognitoAlb, cognito_user: CognitoUser, flaw: str | None
) -> None:
    alb = cognito_alb(a_flask_app(), action="jwt-validation")
    token = cognito_user.tokens() if flaw is None else cognito.bad_tokens(cognito_user)[flaw]

    got = alb.get("/who", token=token)

    assert (got.status == 401) == (flaw in ALB_REFUSES)
    assert got.allowed == (got.status == 200)
    assert got.allowed == (got.reason is None)
    if got.allowed:
        assert got.json()["authorization"] == token.authorization


def test_no_token_by_jwt_validation(cognito_alb: CognitoAlb) -> None:
    alb = cognito_alb(a_flask_app(), action="jwt-validation")

    assert alb.get("/who").reason == "there is no header Authorization"
    assert alb.get("/who", token="Bearer nonsense").status == 401


def test_a_bearer_token_signs_nobody_in(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    alb = cognito_alb(a_flask_app(), on_unauthenticated="deny")

    assert alb.get("/who", token=cognito_user.tokens()).status == 401
