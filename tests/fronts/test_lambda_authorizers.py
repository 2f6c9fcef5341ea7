"""Lambda authorizers: when their functions are asked, and what their answers mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cognito_emulator.fronts.functions import HttpLambdaAuthorizer, RestLambdaAuthorizer
from cognito_emulator.fronts.functions.asking import Asking, TtlError
from cognito_emulator.fronts.functions.identity import Source, SourceError
from cognito_emulator.fronts.functions.policies import ConditionError, verdict
from cognito_emulator.fronts.functions.rest import AuthorizerType
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.outcome import Admitted
from cognito_emulator.fronts.rest import RestApi
from tests.fronts.support import Behind, asking, policy
from tests.support import StockKeys
from tests.table import table

ARN = "arn:aws:execute-api:us-east-1:123456789012:abc/prod/GET/orders/1"


@pytest.fixture
def behind(stock_keys: StockKeys) -> Behind:
    return Behind(stock_keys, 1790280971.0)


class Spy:
    """A function that answers what it is told to, and remembers what it got."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.events: list[Any] = []

    def __call__(self, event: Any) -> Any:
        self.events.append(event)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer(event) if callable(self.answer) else self.answer


def rest(
    function: Callable[..., Any], *sources: str, kind: AuthorizerType = "REQUEST", ttl: int = 0
) -> RestApi:
    return RestApi(authorizer=RestLambdaAuthorizer(asking(function, *sources, ttl=ttl), kind))


def http(function: Callable[..., Any], *sources: str, ttl: int = 0, **how: Any) -> HttpApi:
    route = how.pop("route", "$default")
    authorizer = HttpLambdaAuthorizer(asking(function, *sources, ttl=ttl), **how)
    return HttpApi(route, authorizer=authorizer)


def statement(**members: Any) -> dict[str, Any]:
    usual = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": ARN}
    return {name: value for name, value in {**usual, **members}.items() if value is not None}


@table(
    "statements, expected",
    [
        ([statement()], "allowed"),
        (statement(), "allowed"),
        ([statement(Effect="Deny")], "denied"),
        ([statement(), statement(Effect="Deny")], "denied"),
        ([statement(Resource="*")], "allowed"),
        ([statement(Resource=["x", ARN])], "allowed"),
        ([statement(Resource=ARN.replace("GET/orders/1", "*"))], "allowed"),
        ([statement(Resource=ARN.replace("GET", "*"))], "allowed"),
        ([statement(Resource=ARN.replace("GET", "G?T"))], "allowed"),
        ([statement(Resource=ARN.replace("GET", "?T"))], "silent"),
        ([statement(Resource=ARN.replace("GET", "get"))], "silent"),
        ([statement(Resource=ARN.replace("GET", "POST"))], "silent"),
        ([statement(Resource=ARN.replace(":", ".", 1))], "silent"),
        ([statement(Action="EXECUTE-API:invoke")], "allowed"),
        ([statement(Action="execute-api:*")], "allowed"),
        ([statement(Action=["s3:GetObject", "*"])], "allowed"),
        ([statement(Action="execute-api:InvalidateCache")], "silent"),
        ([statement(Action=None, NotAction="s3:*")], "allowed"),
        ([statement(Resource=None, NotResource=ARN)], "silent"),
        ([statement(Resource=None, NotResource="other")], "allowed"),
        ([statement(Resource=[])], "silent"),
        ([], "silent"),
    ],
)
def test_policies(statements: Any, expected: str) -> None:
    assert verdict({"Statement": statements}, ARN) == expected


def test_a_condition_is_not_emulated() -> None:
    with pytest.raises(ConditionError, match="Condition in a policy is not emulated"):
        verdict({"Statement": [statement(Condition={"Bool": {"a": "b"}})]}, ARN)


GOOD = policy()["policyDocument"]
BAD_POLICIES: list[tuple[Any, str]] = [
    (None, "it is NoneType, no object"),
    ("Unauthorized", "it is str, no object"),
    ({"policyDocument": GOOD}, "principalId is None, no text"),
    ({"principalId": 7, "policyDocument": GOOD}, "principalId is 7, no text"),
    ({"isAuthorized": True}, "isAuthorized is of simple answers, which HTTP APIs take"),
    ({"principalId": "x"}, "policyDocument is None, no object"),
    ({"principalId": "x", "policyDocument": {}}, "Statement has None, no object"),
    (policy("allow"), "Effect is 'allow', not Allow or Deny"),
    (policy(resource=7), "Resource is 7, neither a text nor a list of texts"),
    (policy(context=["x"]), "context is ['x'], no object"),
]


@pytest.mark.parametrize(("answer", "reason"), BAD_POLICIES)
def test_an_answer_that_is_no_policy(behind: Behind, answer: Any, reason: str) -> None:
    refusal = behind.refusal(rest(Spy(answer)), "any")

    assert (refusal.answer.status, refusal.answer.body) == (500, b'{"message":null}')
    assert reason in refusal.reason


@pytest.mark.parametrize("value", [{"a": 1}, ["a"]])
def test_a_nested_context_at_a_rest_api(behind: Behind, value: Any) -> None:
    refusal = behind.refusal(rest(Spy(policy(context={"x": value}))), "any")

    assert refusal.answer.status == 500
    assert refusal.reason.startswith("the authorizer's answer is no good: x in context is")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (policy(), "isAuthorized, which is true or false; a policy is taken with simple=False"),
        ({"isAuthorised": True}, "isAuthorized, which is true or false; this one has isAuthorised"),
        ({"isAuthorized": "true"}, "isAuthorized, which is true or false"),
    ],
)
def test_the_reason_names_what_was_meant_for_a_simple_answer(
    behind: Behind, answer: Any, sentence: str
) -> None:
    assert behind.refusal(http(Spy(answer)), "any").reason.endswith(sentence)


@pytest.mark.parametrize("answer", [None, {}, {"isAuthorized": "true"}, [True], policy()])
def test_an_answer_that_is_not_simple(behind: Behind, answer: Any) -> None:
    assert behind.refusal(http(Spy(answer)), "any").answer.status == 500


@pytest.mark.parametrize("how", [{"simple": False}, {"payload": "1.0"}])
def test_policies_at_an_http_api(behind: Behind, how: dict[str, Any]) -> None:
    assert behind.event(http(Spy(policy()), **how), "any")
    assert behind.refusal(http(Spy(policy("Deny")), **how), "any").answer.status == 403
    assert behind.refusal(http(Spy(policy(resource="x")), **how), "any").answer.status == 403
    assert behind.refusal(http(Spy({"isAuthorized": True}), **how), "any").answer.status == 500


def test_what_no_policy_covers_is_denied_in_other_words(behind: Behind) -> None:
    refusal = behind.refusal(rest(Spy(policy(resource="elsewhere"))), "any")

    assert refusal.answer.body == (
        b'{"Message":"User is not authorized to access this resource because no identity-based'
        b' policy allows the execute-api:Invoke action"}'
    )


def test_what_a_function_raises(behind: Behind) -> None:
    for make, bad in ((rest, 500), (http, 500)):
        raised = [make(Spy(ValueError(text))) for text in ("Unauthorized", "out of order")]
        assert [behind.refusal(each, "any").answer.status for each in raised] == [401, bad]
    assert behind.refusal(http(Spy("Unauthorized")), "any").answer.status == 401


def test_the_type_request_gets_the_request(behind: Behind) -> None:
    spy = Spy(policy())
    behind.event(rest(spy), "any", path="/orders/1?a=1&a=2", method="POST", body="secret")
    (event,) = spy.events

    assert list(event)[:6] == ["type", "methodArn", "resource", "path", "httpMethod", "headers"]
    assert event["methodArn"].endswith("/prod/POST/orders/1")
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert event["pathParameters"] == {"proxy": "orders/1"}
    assert "authorizer" not in event["requestContext"]
    assert "body" not in event


def test_the_payload_1_0_has_a_text(behind: Behind) -> None:
    spy = Spy(policy())
    front = http(spy, "Authorization", "$request.querystring.a", payload="1.0")
    behind.event(front, "any", path="/x?a=1")
    (event,) = spy.events

    assert (event["version"], event["type"]) == ("1.0", "REQUEST")
    assert event["identitySource"] == event["authorizationToken"] == "any,1"


EMPTY_AT: list[tuple[Callable[..., Any], Any, int, int]] = [
    (rest, policy(), 401, 401),
    (http, {"isAuthorized": True}, 401, 200),
]


@pytest.mark.parametrize(("make", "answer", "missing", "empty"), EMPTY_AT)
@pytest.mark.parametrize("source", ["Authorization", "$request.querystring.a"])
def test_identity_sources(
    behind: Behind, make: Any, answer: Any, missing: int, empty: int, source: str
) -> None:
    spy = Spy(answer)
    front = make(spy, source)
    outcomes = [
        behind.decide(front, path="/x"),
        behind.decide(front, "", path="/x?a="),
        behind.decide(front, "any", path="/x?a=1"),
    ]
    found = [200 if isinstance(it, Admitted) else it.answer.status for it in outcomes]

    assert found == [missing, empty, 200]
    assert len(spy.events) == found.count(200)


def test_without_identity_sources_the_function_is_asked(behind: Behind) -> None:
    spy = Spy(policy())
    asked = Asking(asking(spy).function, ())

    assert behind.event(RestApi(authorizer=RestLambdaAuthorizer(asked, "REQUEST")))
    assert len(spy.events) == 1


CACHED = [(rest, policy(), policy("Deny")), (http, {"isAuthorized": True}, {"isAuthorized": False})]


@pytest.mark.parametrize(("make", "allow", "deny"), CACHED)
def test_answers_are_kept_for_the_ttl(behind: Behind, make: Any, allow: Any, deny: Any) -> None:
    for answer in (allow, deny):
        spy = Spy(answer)
        front = make(spy, ttl=300)
        for seconds in (0, 299, 2):
            behind.emulator.clock.shift(seconds)
            behind.decide(front, "any")
            behind.decide(front, "another")
        assert len(spy.events) == 4


@pytest.mark.parametrize("make", [rest, http])
@pytest.mark.parametrize("answer", [ValueError("Unauthorized"), ValueError("broken"), None])
def test_what_is_no_answer_is_not_kept(behind: Behind, make: Any, answer: Any) -> None:
    spy = Spy(answer)
    front = make(spy, ttl=300)
    for _ in range(2):
        behind.refusal(front, "any")

    assert len(spy.events) == 2


def test_a_kept_policy_is_evaluated_anew(behind: Behind) -> None:
    """As in many a first project: the policy names the method of the first call alone."""
    spy = Spy(lambda event: policy(resource=event["methodArn"]))
    front = rest(spy, ttl=300)

    assert behind.event(front, "any", path="/a")["requestContext"]["authorizer"]["principalId"]
    assert (
        behind.event(front, "any", path="/a")["requestContext"]["authorizer"]["integrationLatency"]
        == 0
    )
    assert behind.refusal(front, "any", path="/b").answer.status == 403
    assert len(spy.events) == 1


def test_a_route_key_among_the_sources_keeps_one_for_each_route(behind: Behind) -> None:
    spy = Spy({"isAuthorized": True})
    asked = asking(spy, "Authorization", "$context.routeKey", ttl=300)
    fronts = [
        HttpApi(route, authorizer=HttpLambdaAuthorizer(asked)) for route in ("GET /a", "GET /b")
    ]
    for front, path in zip(fronts * 2, ("/a", "/b") * 2, strict=True):
        behind.event(front, "any", path=path)

    assert [event["identitySource"][1] for event in spy.events] == ["GET /a", "GET /b"]


def test_the_context_at_an_integration_of_the_payload_1_0(behind: Behind) -> None:
    answer = {"isAuthorized": True, "context": {"n": 1, "deep": {}, "no": None}}
    front = HttpApi(payload="1.0", authorizer=HttpLambdaAuthorizer(asking(Spy(answer))))
    authorizer = behind.event(front, "any")["requestContext"]["authorizer"]

    assert authorizer == {"n": "1", "integrationLatency": authorizer["integrationLatency"]}


@table(
    "make, sentence",
    [
        (lambda: asking(Spy(None), ttl=3601), "ttl is 3601; it is 0 to 3600 seconds."),
        (lambda: Asking(asking(Spy(None)).function, (), 1), "Answers are kept by identity sources"),
        (lambda: Source.of("request.header.x"), "'request.header.x' is no identity source"),
        (lambda: Source.of("$context.identity"), "is not emulated as an identity source"),
        (lambda: rest(Spy(None), "a", "b", kind="TOKEN"), "has one identity source, a header"),
    ],
)
def test_settings_that_cannot_be(make: Callable[[], Any], sentence: str) -> None:
    with pytest.raises((TtlError, SourceError)) as refused:
        make()

    assert sentence in str(refused.value)
