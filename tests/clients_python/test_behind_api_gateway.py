"""What reads events of API Gateway, as published: Powertools, Mangum, Chalice, apig-wsgi."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from apig_wsgi import make_lambda_handler
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, APIGatewayRestResolver
from aws_lambda_powertools.utilities.data_classes import (
    APIGatewayProxyEvent,
    APIGatewayProxyEventV2,
    event_source,
)
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import (
    APIGatewayAuthorizerEventV2,
    APIGatewayAuthorizerRequestEvent,
    APIGatewayAuthorizerResponse,
    APIGatewayAuthorizerResponseV2,
    APIGatewayAuthorizerTokenEvent,
)
from chalice.app import AuthResponse, Chalice, CognitoUserPoolAuthorizer, Response
from fastapi import FastAPI, Request
from flask import Flask, jsonify, request
from mangum import Mangum

from pytest_cognito_emulator import (
    Cognito,
    CognitoHttpApi,
    CognitoRestApi,
    CognitoUser,
    MakeCognitoUser,
)

# --- AWS Lambda Powertools ------------------------------------------------------------------------


def test_powertools_rest_resolver(
    cognito_rest_api: CognitoRestApi, make_cognito_user: MakeCognitoUser
) -> None:
    app = APIGatewayRestResolver()
    admin = make_cognito_user(groups=["admins", "readers"])

    @app.post("/orders/<number>")
    def order(number: str) -> dict[str, Any]:
        event = app.current_event
        claims = event.request_context.authorizer.claims or {}
        return {
            "number": number,
            "sub": claims["sub"],
            "groups": claims["cognito:groups"],
            "body": event.json_body,
            "q": event.get_query_string_value("q"),
            "stage": event.request_context.stage,
            "ip": event.request_context.identity.source_ip,
            "at": event.request_context.request_time_epoch > 0,
        }

    api = cognito_rest_api(app, resource="/{proxy+}")
    got = api.post("/orders/7?q=x", user=admin, body={"a": 1})

    assert got.status == 200, got.reason
    assert got.headers["Content-Type"] == "application/json"
    found = got.json()
    assert (found["number"], found["sub"], found["q"]) == ("7", admin.sub, "x")
    assert (found["groups"], found["body"], found["at"]) == ("admins,readers", {"a": 1}, True)
    assert api.get("/nowhere", user=admin).status == 404


def test_powertools_http_resolver(
    cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    app = APIGatewayHttpResolver()

    @app.get("/orders/<number>")
    def order(number: str) -> dict[str, Any]:
        authorizer = app.current_event.request_context.authorizer
        assert authorizer is not None
        return {
            "number": number,
            "name": authorizer.jwt_claim["username"],
            "scopes": authorizer.jwt_scopes,
            "cookies": app.current_event.cookies,
        }

    api = cognito_http_api(app, scopes=["orders/read"])
    got = api.get("/orders/7", user=cognito_user, headers={"Cookie": "a=1; b=2"})

    assert got.status == 200, got.reason
    assert got.json() == {
        "number": "7",
        "name": cognito_user.username,
        "scopes": ["orders/read"],
        "cookies": ["a=1", "b=2"],
    }


def test_powertools_data_classes(
    cognito_rest_api: CognitoRestApi, cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    @event_source(data_class=APIGatewayProxyEvent)
    def at_rest(event: APIGatewayProxyEvent, _context: Any) -> dict[str, Any]:
        assert event.resolved_headers_field["authorization"]
        return {"statusCode": 200, "body": f"{event.http_method} {event.path} {event.resource}"}

    @event_source(data_class=APIGatewayProxyEventV2)
    def at_http(event: APIGatewayProxyEventV2, _context: Any) -> dict[str, Any]:
        return {"path": event.path, "method": event.http_method, "route": event.route_key}

    rest = cognito_rest_api(at_rest, resource="/orders/{id}")
    assert rest.get("/orders/1", user=cognito_user).text == "GET /orders/1 /orders/{id}"
    http = cognito_http_api(at_http, route="ANY /orders/{id}")
    assert http.put("/orders/1", user=cognito_user).json() == {
        "path": "/orders/1",
        "method": "PUT",
        "route": "ANY /orders/{id}",
    }


def backend(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    authorizer = event["requestContext"]["authorizer"]
    return {"statusCode": 200, "body": str(authorizer.get("lambda", authorizer).get("level"))}


def test_powertools_token_authorizer(
    cognito_rest_api: CognitoRestApi, cognito_user: CognitoUser
) -> None:
    @event_source(data_class=APIGatewayAuthorizerTokenEvent)
    def authorizer(event: APIGatewayAuthorizerTokenEvent, _context: Any) -> dict[str, Any]:
        arn = event.parsed_arn
        answer = APIGatewayAuthorizerResponse(
            principal_id="me",
            region=arn.region,
            aws_account_id=arn.aws_account_id,
            api_id=arn.api_id,
            stage=arn.stage,
            context={"level": 3},
        )
        if event.authorization_token == "deny":
            answer.deny_all_routes()
        else:
            answer.allow_route("GET", "/orders/*")
        return dict(answer.asdict())

    api = cognito_rest_api(backend, authorizer=authorizer, ttl=300)

    assert api.get("/orders/1", user=cognito_user).text == "3"
    assert api.post("/orders/1", user=cognito_user).status == 403
    assert api.get("/customers", user=cognito_user).status == 403
    assert "explicit deny" in api.get("/orders/1", token="deny").text


def test_powertools_request_authorizer(
    cognito_rest_api: CognitoRestApi, cognito_user: CognitoUser
) -> None:
    @event_source(data_class=APIGatewayAuthorizerRequestEvent)
    def authorizer(event: APIGatewayAuthorizerRequestEvent, _context: Any) -> dict[str, Any]:
        answer = APIGatewayAuthorizerResponse.from_route_arn(
            event.method_arn, principal_id="me", context={"level": event.path}
        )
        answer.allow_all_routes()
        return dict(answer.asdict())

    api = cognito_rest_api(backend, authorizer=authorizer, authorizer_type="REQUEST")

    assert api.get("/orders/1", user=cognito_user).text == "/orders/1"


def test_powertools_authorizer_of_http_apis(
    cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    @event_source(data_class=APIGatewayAuthorizerEventV2)
    def authorizer(event: APIGatewayAuthorizerEventV2, _context: Any) -> dict[str, Any]:
        allowed = event.identity_source[0].startswith("Bearer ")
        answer = APIGatewayAuthorizerResponseV2(authorize=allowed, context={"level": 3})
        return dict(answer.asdict())

    api = cognito_http_api(backend, authorizer=authorizer)

    assert api.get("/orders", user=cognito_user).text == "3"
    assert api.get("/orders", authorization="no").status == 403


# --- Mangum with FastAPI --------------------------------------------------------------------------


def site() -> FastAPI:
    app = FastAPI()

    @app.post("/orders/{number}")
    def order(number: int, item: dict[str, Any], asked: Request, q: str = "") -> dict[str, Any]:
        authorizer = asked.scope["aws.event"]["requestContext"]["authorizer"]
        claims = authorizer.get("claims") or authorizer["jwt"]["claims"]
        return {"number": number, "sub": claims["sub"], "item": item, "q": q}

    return app


@pytest.fixture
def loop() -> Iterator[None]:
    """Mangum runs the app in the thread's event loop, and would leave its own open."""
    own = asyncio.new_event_loop()
    asyncio.set_event_loop(own)
    yield
    asyncio.set_event_loop(None)
    own.close()


@pytest.mark.usefixtures("loop")
def test_mangum(
    cognito_rest_api: CognitoRestApi, cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    handler = Mangum(site(), lifespan="off")
    fronts = [
        cognito_rest_api(handler),
        cognito_http_api(handler),
        cognito_http_api(handler, payload="1.0"),
    ]
    for api in fronts:
        got = api.post("/orders/7?q=%C3%A9", user=cognito_user, body={"a": 1})

        assert got.status == 200, got.reason
        assert got.json() == {"number": 7, "sub": cognito_user.sub, "item": {"a": 1}, "q": "é"}
        assert got.headers["content-type"] == "application/json"
        assert api.post("/orders/x", user=cognito_user, body={}).status == 422
        assert api.post("/orders/7", body={}).status == 401


# --- Chalice --------------------------------------------------------------------------------------


def test_chalice(cognito: Cognito, cognito_rest_api: CognitoRestApi) -> None:
    app = Chalice(app_name="orders")
    authorizer = CognitoUserPoolAuthorizer("pool", provider_arns=["arn"])

    @app.route("/orders/{number}", methods=["PUT"], authorizer=authorizer)
    def order(number: str) -> Any:
        asked: Any = app.current_request
        body = {
            "number": number,
            "sub": asked.context["authorizer"]["claims"]["sub"],
            "item": asked.json_body,
            "q": (asked.query_params or {}).get("q"),
        }
        return Response(body, headers={"X-Seen": "yes"})

    user = cognito.users.make()
    api = cognito_rest_api(app, resource="/orders/{number}")
    got = api.put("/orders/7?q=x", user=user, body={"a": 1})

    assert got.status == 200, got.reason
    assert got.json() == {"number": "7", "sub": user.sub, "item": {"a": 1}, "q": "x"}
    assert got.headers["x-seen"] == "yes"


def test_an_authorizer_of_chalice(
    cognito_rest_api: CognitoRestApi, cognito_user: CognitoUser
) -> None:
    """It answers policies for routes of the app; the documented example, but for its tokens."""
    app = Chalice(app_name="orders")

    @app.authorizer()
    def authorizer(asked: Any) -> AuthResponse:
        routes: list[Any] = ["/orders"] if asked.token.startswith("Bearer ") else []
        return AuthResponse(routes=routes, principal_id="me", context={"level": "3"})

    @app.route("/orders", authorizer=authorizer)
    def orders() -> Any:
        asked: Any = app.current_request
        return {"level": asked.context["authorizer"]["level"]}

    @app.route("/customers", authorizer=authorizer)
    def customers() -> Any:
        return {}

    # Chalice deploys a resource for each route, and finds a view by the resource's path.
    api = cognito_rest_api(app, resource="/orders", authorizer=authorizer)
    other = cognito_rest_api(app, resource="/customers", authorizer=authorizer)

    assert api.get("/orders", user=cognito_user).json() == {"level": "3"}
    assert api.get("/orders", token="nonsense").status == 403
    assert other.get("/customers", user=cognito_user).status == 403


# --- apig-wsgi with Flask -------------------------------------------------------------------------


def shop() -> Flask:
    app = Flask("shop")

    @app.post("/orders/<int:number>")
    def order(number: int) -> Any:
        authorizer = request.environ["apig_wsgi.full_event"]["requestContext"]["authorizer"]
        claims = authorizer.get("claims") or authorizer["jwt"]["claims"]
        answer = jsonify(
            number=number, sub=claims["sub"], item=request.json, form=request.args["q"]
        )
        answer.set_cookie("seen", "yes")
        return answer

    return app


def test_apig_wsgi(
    cognito_rest_api: CognitoRestApi, cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    handler = make_lambda_handler(shop())
    fronts = [cognito_rest_api(handler), cognito_http_api(handler)]
    for api in fronts:
        got = api.post("/orders/7?q=x%20y", user=cognito_user, body={"a": 1})

        assert got.status == 200, got.reason
        assert got.json() == {
            "number": 7,
            "sub": cognito_user.sub,
            "item": {"a": 1},
            "form": "x y",
        }
        assert got.headers["set-cookie"].startswith("seen=yes")
        assert api.get("/nowhere", user=cognito_user).status == 404
