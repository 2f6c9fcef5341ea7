"""The events of a REST API, in the payload that has no version."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from cognito_emulator.fronts.arrivals import Arrival, grouped
from cognito_emulator.fronts.outcome import Event


def event(
    arrival: Arrival,
    resource: str,
    parameters: Mapping[str, str],
    authorizer: Mapping[str, Any] | None = None,
    *,
    binary: bool = False,
) -> Event:
    """Return what a function gets of a request (members and their order recorded [api-gateway-1]).

    Args:
        arrival: the request.
        resource: the path of the API's resource.
        parameters: those of the path.
        authorizer: what the authorizer has said, ``None`` without one.
        binary: whether the body is base64.

    """
    request = arrival.request
    return {
        "resource": resource,
        "path": request.path,
        "httpMethod": request.method,
        **_headers(arrival),
        **_of_path_and_query(arrival, parameters, missing=None),
        "requestContext": context(arrival, resource, authorizer),
        "body": _written(request.body, binary=binary) if request.body else None,
        "isBase64Encoded": binary and bool(request.body),
    }


def authorizer_event(arrival: Arrival, resource: str, parameters: Mapping[str, str]) -> Event:
    """Return what a Lambda authorizer of the type REQUEST gets: documented.

    That what is empty is an empty object, not null, is a guess.
    """
    request = arrival.request
    return {
        "type": "REQUEST",
        "methodArn": arrival.arn,
        "resource": resource,
        "path": request.path,
        "httpMethod": request.method,
        **_headers(arrival),
        **_of_path_and_query(arrival, parameters, missing={}),
        "requestContext": context(arrival, resource, None),
    }


def _written(body: bytes, *, binary: bool) -> str:
    return b64encode(body).decode() if binary else body.decode(errors="replace")


def _headers(arrival: Arrival) -> Event:
    several = grouped(arrival.headers())
    single = {name: values[-1] for name, values in several.items()}
    return {"headers": single, "multiValueHeaders": several}


def _of_path_and_query(
    arrival: Arrival, parameters: Mapping[str, str], missing: dict[str, str] | None
) -> Event:
    several = grouped(arrival.request.query)
    return {
        "queryStringParameters": {n: values[-1] for n, values in several.items()} or missing,
        "multiValueQueryStringParameters": several or missing,
        "pathParameters": dict(parameters) or missing,
        "stageVariables": dict(arrival.stage_variables) or missing,
    }


def context(arrival: Arrival, resource: str, authorizer: Mapping[str, Any] | None) -> Event:
    """Return ``requestContext``; ``authorizer`` is its second member."""
    request, pool = arrival.request, arrival.pool
    return {
        "resourceId": arrival.api_id[:6],
        **({} if authorizer is None else {"authorizer": dict(authorizer)}),
        "resourcePath": resource,
        "httpMethod": request.method,
        "extendedRequestId": arrival.request_id,
        "requestTime": arrival.time,
        "path": f"/{arrival.stage}{request.path}",
        "accountId": pool.account_id,
        "protocol": "HTTP/1.1",
        "stage": arrival.stage,
        "domainPrefix": arrival.host.partition(".")[0],
        "requestTimeEpoch": arrival.epoch,
        "requestId": pool.ids.uuid(),
        "identity": {
            "cognitoIdentityPoolId": None,
            "accountId": None,
            "cognitoIdentityId": None,
            "caller": None,
            "sourceIp": request.source_ip,
            "principalOrgId": None,
            "accessKey": None,
            "cognitoAuthenticationType": None,
            "cognitoAuthenticationProvider": None,
            "userArn": None,
            "userAgent": request.user_agent,
            "user": None,
        },
        "domainName": arrival.host,
        "deploymentId": arrival.api_id[-6:],
        "apiId": arrival.api_id,
    }
