"""Events of requests and tokens of all kinds, beyond those that anybody has kept."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.http.claims import shown as http_claims
from cognito_emulator.fronts.http.events import Payload
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.fronts.rest.claims import shown as rest_claims
from cognito_emulator.fronts.routes import RouteError, RouteKey, Template
from tests.fronts.support import Behind
from tests.support import StockKeys
from tests.table import table


@pytest.fixture(scope="module")
def behind(stock_keys: StockKeys) -> Behind:
    return Behind(stock_keys, 1790280971.0)


@table(
    "value, at_rest, at_http",
    [
        ("text", "text", "text"),
        (True, "true", "true"),
        (False, "false", "false"),
        (7, "7", "7"),
        (1.5, "1.5", "1.5"),
        (["admin"], "admin", "[admin]"),
        (["a", "b"], "a,b", "[a b]"),
        ([], "", "[]"),
        ([1, True, None], "1,true,null", "[1 true <nil>]"),
        ({"b": 1, "a": ["x"]}, '{"b":1,"a":["x"]}', "map[a:[x] b:1]"),
        (None, "null", "<nil>"),
    ],
)
def test_claims_become_texts(value: object, at_rest: str, at_http: str) -> None:
    assert rest_claims({"claim": value}) == {"claim": at_rest}
    assert http_claims({"claim": value}) == {"claim": at_http}


@table(
    "value, text",
    [
        (1782995989, "Thu Jul 02 12:39:49 UTC 2026"),
        (0, "Thu Jan 01 00:00:00 UTC 1970"),
        (10**20, "100000000000000000000"),
        ("soon", "soon"),
        (True, "true"),
    ],
)
def test_times_at_a_rest_api(value: object, text: str) -> None:
    assert rest_claims({"exp": value}) == {"exp": text}


def rest(behind: Behind, resource: str = "/{proxy+}", **more: Any) -> dict[str, Any]:
    return behind.event(RestApi(resource), behind.token("id"), **more)


def http(
    behind: Behind, route: str = "$default", payload: Payload = "2.0", **more: Any
) -> dict[str, Any]:
    return behind.event(HttpApi(route, payload), behind.token("id"), **more)


def test_several_values_at_a_rest_api(behind: Behind) -> None:
    event = rest(behind, path="/x?a=1&b=", query={"a": ["2", "é"]}, headers={"X-A": "1"})

    assert event["queryStringParameters"] == {"a": "é", "b": ""}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2", "é"], "b": [""]}
    assert event["multiValueHeaders"]["X-A"] == ["1"]
    assert event["path"] == "/x"


def test_several_values_at_an_http_api(behind: Behind) -> None:
    event = http(behind, path="/x?a=1", query=[("a", "2")], headers={"X-B": "1"})

    assert event["queryStringParameters"] == {"a": "1,2"}
    assert event["rawQueryString"] == "a=1&a=2"
    assert event["headers"]["x-b"] == "1"
    assert "cookies" not in event


@pytest.mark.parametrize(
    ("kind", "body", "text", "encoded"),
    [
        ("application/json", b'{"a":1}', '{"a":1}', False),
        ("application/json; charset=utf-8", b"{}", "{}", False),
        ("application/problem+json", b"{}", "e30=", True),
        ("", b"{}", "e30=", True),
        ("text/csv; charset=utf-8", "é".encode(), "é", False),
        ("application/x-www-form-urlencoded", b"a=1", "YT0x", True),
        ("image/png", b"\x89PNG", "iVBORw==", True),
    ],
)
def test_bodies(behind: Behind, kind: str, body: bytes, text: str, *, encoded: bool) -> None:
    how: dict[str, Any] = {"method": "POST", "body": body, "headers": {"Content-Type": kind}}
    found = [http(behind, payload=each, **how) for each in ("1.0", "2.0")]

    assert [(event["body"], event["isBase64Encoded"]) for event in found] == [(text, encoded)] * 2
    assert found[1]["headers"]["content-length"] == str(len(body))
    assert found[0]["headers"]["Content-Length"] == str(len(body))
    assert rest(behind, **how)["isBase64Encoded"] is False


def test_binary_bodies_at_a_rest_api(behind: Behind) -> None:
    front = RestApi(binary_media_types=("image/*",))
    how: dict[str, Any] = {"method": "POST", "body": b"\x89PNG"}
    for kind, body, encoded in (("image/png", "iVBORw==", True), ("a/b", "\ufffdPNG", False)):
        event = behind.event(front, behind.token("id"), headers={"Content-Type": kind}, **how)
        assert (event["body"], event["isBase64Encoded"]) == (body, encoded)


def test_the_payload_1_0(behind: Behind) -> None:
    event = http(behind, "GET /orders/{id}", "1.0", path="/orders/1?a=1")

    assert event["version"] == "1.0"
    assert (event["resource"], event["path"]) == ("/orders/{id}", "/orders/1")
    assert event["pathParameters"] == {"id": "1"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1"]}
    assert event["requestContext"]["authorizer"]["claims"]["token_use"] == "id"
    assert event["requestContext"]["authorizer"]["scopes"] is None


def test_given_path_parameters_stand_in_the_event(behind: Behind) -> None:
    given = {"id": "7"}

    assert rest(behind, path_parameters=given)["pathParameters"] == given
    assert http(behind, path_parameters=given)["pathParameters"] == given


@table(
    "template, path, parameters",
    [
        ("/", "/", {}),
        ("/", "/x", None),
        ("/orders/{id}", "/orders/1", {"id": "1"}),
        ("/orders/{id}", "/orders/1/lines", None),
        ("/orders/{id}", "/orders/", None),
        ("/{proxy+}", "/a/b/", {"proxy": "a/b/"}),
        ("/{proxy+}", "/", None),
        ("/a.b/{x}/c/{rest+}", "/a.b/1/c/2/3", {"x": "1", "rest": "2/3"}),
        ("/a.b", "/aXb", None),
    ],
)
def test_paths(template: str, path: str, parameters: dict[str, str] | None) -> None:
    assert Template(template).match(path) == parameters
    assert RouteKey(f"ANY {template}").match("PUT", path) == parameters


def test_a_route_has_a_method() -> None:
    key = RouteKey("GET /orders")

    assert (key.match("GET", "/orders"), key.match("POST", "/orders")) == ({}, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("orders", "'orders' is no path; the nearest is '/orders'."),
        ("/a{id}", "'a{id}' in '/a{id}' is no parameter"),
        ("/{proxy+}/x", "'{proxy+}' takes all the rest: it has to end '/{proxy+}/x'."),
    ],
)
def test_a_resource_that_is_none(text: str, sentence: str) -> None:
    with pytest.raises(RouteError) as refused:
        RestApi(text)
    assert sentence in str(refused.value)


@table("text", ["/orders", "FETCH /orders", "GET orders", "default", ""])
def test_a_route_key_that_is_none(text: str) -> None:
    with pytest.raises(RouteError):
        HttpApi(text)
