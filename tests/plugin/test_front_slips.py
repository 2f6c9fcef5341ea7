"""Slips at the fronts' fixtures: each is refused, and the sentence says what is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from pytest_cognito_emulator import (
    CognitoAlb,
    CognitoAppSync,
    CognitoHttpApi,
    CognitoRestApi,
    CognitoUser,
)
from pytest_cognito_emulator.fronts.result import FrontResult, Headers
from tests.table import table


def fine(event: dict[str, Any]) -> dict[str, Any]:
    return {"statusCode": 200, "body": event.get("path", "")}


@dataclass(frozen=True)
class Fronts:
    """The fixtures, and a user."""

    rest: CognitoRestApi
    http: CognitoHttpApi
    alb: CognitoAlb
    appsync: CognitoAppSync
    user: CognitoUser

    def asked(self, **how: Any) -> list[Callable[[], object]]:
        """Return the same request to each front that HTTP clients ask."""
        made = (self.rest(fine), self.http(fine), self.alb(fine, on_unauthenticated="allow"))
        return [lambda front=front: front.get("/x", **how) for front in made]  # type: ignore[misc]

    def made(self, handler: Any) -> list[Callable[[], object]]:
        """Return what puts a function behind each front."""
        makers = (self.rest, self.http, self.alb, self.appsync)
        return [lambda make=make: make(handler) for make in makers]  # type: ignore[misc]


@pytest.fixture
def fronts(
    cognito_rest_api: CognitoRestApi,
    cognito_http_api: CognitoHttpApi,
    cognito_alb: CognitoAlb,
    cognito_appsync: CognitoAppSync,
    cognito_user: CognitoUser,
) -> Fronts:
    return Fronts(cognito_rest_api, cognito_http_api, cognito_alb, cognito_appsync, cognito_user)


Refusal = type[Exception] | tuple[type[Exception], ...]
Slip = tuple[Callable[[Fronts], list[Callable[[], object]]], Refusal, str]

#: What is wrong in a request, or at all fronts alike.
EVERYWHERE: Mapping[str, Slip] = {
    "a user's name": (
        lambda on: [
            *on.asked(user="ada"),
            lambda: on.appsync(fine).query("getOrder", user="ada"),  # type: ignore[arg-type]
            lambda: on.appsync.identity("ada"),  # type: ignore[arg-type]
            lambda: on.alb.headers("ada"),  # type: ignore[arg-type]
        ],
        TypeError,
        "user is 'ada', no user: cognito_user is one, and so is cognito.users['ada'].",
    ),
    "tokens for a user": (
        lambda on: on.asked(user=on.user.tokens()),
        TypeError,
        "no user: cognito_user is one.",
    ),
    "a token of bytes": (
        lambda on: on.asked(token=b"x"),
        TypeError,
        "token is b'x'; it is a text, or tokens, as cognito_user.tokens().",
    ),
    "authorization": (
        lambda on: on.asked(authorization=5),
        TypeError,
        "authorization is 5; it is a text",
    ),
    "a query as a text": (
        lambda on: on.asked(query="page=2"),
        TypeError,
        "query is 'page=2'; it is a mapping, such as {'page': '2'}, or stands behind the path: ",
    ),
    "a query of names alone": (
        lambda on: on.asked(query=["page"]),
        TypeError,
        "query is ['page']; it is a mapping",
    ),
    "headers": (
        lambda on: on.asked(headers=5),
        TypeError,
        "headers is 5; it is a mapping, such as {'X-Trace': '1'}.",
    ),
    "a body that JSON cannot be": (
        lambda on: on.asked(body=5),
        TypeError,
        "body is 5; it is a text, bytes, or a dict or list",
    ),
    "path parameters": (
        lambda on: on.asked(path_parameters="17"),
        TypeError,
        "path_parameters is '17'; it is a mapping, such as {'id': '1'}.",
    ),
    "json": (
        lambda on: on.asked(json={}),
        TypeError,
        "request() has no parameter json: it is body, and a dict becomes JSON.",
    ),
    "params": (
        lambda on: on.asked(params={}),
        TypeError,
        "request() has no parameter params: it is query.",
    ),
    "two who send": (
        lambda on: on.asked(user=on.user, token="x"),
        TypeError,
        "user, token and authorization exclude each other: name one.",
    ),
    "scopes of nobody": (
        lambda on: on.asked(scopes=["x"]),
        TypeError,
        "scopes are those of a user's token: name the user.",
    ),
    "no function": (
        lambda on: on.made("orders.handler"),
        (TypeError, ValueError),
        "it cannot be called",
    ),
}

#: What is wrong where a front is made, or where it alone is asked.
ALONE: Mapping[str, tuple[Callable[[Fronts], object], Refusal, str]] = {
    "no path": (
        lambda on: on.rest(fine, resource=None),  # type: ignore[arg-type]
        ValueError,
        "None is no path; it is a text, such as '/orders/{id}'.",
    ),
    "a parameter twice": (
        lambda on: on.rest(fine, resource="/{id}/{id}"),
        ValueError,
        "'/{id}/{id}' has several parameters id: name each once.",
    ),
    "no authorizer": (
        lambda on: on.rest(fine, authorizer=None),  # type: ignore[arg-type]
        ValueError,
        "authorizer is None; it is 'cognito' or a function.",
    ),
    "a number for an authorizer": (
        lambda on: on.http(fine, authorizer=5),  # type: ignore[arg-type]
        ValueError,
        "authorizer is 5; it is 'jwt' or a function.",
    ),
    "ttl as a text": (
        lambda on: on.rest(fine, authorizer=fine, ttl="5"),  # type: ignore[arg-type]
        ValueError,
        "ttl is '5'; it is 0 to 3600 seconds.",
    ),
    "a type without a function": (
        lambda on: on.rest(fine, authorizer_type="REQUEST"),
        ValueError,
        "authorizer_type is 'REQUEST', and has no effect: it is for Lambda authorizers, which",
    ),
    "ttl without a function": (
        lambda on: on.http(fine, ttl=60),
        ValueError,
        "ttl is 60, and has no effect: it is for Lambda authorizers",
    ),
    "an audience beside a function": (
        lambda on: on.http(fine, authorizer=fine, audience="x"),
        ValueError,
        "audience is 'x', and has no effect: it is for JWT authorizers",
    ),
    "a payload as a number": (
        lambda on: on.http(fine, payload=2.0),  # type: ignore[arg-type]
        ValueError,
        "payload is 2.0; it must be '1.0' or '2.0'.",
    ),
    "a path for a route": (
        lambda on: on.http(fine, route="/orders"),
        ValueError,
        "The nearest is 'ANY /orders'.",
    ),
    "a method in small letters": (
        lambda on: on.http(fine, route="get /orders"),
        ValueError,
        "The nearest is 'GET /orders'.",
    ),
    "$Default": (lambda on: on.http(fine, route="$Default"), ValueError, "nearest is '$default'."),
    "a route that is none": (lambda on: on.http(fine, route=None), ValueError, "no route key"),  # type: ignore[arg-type]
    "a path for a method": (
        lambda on: on.rest(fine).event("/x", user=on.user),
        ValueError,
        "method is '/x'; it is such as 'GET', and the path comes behind it.",
    ),
    "no text for a path": (
        lambda on: on.rest(fine).get(None),  # type: ignore[arg-type]
        TypeError,
        "path is None; it is a text, such as '/orders/1'.",
    ),
    "a URL for a path": (
        lambda on: on.http(fine).get("https://api.example.com/x?a=1"),
        ValueError,
        "a whole URL; its path is '/x?a=1'.",
    ),
    "a URL for a host": (
        lambda on: on.alb(fine, host="https://shop/"),
        ValueError,
        "host is 'https://shop/'; it is a name, such as 'app.example.com'.",
    ),
    "a timeout as a text": (
        lambda on: on.alb(fine, session_timeout="1h"),  # type: ignore[arg-type]
        ValueError,
        "session_timeout is '1h'; it is 1 to 604800 seconds.",
    ),
    "a timeout below zero": (
        lambda on: on.alb(fine, session_timeout=-1),
        ValueError,
        "session_timeout is -1;",
    ),
    "more parameters": (
        lambda on: on.alb(fine, extra_params="prompt=login"),  # type: ignore[arg-type]
        ValueError,
        "extra_params is 'prompt=login'; it is a mapping",
    ),
    "scopes for scope": (
        lambda on: on.alb.headers(on.user, scopes="openid"),  # type: ignore[call-arg]
        TypeError,
        "cognito_alb.headers() has no parameter scopes; the nearest is scope.",
    ),
    "which token": (
        lambda on: on.appsync.identity(on.user, token_use="access"),  # type: ignore[call-arg]
        TypeError,
        "identity() has no parameter token_use; the nearest is use",
    ),
    "which token, behind a function": (
        lambda on: on.appsync(fine).identity(on.user, usee="access"),  # type: ignore[call-arg]
        TypeError,
        "identity() has no parameter usee; the nearest are use, user.",
    ),
    "a query for a field": (
        lambda on: on.appsync(fine).query("{ getOrder { id } }", user=on.user),
        ValueError,
        "field is '{ getOrder { id } }', no name of GraphQL; queries are not parsed",
    ),
    "a type that is none": (
        lambda on: on.appsync(fine, type="").query("x", user=on.user),
        ValueError,
        "type is '', no name of GraphQL",
    ),
    "arguments": (
        lambda on: on.appsync(fine).query("getOrder", "17", user=on.user),  # type: ignore[arg-type]
        TypeError,
        "arguments is '17'; it is a mapping, such as {'id': 1}.",
    ),
    "an argument for a parameter": (
        lambda on: on.appsync(fine).query("getOrder", id=1, user=on.user),  # type: ignore[call-arg]
        TypeError,
        "the second one: query('getOrder', {'id': 1}).",
    ),
    "a source": (
        lambda on: on.appsync(fine).query("x", user=on.user, source="y"),  # type: ignore[arg-type]
        TypeError,
        "source is 'y'; it is a mapping",
    ),
}


@pytest.mark.parametrize("slip", EVERYWHERE)
def test_what_no_front_takes(fronts: Fronts, slip: str) -> None:
    acts, kind, sentence = EVERYWHERE[slip]
    for act in acts(fronts):
        with pytest.raises(kind) as refused:
            act()
        assert sentence in str(refused.value)


@table("slip", ALONE)
def test_what_one_front_does_not_take(fronts: Fronts, slip: str) -> None:
    act, kind, sentence = ALONE[slip]
    with pytest.raises(kind) as refused:
        act(fronts)
    assert sentence in str(refused.value)


def test_a_path_that_begins_with_two_slashes_is_no_host(fronts: Fronts) -> None:
    behind = fronts.alb(fine, on_unauthenticated="allow")

    assert behind.get("//x").text == "//x"
    assert behind.get("https://app.example.com/x").text == "/x"


def test_a_body_that_is_no_json_is_shown() -> None:
    with pytest.raises(ValueError, match=r"The body is no JSON: .* <FrontResult 200 'no'>"):
        FrontResult(200, Headers(()), b"no").json()
