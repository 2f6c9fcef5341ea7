"""Functions behind REST and HTTP APIs, as tests call them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_cognito_emulator import CognitoHttpApi, CognitoRestApi, CognitoUser


def show(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers with the name of the user."""
    assert context.get_remaining_time_in_millis() > 0
    authorizer = event["requestContext"]["authorizer"]
    claims = authorizer.get("claims") or authorizer["jwt"]["claims"]
    event["changed"] = True
    return {"statusCode": 200, "body": claims.get("cognito:username", claims.get("username"))}


def test_a_user_comes_through_to_the_function(
    cognito_rest_api: CognitoRestApi, cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    for api in (cognito_rest_api(show), cognito_http_api(show)):
        result = api.get("/orders/1", user=cognito_user)

        assert result.allowed
        assert result.text == cognito_user.username
        assert result.event is not None
        assert "changed" not in result.event


def test_who_has_no_token_gets_the_front_s_answer(
    cognito_rest_api: CognitoRestApi, cognito_http_api: CognitoHttpApi
) -> None:
    rest, http = cognito_rest_api(show).get("/"), cognito_http_api(show).get("/")

    assert (rest.status, rest.json()) == (403, {"message": "Missing Authentication Token"})
    assert (http.status, http.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert (http.event, http.reason) == (None, "no token")


def test_scopes_need_an_access_token(
    cognito_rest_api: CognitoRestApi, cognito_user: CognitoUser
) -> None:
    api = cognito_rest_api(show, scopes=["orders/read"])

    assert api.get("/orders", user=cognito_user).allowed
    assert api.get("/orders", token=cognito_user.tokens().id_token).status == 401
    assert api.get("/orders", user=cognito_user, scopes=["orders/write"]).status == 401


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"usr": None}, "request() has no parameter usr; the nearest is user."),
        ({"token": "x", "authorization": "y"}, "exclude each other"),
        ({"scopes": ["x"]}, "name the user"),
    ],
)
def test_what_cannot_be_sent(
    cognito_rest_api: CognitoRestApi, how: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(TypeError) as refused:
        cognito_rest_api(show).get("/x", **how)

    assert sentence in str(refused.value)
