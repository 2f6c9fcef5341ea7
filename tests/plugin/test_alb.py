"""An app behind a load balancer: what it is told of users, and how they sign in there."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import fastapi
import flask
import jwt
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

HOST = "https://app.example.com"
API_SCOPE = "aws.cognito.signin.user.admin"
CLIENT = {"GenerateSecret": True, "CallbackURLs": [f"{HOST}/oauth2/idpresponse"]}

signing_in = pytest.mark.cognito(client=CLIENT)


def verified(cognito_alb: CognitoAlb, data: str) -> dict[str, Any]:
    """What a token of the load balancer says, verified as the vendor's guide does it."""
    key = cognito_alb.public_key(jwt.get_unverified_header(data)["kid"])
    return jwt.decode(data, key, algorithms=["ES256"])


def a_flask_app() -> flask.Flask:
    app = flask.Flask("behind")

    @app.get("/who")
    def who() -> dict[str, Any]:
        return {name.lower(): value for name, value in flask.request.headers}

    @app.post("/echo")
    def echo() -> flask.Response:
        answer = flask.jsonify(
            body=flask.request.get_data(as_text=True),
            query=flask.request.args.to_dict(),
            path=flask.request.path,
        )
        answer.set_cookie("cart", "7")
        return answer

    @app.get("/cart")
    def cart() -> str:
        return flask.request.cookies.get("cart", "empty")

    return app


def a_function(event: dict[str, Any], context: object) -> dict[str, Any]:
    del context
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(event),
    }


# --- what the target is told ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "members"),
    [
        ({"name": "Ada", "email": "ada@example.com"}, ["sub", "name", "email", "username"]),
        (
            {"email_verified": "true", "email": "ada@example.com"},
            ["sub", "email_verified", "email", "username"],
        ),
        (
            {
                "given_name": "Ada",
                "family_name": "King",
                "email": "ada@example.com",
                "picture": "http://p",
            },
            ["sub", "given_name", "family_name", "email", "picture", "username"],
        ),
    ],
)
def test_the_token_is_as_it_was_measured(
    cognito: Cognito, cognito_alb: CognitoAlb, attributes: Mapping[str, str], members: list[str]
) -> None:
    """Measured [load-balancer-1, load-balancer-2, load-balancer-6]: members, order and types."""
    given = [{"Name": name, "Value": value} for name, value in attributes.items()]
    cognito.call(
        "AdminCreateUser", UserPoolId=cognito.pool_id, Username="ada", UserAttributes=given
    )
    cognito.call(
        "AdminSetUserPassword",
        UserPoolId=cognito.pool_id,
        Username="ada",
        Password="Correct-Horse-1",
        Permanent=True,
    )
    data = cognito_alb.headers(cognito.users["ada"])["x-amzn-oidc-data"]

    header, payload = jwt.get_unverified_header(data), verified(cognito_alb, data)

    assert list(header) == ["typ", "kid", "alg", "iss", "client", "signer", "exp"]
    assert header["typ"], header["alg"] == ("JWT", "ES256")
    assert header["client"] == cognito.client_id
    assert header["iss"] == payload["iss"] == cognito.issuer
    assert header["signer"] == cognito_alb.arn
    assert list(payload) == [*members, "exp", "iss"]
    assert isinstance(payload["exp"], int)
    assert header["exp"] == payload["exp"]
    assert payload.get("email_verified", "true") == "true"


def test_all_three_parts_are_padded_and_signed_with_their_padding(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    """Measured [load-balancer-4]: who strips the padding breaks the signature."""
    data = cognito_alb.headers(cognito_user)["x-amzn-oidc-data"]
    parts = data.split(".")

    assert all(len(part) % 4 == 0 for part in parts)
    assert parts[2].endswith("==")
    assert len(base64.urlsafe_b64decode(parts[2])) == 64
    assert b"/" in base64.urlsafe_b64decode(parts[0])
    assert b"\\/" not in base64.urlsafe_b64decode(parts[0])
    stripped = ".".join(part.rstrip("=") for part in parts)
    if stripped.rpartition(".")[0] != data.rpartition(".")[0]:
        with pytest.raises(jwt.InvalidSignatureError):
            verified(cognito_alb, stripped)


def test_it_lives_for_two_minutes_of_the_emulator_s_clock(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser, cognito_clock: CognitoClock
) -> None:
    """Measured [load-balancer-3, load-balancer-5]: 120 seconds from the request."""
    alb = cognito_alb(a_function)
    cognito_clock.freeze()
    first = alb.get("/", user=cognito_user).json()["headers"]
    traced = int(first["x-amzn-trace-id"].split("-")[1], 16)
    assert verified(cognito_alb, first["x-amzn-oidc-data"])["exp"] == traced + 120

    cognito_clock.shift(121)

    with pytest.raises(jwt.ExpiredSignatureError):
        verified(cognito_alb, first["x-amzn-oidc-data"])
    again = alb.get("/", user=cognito_user).json()["headers"]["x-amzn-oidc-data"]
    assert verified(cognito_alb, again)["sub"] == cognito_user.sub


def test_the_headers_for_an_app_s_own_test_client(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    told = a_flask_app().test_client().get("/who", headers=cognito_alb.headers(cognito_user)).json

    assert told is not None
    assert told["x-amzn-oidc-identity"] == cognito_user.sub
    assert verified(cognito_alb, told["x-amzn-oidc-data"])["email"] == cognito_user.email
    access = jwt.decode(told["x-amzn-oidc-accesstoken"], options={"verify_signature": False})
    assert (access["token_use"], access["scope"]) == ("access", "openid")


def test_the_scope_decides_what_claims_there_are(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    narrow = cognito_alb.headers(cognito_user, scope="openid phone")["x-amzn-oidc-data"]
    assert "email" not in verified(cognito_alb, narrow)

    with pytest.raises(ValueError, match="Access token does not contain openid scope"):
        cognito_alb.headers(cognito_user, scope="email")


def test_there_is_one_key(cognito_alb: CognitoAlb) -> None:
    with pytest.raises(ValueError, match=r"There is no key 'nonsense'; there is [0-9a-f-]{36}"):
        cognito_alb.public_key("nonsense")


@pytest.mark.usefixtures("cognito_intercept")
def test_the_key_is_where_real_ones_are(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    data = cognito_alb.headers(cognito_user)["x-amzn-oidc-data"]
    kid = jwt.get_unverified_header(data)["kid"]
    url = f"https://public-keys.auth.elb.us-east-1.amazonaws.com/{kid}"

    with urllib.request.urlopen(url, timeout=10) as answer:
        pem = answer.read().decode()

    assert pem == cognito_alb.public_key(kid)
    assert pem.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert max(map(len, pem.splitlines())) == 64
    payload = jwt.decode(data, pem, algorithms=["ES256"])
    assert payload["iss"].startswith("https://cognito-idp.us-east-1.amazonaws.com/")


# --- targets --------------------------------------------------------------------------------------


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
