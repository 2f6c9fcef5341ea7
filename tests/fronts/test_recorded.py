"""What real APIs of API Gateway answered and passed on, asked again of the emulator.

The recordings live outside this repository; where they are missing, this is skipped. Each line is a
test: refusals are compared to the byte, events by members, their order and values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.fronts.front import Front
from cognito_emulator.fronts.functions import HttpLambdaAuthorizer, RestLambdaAuthorizer
from cognito_emulator.fronts.functions.rest import AuthorizerType
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.http.jwt import JwtAuthorizer
from cognito_emulator.fronts.outcome import Refusal
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.fronts.rest.claims import shown
from cognito_emulator.fronts.rest.cognito import CognitoAuthorizer
from tests.fronts.support import Behind, asking, policy
from tests.support import StockKeys

FILE = Path(__file__).parents[3] / "shared" / "measured" / "api_gateway_authorizers.jsonl"
LINES = FILE.read_text("utf-8").splitlines() if FILE.exists() else []
ROWS = {row["label"]: row for line in LINES if "label" in (row := json.loads(line))}
#: Lines that are about what is no front of ours, and why.
ASIDE = {
    "create-rest-authorizer": "an operation of API Gateway's own API",
    "rest-not-deployed": "an API that is not deployed: ours always is",
    "http-iam-authorizer": "an authorizer that takes no tokens of a pool",
}
SIGNED_IN = 1790280971.0
MOMENTS = {"http": 1790280991.311, "rest": 1790280995.353}
CONTEXT = {
    "stringValue": "scalar-text",
    "integerValue": 123,
    "floatValue": 1.5,
    "trueValue": True,
    "falseValue": False,
    "zeroValue": 0,
}
HTTP_CONTEXT = {
    "stringValue": "probe-value",
    "numberValue": 7,
    "booleanValue": True,
    "emptyValue": "",
    "nullValue": None,
    "arrayValue": ["one", 2, False],
    "mapValue": {"inner": "value"},
    "claims": {"sub": "somebody"},
}

pytestmark = pytest.mark.skipif(not ROWS, reason="the recordings are not there")


def fits(expected: Any, found: Any) -> bool:
    """Whether a value is as the line has it, where ``${...}`` stands for anything."""
    if isinstance(expected, dict):
        return list(expected) == list(found) and all(fits(expected[n], found[n]) for n in expected)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(fits, expected, found))
    if isinstance(expected, str) and "${" in expected:
        parts = re.split(r"\$\{[^}]*\}", expected)
        return re.fullmatch(".+".join(map(re.escape, parts)), str(found)) is not None
    return bool(expected == found) and type(expected) is type(found)


def assert_refused(row: Any, outcome: Refusal) -> None:
    answer = outcome.answer
    assert answer.status == row["status"]
    assert fits(row["headers"], [list(pair) for pair in answer.headers])
    assert len(answer.body) == row["body_bytes"]
    assert answer.body == json.dumps(row["body"], separators=(",", ":")).encode()


@pytest.fixture
def behind(stock_keys: StockKeys) -> Behind:
    return Behind(stock_keys, SIGNED_IN)


def rest(**settings: Any) -> RestApi:
    return RestApi(stage="dev", **settings)


def rest_asking(answer: Callable[..., Any], kind: AuthorizerType = "TOKEN") -> RestApi:
    return rest(authorizer=RestLambdaAuthorizer(asking(answer), kind))


def http_asking(answer: Callable[..., Any], **how: Any) -> HttpApi:
    return HttpApi(authorizer=HttpLambdaAuthorizer(asking(answer), **how))


def raises_unauthorized(_event: Any) -> Any:
    raise ValueError("Unauthorized")


def front_of(api: str, route: str) -> Front:
    scopes = ("aws.cognito.signin.user.admin",) if route == "/scope" else ()
    if api == "rest":
        return rest(resource=route, authorizer=CognitoAuthorizer(scopes))
    return HttpApi(route=f"GET {route}", authorizer=JwtAuthorizer(scopes))


def of_tokens() -> list[str]:
    return [
        label for label, row in ROWS.items() if row.get("token") in ("none", "invalid", "id")
    ] + [label for label, row in ROWS.items() if row.get("token") == "access"]


@pytest.mark.parametrize("label", [each for each in of_tokens() if each not in ASIDE])
def test_a_token_at_an_authorizer_of_the_pool(behind: Behind, label: str) -> None:
    row = ROWS[label]
    tokens = {"none": None, "invalid": "Bearer invalid-jwt"}
    kind = row["token"]
    sent = tokens[kind] if kind in tokens else f"Bearer {behind.token(kind)}"
    behind.emulator.clock.freeze(MOMENTS[row["api"]])
    front = front_of(row["api"], "/jwt" if "no-such" in label else row["route"])

    more = {"path": row["route"], "headers": {"Accept-Encoding": "identity"}}
    if row["status"] != 200:
        assert_refused(row, behind.refusal(front, sent, **more))
        return
    event = behind.event(front, sent, **more)

    assert fits(row["event"], event), json.dumps(event)
    assert json.dumps(list(row["event"])) == json.dumps(list(event))


def test_after_revocation(behind: Behind) -> None:
    token = behind.token("id")
    for api in ("rest", "http"):
        assert behind.event(front_of(api, "/jwt"), token)


def test_rest_claims_order() -> None:
    row = ROWS["rest-claims-order"]
    assert list(shown(dict.fromkeys(row["token_order_access"], ""))) == row["event_order_access"]


def test_rest_groups() -> None:
    """Its claims, with the exceptions of Java's dates, come of such a token."""
    claims = ROWS["rest-groups"]["claims"]
    times = {"auth_time": 1782992389, "exp": 1782995989, "iat": 1782992389, "version": 2}
    token = {**claims, **times, "cognito:groups": ["admin"]}

    assert list(shown(token).items()) == list(claims.items())


REFUSED_FUNCTIONS: dict[str, Callable[[], tuple[Front, str | None]]] = {
    "rest-lambda-missing-identity": lambda: (rest_asking(lambda _: policy()), None),
    "rest-lambda-deny": lambda: (rest_asking(lambda _: policy("Deny")), "any"),
    "rest-lambda-raises-unauthorized": lambda: (rest_asking(raises_unauthorized), "any"),
    "rest-lambda-bad-answer": lambda: (rest_asking(lambda _: {"principalId": "x"}), "any"),
    "http-lambda-missing-identity": lambda: (http_asking(lambda _: {"isAuthorized": True}), None),
    "http-lambda-deny": lambda: (http_asking(lambda _: {"isAuthorized": False}), "any"),
    "http-lambda-bad-answer": lambda: (http_asking(lambda _: policy()), "any"),
}


@pytest.mark.parametrize("label", REFUSED_FUNCTIONS)
def test_a_lambda_authorizer_that_does_not_let_in(behind: Behind, label: str) -> None:
    front, sent = REFUSED_FUNCTIONS[label]()
    assert_refused(ROWS[label], behind.refusal(front, sent))


def heard(behind: Behind, front: Callable[[Callable[..., Any]], Front], **more: Any) -> Any:
    """Return what a Lambda authorizer's function gets."""
    events = []

    def function(event: Any) -> Any:
        events.append(event)
        return {"isAuthorized": True}

    behind.decide(front(function), **more)
    return events[0]


def test_rest_lambda_token_event(behind: Behind) -> None:
    found = heard(behind, rest_asking, authorization="Bearer x", path="/token300")

    assert fits(ROWS["rest-lambda-token-event"]["event"], found)
    assert found["authorizationToken"] == "Bearer x"


def test_rest_lambda_context_in_backend(behind: Behind) -> None:
    event = behind.event(rest_asking(lambda _: policy(context=CONTEXT)), "any")
    found = event["requestContext"]["authorizer"]

    latency = {"integrationLatency": found["integrationLatency"]}
    recorded = {**ROWS["rest-lambda-context-in-backend"]["authorizer_in_event"], **latency}
    assert isinstance(latency["integrationLatency"], int)
    assert list(found.items()) == list(recorded.items())


def test_http_lambda_event(behind: Behind) -> None:
    row = ROWS["http-lambda-event-2.0"]["event"]
    behind.emulator.clock.freeze(1790284726.76)
    found = heard(
        behind,
        lambda function: HttpApi(
            route="GET /v2simple/a",
            authorizer=HttpLambdaAuthorizer(asking(function)),
            stage_variables=row["stageVariables"],
        ),
        authorization="token",
        path="/v2simple/a",
        headers={"Accept-Encoding": "identity"},
    )

    assert fits(row, found), json.dumps(found)


def test_http_lambda_context_in_backend(behind: Behind) -> None:
    row = ROWS["http-lambda-context-in-backend"]
    simple = {"isAuthorized": True, "context": HTTP_CONTEXT}
    newer = behind.event(http_asking(lambda _: simple), "any")
    older = behind.event(http_asking(lambda _: policy(context=HTTP_CONTEXT), payload="1.0"), "any")

    assert fits(row["simple_2_0"], newer["requestContext"]["authorizer"])
    assert fits(row["payload_1_0"], older["requestContext"]["authorizer"])


def test_http_event_cookies_and_path(behind: Behind) -> None:
    row = ROWS["http-event-cookies-and-path"]["event"]
    front = HttpApi(route="GET /v1/item/{item}", stage_variables=row["stageVariables"])
    found = behind.event(
        front,
        behind.token("access"),
        path="/v1/item/value%20space?dup=one&dup=two&empty=&encoded=a%2Bb",
        headers={"Cookie": "one=1; two=2"},
    )

    assert "cookie" not in found["headers"]
    assert fits(row, {**found, "headers": "any", "requestContext": "any"})


def test_each_line_has_its_test() -> None:
    own = {
        *("after-revocation", "rest-claims-order", "rest-groups", "http-event-cookies-and-path"),
        *("rest-lambda-token-event", "rest-lambda-context-in-backend"),
        *("http-lambda-event-2.0", "http-lambda-context-in-backend"),
    }
    tested = {*of_tokens(), *REFUSED_FUNCTIONS, *own, *ASIDE}

    assert [label for label in ROWS if label not in tested] == []
