"""Functions behind REST and HTTP APIs, as tests call them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_cognito_emulator import (
    BAD_ID_TOKENS,
    BAD_TOKENS,
    HTTP_API_REFUSES,
    REST_API_REFUSES,
    Cognito,
    CognitoClock,
    CognitoHttpApi,
    CognitoRestApi,
    CognitoUser,
)


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


@pytest.mark.parametrize("flaw", BAD_TOKENS)
def test_what_each_front_refuses(
    cognito: Cognito,
    cognito_rest_api: CognitoRestApi,
    cognito_http_api: CognitoHttpApi,
    flaw: str,
) -> None:
    rest = cognito_rest_api(show, scopes=["orders/read"])
    bad = cognito.bad_tokens(scopes=["orders/read"])[flaw]

    assert rest.get("/x", token=bad).allowed is (flaw not in REST_API_REFUSES)
    assert cognito_http_api(show).get("/x", token=bad).allowed is (flaw not in HTTP_API_REFUSES)


@pytest.mark.parametrize("flaw", BAD_ID_TOKENS)
def test_a_method_without_scopes_refuses_the_same_of_id_tokens(
    cognito: Cognito, cognito_rest_api: CognitoRestApi, flaw: str
) -> None:
    bad = cognito.bad_tokens(use="id")[flaw]
    refused = (*REST_API_REFUSES, "access_token")

    assert cognito_rest_api(show).get("/x", token=bad).allowed is (flaw not in refused)


def test_a_lambda_authorizer_gets_an_access_token_with_bearer(
    cognito_rest_api: CognitoRestApi,
    cognito_http_api: CognitoHttpApi,
    cognito_user: CognitoUser,
    cognito_clock: CognitoClock,
) -> None:
    asked = []

    def rest_authorizer(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        asked.append(event["authorizationToken"])
        statement = {
            "Effect": "Allow",
            "Action": "execute-api:Invoke",
            "Resource": event["methodArn"],
        }
        return {"principalId": "me", "policyDocument": {"Statement": [statement]}}

    def backend(event: dict[str, Any]) -> dict[str, Any]:
        return {"statusCode": 200, "body": event["requestContext"]["authorizer"]["principalId"]}

    api = cognito_rest_api(backend, authorizer=rest_authorizer, ttl=60)
    token = cognito_user.tokens()
    for _ in range(2):
        assert api.get("/x", token=token).text == "me"
    cognito_clock.shift(61)
    assert api.get("/x", token=token).text == "me"
    assert asked == [token.authorization] * 2
    assert api.get("/x", user=cognito_user).allowed
    assert asked[-1].startswith("Bearer ey")

    def http_authorizer(_event: dict[str, Any]) -> dict[str, Any]:
        return {"isAuthorized": True, "context": {"level": 3}}

    event = cognito_http_api(show, authorizer=http_authorizer).event("GET", "/", user=cognito_user)
    assert event["requestContext"]["authorizer"] == {"lambda": {"level": 3}}


def test_the_answer_to_head_has_no_body(
    cognito_rest_api: CognitoRestApi, cognito_user: CognitoUser
) -> None:
    result = cognito_rest_api(show).head("/x", user=cognito_user)

    assert (result.status, result.body) == (200, b"")
    assert result.headers["Content-Length"] == str(len(cognito_user.username))


def test_a_body_may_be_what_json_can_hold(
    cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    def echo(event: dict[str, Any]) -> Any:
        return json.loads(event["body"])

    result = cognito_http_api(echo, route="POST /x").post("/x", user=cognito_user, body={"a": [1]})

    assert result.json() == {"a": [1]}
    assert result.event is not None
    assert result.event["headers"]["content-type"] == "application/json"


def test_what_a_function_raises_is_the_reason(
    cognito_rest_api: CognitoRestApi, cognito_user: CognitoUser
) -> None:
    def broken(_event: dict[str, Any]) -> Any:
        raise ValueError("out of order")

    result = cognito_rest_api(broken).get("/x", user=cognito_user)

    assert (result.status, result.allowed) == (502, True)
    assert "the function failed: " in str(result.reason)
    assert "out of order" in str(result.reason)
    assert repr(result).startswith("<FrontResult 502 ")


def test_binary_media_types(cognito_rest_api: CognitoRestApi, cognito_user: CognitoUser) -> None:
    def picture(event: dict[str, Any]) -> Any:
        return {"statusCode": 200, "body": event["body"], "isBase64Encoded": True}

    api = cognito_rest_api(picture, binary_media_types=["image/*"])
    headers = {"Content-Type": "image/png", "Accept": "image/png"}
    result = api.post("/x", user=cognito_user, headers=headers, body=b"\x89PNG")

    assert result.body == b"\x89PNG"


def test_there_is_no_event_of_a_refused_request(cognito_rest_api: CognitoRestApi) -> None:
    with pytest.raises(ValueError, match="as the front answers 401: no token"):
        cognito_rest_api(show).event("GET", "/x")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"resource": "orders"}, "'orders' is no path"),
        ({"authorizer": "jwt"}, "authorizer is 'jwt'; it is 'cognito' or a function."),
        ({"authorizer_type": "TOKENS"}, "authorizer_type is 'TOKENS'; it must be TOKEN or REQUEST"),
    ],
)
def test_settings_that_cannot_be(
    cognito_rest_api: CognitoRestApi, how: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is looked at
        cognito_rest_api(show, **how)

    assert sentence in str(refused.value)


def test_headers_are_found_in_any_case(cognito_http_api: CognitoHttpApi) -> None:
    headers = cognito_http_api(show).get("/").headers

    assert headers["WWW-AUTHENTICATE"] == headers["www-authenticate"] == "Bearer"
    assert "Content-type" in headers
    assert len(headers) == len(list(headers)) == 6
    assert headers.get_all("nothing") == []
    with pytest.raises(KeyError):
        headers["nothing"]
