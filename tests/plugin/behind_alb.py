"""Apps behind a load balancer, and what tests of one share."""

from __future__ import annotations

import json
from typing import Any

import flask
import jwt
import pytest

from pytest_cognito_emulator import (
    CognitoAlb,
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
