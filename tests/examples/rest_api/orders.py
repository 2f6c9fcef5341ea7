"""An API for orders behind a REST API of API Gateway: one Lambda function, two kinds of methods.

Methods of the shop have scopes, so the gateway lets in access tokens that have one of them. Methods
of the office have none, so it lets in ID tokens; the function looks for the group.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

STAFF = "staff"
TRIES = 3

Event = dict[str, Any]
Answer = dict[str, Any]


def handler(event: Event, context: object) -> Answer:
    """Answer a request that the gateway has let in."""
    del context
    claims = event["requestContext"]["authorizer"]["claims"]
    route = f"{event['httpMethod']} {event['resource']}"
    if route == "GET /orders/{id}":
        return answer(200, {"id": event["pathParameters"]["id"], "owner": claims["username"]})
    if route == "POST /orders/{id}":
        if "orders/write" not in claims["scope"].split():
            return answer(403, {"error": "needs orders/write"})
        return answer(201, {"id": event["pathParameters"]["id"], "owner": claims["username"]})
    if route == "DELETE /users/{name}":
        if STAFF not in groups(claims):
            return answer(403, {"error": f"only for {STAFF}"})
        return block(event["pathParameters"]["name"])
    return answer(404, {"error": f"there is no {route}"})


def groups(claims: dict[str, str]) -> list[str]:
    """Return the groups of a user: a REST API writes them into one text, with commas."""
    return claims.get("cognito:groups", "").split(",")


def block(username: str) -> Answer:
    """Keep a user out from now on; Cognito may be busy."""
    request = {"UserPoolId": os.environ["COGNITO_USER_POOL_ID"], "Username": username}
    for left in reversed(range(TRIES)):
        try:
            cognito().admin_disable_user(**request)
            return answer(200, {"blocked": username})
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "UserNotFoundException":
                return answer(404, {"error": f"there is no user {username}"})
            if code != "TooManyRequestsException" or not left:
                raise
    raise AssertionError  # the loop has answered or raised


@cache
def cognito() -> Any:
    """Return the function's client of the service, which has no slow tries of its own."""
    return boto3.client("cognito-idp", config=Config(retries={"total_max_attempts": 1}))


def answer(status: int, document: dict[str, Any]) -> Answer:
    """Return what API Gateway makes an answer of."""
    headers = {"Content-Type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(document)}
