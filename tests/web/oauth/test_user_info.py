"""GET and POST /oauth2/userInfo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support import PASSWORD
from tests.web.hosting import Hosting
from tests.web.oauth.support import Machine, api_tokens, failure, tokens

GONE = "Access token is expired, disabled, or deleted, or the user has globally signed out."
BAD = "Bad OAuth2 request at UserInfo Endpoint"
NO_OPENID = "Access token does not contain openid scope"


def ask(hosting: Hosting, token: str | None, method: str = "GET") -> TestResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return hosting.browser.open(hosting.path("/oauth2/userInfo"), method=method, headers=headers)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_told(hosting: Hosting, method: str) -> None:
    answer = ask(hosting, tokens(hosting)["access_token"], method)

    assert answer.status_code == 200
    assert answer.content_type == "application/json;charset=UTF-8"
    told = answer.get_json()
    assert list(told) == ["sub", "email_verified", "email", "username"]
    assert told["email_verified"] == "true"
    assert told["username"] == "alice"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_it_is_told_as_it_is_now(hosting: Hosting) -> None:
    token = tokens(hosting)["access_token"]
    email = [{"Name": "email", "Value": "new@example.com"}]
    pool = {"UserPoolId": hosting.pool_id, "Username": "alice"}
    hosting.call("AdminUpdateUserAttributes", **pool, UserAttributes=email)

    told = ask(hosting, token).get_json()

    assert (told["email"], told["email_verified"]) == ("new@example.com", "false")


def good(hosting: Hosting) -> str:
    return str(tokens(hosting)["access_token"])


def expired(hosting: Hosting) -> str:
    token = good(hosting)
    hosting.emulator.clock.shift(3600)
    return token


def after(operation: str) -> Callable[[Hosting], str]:
    """A good token, and then something happens to its user."""

    def token(hosting: Hosting) -> str:
        token = good(hosting)
        hosting.call(operation, UserPoolId=hosting.pool_id, Username="alice")
        return token

    return token


def revoked(hosting: Hosting) -> str:
    got = tokens(hosting)
    hosting.call("RevokeToken", Token=got["refresh_token"], ClientId=hosting.client.id)
    return str(got["access_token"])


def without_client(hosting: Hosting) -> str:
    token = good(hosting)
    hosting.call("DeleteUserPoolClient", UserPoolId=hosting.pool_id, ClientId=hosting.client.id)
    return token


def of_another_pool(hosting: Hosting) -> str:
    (planted,) = hosting.emulator.plant(
        {
            "PoolName": "another",
            "Clients": [{"ClientName": "c", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}],
            "Users": [{"Username": "bob", "Password": PASSWORD}],
        }
    )
    answer = hosting.call(
        "InitiateAuth",
        ClientId=planted.clients[0].id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "bob", "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


REFUSALS: dict[str, tuple[Callable[[Hosting], str], int, str, str]] = {
    "no token": (lambda _: "", 400, "invalid_request", BAD),
    "no JWT": (lambda _: "x", 401, "invalid_token", GONE),
    "two words": (lambda _: "x y", 401, "invalid_token", GONE),
    "JSON that is no object": (lambda _: "W10.W10.W10", 401, "invalid_token", GONE),
    "changed": (lambda h: f"{good(h)[:-8]}AAAAAAAA", 401, "invalid_token", GONE),
    "an ID token": (lambda h: str(tokens(h)["id_token"]), 401, "invalid_token", GONE),
    "a refresh token": (lambda h: str(tokens(h)["refresh_token"]), 401, "invalid_token", GONE),
    "expired": (expired, 401, "invalid_token", GONE),
    "revoked": (revoked, 401, "invalid_token", GONE),
    "signed out": (after("AdminUserGlobalSignOut"), 401, "invalid_token", GONE),
    "disabled": (after("AdminDisableUser"), 401, "invalid_token", GONE),
    "deleted": (after("AdminDeleteUser"), 401, "invalid_token", GONE),
    "without its client": (without_client, 401, "invalid_token", GONE),
    "of another pool": (of_another_pool, 401, "invalid_token", GONE),
    "of the API": (lambda h: api_tokens(h)["AccessToken"], 401, "invalid_token", NO_OPENID),
    "a machine's": (
        lambda h: str(Machine(h).token().get_json()["access_token"]),
        401,
        "invalid_token",
        GONE,
    ),
    "without openid": (
        lambda h: str(tokens(h, scope="aws.cognito.signin.user.admin")["access_token"]),
        401,
        "invalid_token",
        NO_OPENID,
    ),
}


@pytest.mark.parametrize("situation", REFUSALS)
def test_refusals(hosting: Hosting, situation: str) -> None:
    token, status, error, description = REFUSALS[situation]

    answer = ask(hosting, token(hosting))

    assert failure(answer) == (status, {"error": error, "error_description": description})
    assert answer.headers["WWW-Authenticate"] == (
        f'error="{error}", error_description="{description}"'
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer  ", "Basic YTpi", "nonsense"])
def test_no_token_at_all(hosting: Hosting, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = hosting.browser.get(hosting.path("/oauth2/userInfo"), headers=headers)

    assert failure(answer) == (400, {"error": "invalid_request", "error_description": BAD})


def test_the_scheme_s_case_does_not_matter(hosting: Hosting) -> None:
    headers = {"Authorization": f"bearer {good(hosting)}"}

    answer = hosting.browser.get(hosting.path("/oauth2/userInfo"), headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_other_methods(hosting: Hosting, method: str) -> None:
    answer = ask(hosting, None, method)

    assert (answer.status_code, answer.data) == (405, b"")
