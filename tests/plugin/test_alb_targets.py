"""Apps of WSGI and ASGI and Lambda functions behind a load balancer."""

from __future__ import annotations

from typing import Any

import fastapi
import pytest

from pytest_cognito_emulator import (
    CognitoAlb,
    CognitoUser,
)
from tests.plugin.behind_alb import (
    a_flask_app,
    a_function,
    verified,
)


def test_an_app_of_wsgi(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    alb = cognito_alb(a_flask_app())

    told = alb.get("/who", user=cognito_user, headers={"X-Own": "mine"})

    assert (told.status, told.allowed) == (200, True)
    assert told.json()["x-own"] == "mine"
    assert told.json()["host"] == "app.example.com"
    assert told.json()["x-forwarded-proto"] == "https"
    assert told.json()["x-amzn-oidc-identity"] == cognito_user.sub


def test_an_app_that_does_not_tell_what_it_is(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    app = a_flask_app()

    def wrapped(*parts: Any) -> Any:
        return app(*parts)

    assert cognito_alb(wrapped, kind="wsgi").get("/who", user=cognito_user).status == 200


def test_bodies_queries_and_cookies_reach_it(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    alb = cognito_alb(a_flask_app())

    echoed = alb.post("/echo?x=%C3%A9", user=cognito_user, body="grüße", query={"y": "1"})

    assert echoed.json() == {"body": "grüße", "path": "/echo", "query": {"x": "é", "y": "1"}}
    assert alb.cookies["cart"] == "7"
    assert alb.get("/cart", user=cognito_user).text == "7"
    assert alb.get("/nowhere", user=cognito_user).status == 404


def test_an_app_of_asgi(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    app = fastapi.FastAPI()

    @app.post("/who/{thing}")
    async def who(thing: str, request: fastapi.Request) -> dict[str, Any]:
        body = (await request.body()).decode()
        return {"thing": thing, "body": body, "sub": request.headers["x-amzn-oidc-identity"]}

    told = cognito_alb(app).post("/who/a%20b", user=cognito_user, body="text")

    assert told.json() == {"thing": "a b", "body": "text", "sub": cognito_user.sub}


@pytest.mark.anyio
async def test_an_app_of_asgi_in_an_async_test(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    assert cognito_alb(app).get("/x", user=cognito_user).body == b"/x"


def test_what_an_app_raises_is_raised(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    def wsgi(environ: dict[str, Any], start_response: object) -> list[bytes]:
        raise LookupError(f"within {environ['PATH_INFO']}, {start_response}")

    async def asgi(scope: dict[str, Any], receive: object, send: object) -> None:
        raise LookupError(f"within {scope['path']}, {receive}, {send}")

    for app in (wsgi, asgi):
        target: Any = app
        with pytest.raises(LookupError, match="within /orders"):
            cognito_alb(target).get("/orders", user=cognito_user)


@pytest.mark.anyio
async def test_what_an_app_of_asgi_raises_in_an_async_test(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send(await receive())
        raise LookupError(f"within {scope['path']}")

    with pytest.raises(LookupError, match="within /orders"):
        cognito_alb(app).get("/orders", user=cognito_user)


def test_apps_that_do_not_answer(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    def wsgi(environ: dict[str, Any], start_response: object) -> list[bytes]:
        return [str((environ["PATH_INFO"], start_response)).encode()]

    async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    for app, words in ((wsgi, "start_response"), (asgi, "http.response.start")):
        target: Any = app
        with pytest.raises(RuntimeError, match=words):
            cognito_alb(target).get("/", user=cognito_user)


def test_an_answer_of_wsgi_is_closed(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    closed = []

    class Chunks(list[bytes]):
        def close(self) -> None:
            closed.append(len(self))

    def app(environ: dict[str, Any], start_response: Any) -> Chunks:
        start_response("200 OK", [("X-Path", environ["PATH_INFO"])])(b"first ")
        return Chunks([b"second"])

    got = cognito_alb(app).get("/x", user=cognito_user)

    assert (got.text, got.headers["x-path"], closed) == ("first second", "/x", [1])


def test_other_scopes_for_one_request(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    alb = cognito_alb(a_flask_app())
    told = alb.get("/who", user=cognito_user, scopes=["openid", "phone"]).json()

    assert "email" not in verified(cognito_alb, told["x-amzn-oidc-data"])
    assert alb.arn == cognito_alb.arn


def test_the_event_of_a_function(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    alb = cognito_alb(a_function)

    event = alb.post(
        "/a%20b?x=1&x=%C3%A9",
        user=cognito_user,
        body="{}",
        headers={"Content-Type": "application/json", "X-Two": ["1", "2"]},
    ).event

    assert event is not None
    assert list(event) == [
        *("requestContext", "httpMethod", "path", "queryStringParameters", "headers"),
        *("body", "isBase64Encoded"),
    ]
    assert event["requestContext"]["elb"]["targetGroupArn"].startswith(
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/cognito-emulator/"
    )
    assert (event["path"], event["queryStringParameters"]) == ("/a%20b", {"x": "%C3%A9"})
    assert event["headers"]["x-two"] == "2"
    assert list(event["headers"]) == sorted(event["headers"])
    assert event["headers"]["x-amzn-oidc-identity"] == cognito_user.sub
    assert (event["body"], event["isBase64Encoded"]) == ("{}", False)


def test_a_trace_and_an_address_that_a_client_sends_go_on(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    sent = {"X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678", "X-Forwarded-For": "::1"}

    headers = cognito_alb.event("GET", user=cognito_user, headers=sent)["headers"]

    own, _, given = headers["x-amzn-trace-id"].partition(";")
    assert (own[:7], given) == ("Self=1-", sent["X-Amzn-Trace-Id"])
    assert headers["x-forwarded-for"] == "::1, 127.0.0.1"


def test_the_event_with_multi_value_headers(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    event = cognito_alb.event(
        "POST",
        "/?x=1&x=2",
        user=cognito_user,
        multi_value_headers=True,
        body=b"\xff",
        headers={"X-Two": ["1", "2"]},
    )

    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"]}
    assert event["multiValueHeaders"]["x-two"] == ["1", "2"]
    assert event["multiValueHeaders"]["x-amzn-oidc-identity"] == [cognito_user.sub]
    assert not {"headers", "queryStringParameters"} & set(event)
    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        ({"statusCode": 200}, 200, b""),
        ({"statusCode": 201, "statusDescription": "201 Created", "body": "x"}, 201, b"x"),
        ({"statusCode": 200, "body": "/w==", "isBase64Encoded": True}, 200, b"\xff"),
        ({"statusCode": 200, "headers": {"X-A": "1"}, "multiValueHeaders": {}}, 200, b""),
        ({"statusCode": 200, "body": None}, 502, None),
        ({"statusCode": 301, "statusDescription": None}, 502, None),
        ({"statusCode": 200, "headers": {"X-A": True}}, 502, None),
        ({"statusCode": 200, "headers": None}, 502, None),
        ({"statusCode": 200, "multiValueHeaders": None}, 502, None),
        ({"statusCode": 200, "body": {}}, 502, None),
        ({"statusCode": 200, "body": "?", "isBase64Encoded": True}, 502, None),
        ({"statusCode": "200"}, 502, None),
        ({"statusCode": True}, 502, None),
        ({"body": "x"}, 502, None),
        ("text", 502, None),
        (None, 502, None),
    ],
)
def test_what_a_function_answers(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser, answer: object, status: int, body: object
) -> None:
    got = cognito_alb(lambda _event: answer).get("/", user=cognito_user)

    assert got.status == status
    assert (got.reason is None) == (status != 502)
    assert body is None or got.body == body


def test_a_page_of_the_load_balancer(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    """Measured [load-balancer-9]: its form, of which the title differs."""

    def broken(_event: object) -> None:
        raise LookupError("no such order")

    got = cognito_alb(broken).get("/", user=cognito_user)

    assert [name for name, _ in got.headers.pairs] == [
        *("Server", "Date", "Content-Type", "Content-Length", "Connection"),
    ]
    assert got.headers["Server"] == "awselb/2.0"
    assert got.text == (
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
        "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    assert "no such order" in str(got.reason)


def test_headers_of_a_function_s_answer(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    cookies = {"Set-Cookie": ["a=1", "b=2"], "Content-Length": ["999"], "Connection": ["close"]}

    def handler(_event: object) -> object:
        return {"statusCode": 200, "multiValueHeaders": cookies, "headers": {"X-A": "1"}}

    several = cognito_alb(handler, multi_value_headers=True).get("/", user=cognito_user)
    single = cognito_alb(handler).get("/", user=cognito_user)

    single_in_several = cognito_alb(
        lambda _event: {"statusCode": 200, "multiValueHeaders": {"X-A": "1"}},
        multi_value_headers=True,
    ).get("/", user=cognito_user)

    assert single_in_several.reason == "the header X-A of multiValueHeaders is no list"
    assert several.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert several.headers["Content-Length"] == "0"
    assert "X-A" not in several.headers
    assert single.headers["X-A"] == "1"
    assert "Set-Cookie" not in single.headers


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("app", "cannot be called"),
        (lambda *_: None, "say which: kind='wsgi'"),
        (dict, "does not tell|say which|takes"),
    ],
)
def test_what_is_no_target(cognito_alb: CognitoAlb, target: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        cognito_alb(target)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on_unauthenticated": "redirect"}, "on_unauthenticated is 'redirect'"),
        ({"action": "jwt"}, "action is 'jwt'; .*jwt-validation"),
        ({"kind": "cgi"}, "kind is 'cgi'"),
    ],
)
def test_what_there_is_not(cognito_alb: CognitoAlb, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        cognito_alb(a_function, **wrong)


def test_a_name_that_is_nearly_one(cognito_alb: CognitoAlb) -> None:
    with pytest.raises(TypeError, match="session_timeout"):
        cognito_alb(a_function, session_time_out=5)  # type: ignore[call-arg]
