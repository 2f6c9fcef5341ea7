"""What clients get of what functions answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.control import fronts
from cognito_emulator.fronts.front import Front
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.outcome import Answer
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.lambdas import FunctionError
from tests.fronts.support import POOL, Behind
from tests.properties import examples
from tests.support import StockKeys

REST, NEWER, OLDER = RestApi(), HttpApi(), HttpApi(payload="1.0")


@pytest.fixture(scope="module")
def behind(stock_keys: StockKeys) -> Behind:
    return Behind(stock_keys)


def answer(
    behind: Behind, front: Front, result: object, headers: dict[str, str] | None = None
) -> Answer:
    event = behind.event(front, behind.token("id"), headers=headers or {})
    return front.answer(result, event, fronts.user_pool(behind.emulator, POOL))


GOOD = {"statusCode": 201, "headers": {"X-A": "1", "X-N": 2, "X-B": True}, "body": "hello"}


@pytest.mark.parametrize("front", [REST, NEWER, OLDER])
def test_a_whole_answer(behind: Behind, front: Front) -> None:
    found = answer(behind, front, GOOD)
    headers = {name.lower(): value for name, value in found.headers}

    assert (found.status, found.body, found.reason) == (201, b"hello", None)
    assert (headers["x-a"], headers["x-n"], headers["x-b"]) == ("1", "2", "true")
    assert headers["content-length"] == "5"


def test_what_stands_around_it(behind: Behind) -> None:
    rest, http = (answer(behind, front, GOOD).headers for front in (REST, NEWER))

    assert [name for name, _ in rest] == [
        *("Date", "Content-Type", "Content-Length", "Connection"),
        *("x-amzn-RequestId", "x-amz-apigw-id", "X-A", "X-N", "X-B", "X-Amzn-Trace-Id"),
    ]
    assert [name for name, _ in http] == [
        *("Date", "Content-Type", "Content-Length", "Connection"),
        *("x-a", "x-n", "x-b", "Apigw-Requestid"),
    ]
    assert dict(rest)["Content-Type"] == "application/json"
    assert dict(http)["Content-Type"] == "text/plain; charset=utf-8"


def test_one_header_with_several_values(behind: Behind) -> None:
    result = {
        "statusCode": "200",
        "headers": {"set-cookie": "c=3", "Content-Type": "text/html"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
    }
    found = answer(behind, REST, result)

    assert [v for n, v in found.headers if n.lower() == "set-cookie"] == ["c=3", "a=1", "b=2"]
    assert ("Content-Type", "text/html") in found.headers
    assert (found.status, found.body) == (200, b"")


def test_cookies_of_the_payload_2_0(behind: Behind) -> None:
    result = {"statusCode": 200, "cookies": ["a=1", "b=2"]}

    headers = answer(behind, NEWER, result).headers
    assert [value for name, value in headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert "set-cookie" not in dict(answer(behind, OLDER, result).headers)
    assert answer(behind, REST, result).status == 502


def test_bytes(behind: Behind) -> None:
    result = {"statusCode": 200, "body": "iVBORw==", "isBase64Encoded": True}

    assert answer(behind, NEWER, result).body == b"\x89PNG"
    assert answer(behind, REST, result).body == b"iVBORw=="
    front = RestApi(binary_media_types=("image/*",))
    assert answer(behind, front, result, {"accept": "image/png, */*"}).body == b"\x89PNG"
    assert answer(behind, front, result, {"accept": "*/*, image/png"}).body == b"iVBORw=="


def test_a_null_type_is_none(behind: Behind) -> None:
    headers = answer(behind, REST, {"statusCode": 204, "headers": {"content-type": None}}).headers

    assert "Content-Type" not in dict(headers)


def test_an_http_api_looks_over_what_it_does_not_know(behind: Behind) -> None:
    result = {"statusCode": 200, "boddy": "", "multiValueHeaders": {"Content-Type": ["a/b"]}}

    assert dict(answer(behind, OLDER, result).headers)["Content-Type"] == "a/b"
    kind = dict(answer(behind, NEWER, result).headers)["Content-Type"]
    assert kind == "text/plain; charset=utf-8"
    reason = str(answer(behind, REST, result).reason)
    assert "boddy is no member of an answer; the nearest is body" in reason


def test_the_answer_has_the_ids_of_the_event(behind: Behind) -> None:
    for front, path in ((REST, "x-amz-apigw-id"), (NEWER, "Apigw-Requestid")):
        event = behind.event(front, behind.token("id"))
        pool = fronts.user_pool(behind.emulator, POOL)
        context = event["requestContext"]
        known = context.get("extendedRequestId", context["requestId"])
        assert dict(front.answer(GOOD, event, pool).headers)[path] == known


@pytest.mark.parametrize(
    ("result", "body"),
    [
        ({"id": 1, "a": "é"}, '{"id": 1, "a": "é"}'.encode()),
        ([1, 2], b"[1, 2]"),
        ("hello", b"hello"),
        (None, b"null"),
        (7, b"7"),
    ],
)
def test_an_answer_without_a_status(behind: Behind, result: object, body: bytes) -> None:
    """The payload 2.0 makes a 200 of it; all others say that something is wrong."""
    found = answer(behind, NEWER, result)

    assert (found.status, found.body) == (200, body)
    assert dict(found.headers)["Content-Type"] == "application/json"
    assert answer(behind, OLDER, result).status == 500
    assert answer(behind, REST, result).status == 502


MALFORMED: list[tuple[Any, str]] = [
    ({"statusCode": 200, "body": {"a": 1}}, "body is dict, no text"),
    ({"statusCode": "abc"}, "statusCode is 'abc', no status code"),
    ({"statusCode": True}, "statusCode is True, no status code"),
    ({"statusCode": 99}, "statusCode is 99, no status code"),
    ({"statusCode": 200, "headers": ["x"]}, "headers is list, no object"),
    ({"statusCode": 200, "headers": {"X": {"a": 1}}}, "the header X is dict, no text"),
]


@pytest.mark.parametrize(("result", "reason"), MALFORMED)
def test_what_is_malformed(behind: Behind, result: Any, reason: str) -> None:
    rest, http = answer(behind, REST, result), answer(behind, OLDER, result)

    assert (rest.status, rest.body) == (502, b'{"message": "Internal server error"}')
    assert dict(rest.headers)["x-amzn-ErrorType"] == "InternalServerErrorException"
    assert (http.status, http.body) == (500, b'{"message":"Internal Server Error"}')
    for found in (rest, http):
        assert reason in str(found.reason)


def test_what_is_malformed_at_one_of_them(behind: Behind) -> None:
    bad: dict[str, Any] = {"statusCode": 200, "body": "é", "isBase64Encoded": True}
    assert "body is no base64" in str(answer(behind, NEWER, bad).reason)
    assert answer(behind, REST, bad).body == "é".encode()
    bad = {"statusCode": 200, "multiValueHeaders": {"X": "1"}}
    for front in (REST, OLDER):
        assert "X in multiValueHeaders is no list" in str(answer(behind, front, bad).reason)


def test_a_function_that_fails(behind: Behind) -> None:
    failure = FunctionError("out of order")

    assert [answer(behind, it, failure).status for it in (REST, NEWER, OLDER)] == [502, 500, 500]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
MEMBERS = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies"]


@given(result=ANY_JSON | st.dictionaries(st.sampled_from(MEMBERS), ANY_JSON))
@settings(max_examples=examples(60))
def test_whatever_a_function_answers_the_client_gets_something(
    behind: Behind, result: object
) -> None:
    for front in (REST, NEWER, OLDER):
        found = answer(behind, front, json.loads(json.dumps(result)))
        assert 100 <= found.status <= 599
