"""The events of an HTTP API, in the payloads 2.0 and 1.0."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cognito_emulator.fronts.arrivals import Arrival, grouped
from cognito_emulator.fronts.outcome import Event

Payload = Literal["1.0", "2.0"]

#: Bodies of other types, and of none, are base64 in events (measured [api-gateway-37]).
_TEXTS = ("application/json", "application/javascript", "application/xml")


@dataclass(frozen=True, slots=True)
class Routed:
    """A request that a route is for.

    Attributes:
        arrival: the request.
        route_key: the route's key.
        parameters: those of the path.

    """

    arrival: Arrival
    route_key: str
    parameters: Mapping[str, str]


def event(routed: Routed, payload: Payload, authorizer: Mapping[str, Any] | None) -> Event:
    """Return what a function gets of a request.

    Args:
        routed: the request.
        payload: the integration's payload format version.
        authorizer: what the authorizer has said, ``None`` without one.

    """
    made = _newer if payload == "2.0" else _older
    return made(routed, authorizer)


# --- 2.0 ------------------------------------------------------------------------------------------


def _newer(routed: Routed, authorizer: Mapping[str, Any] | None) -> Event:
    """Return an event of the payload 2.0 (recorded [api-gateway-14, api-gateway-16]).

    The place of ``body`` is a guess.
    """
    arrival = routed.arrival
    return {
        "version": "2.0",
        **start(routed),
        "requestContext": context(routed, authorizer),
        **end(routed),
        **_body_if_any(arrival),
        "isBase64Encoded": bool(arrival.request.body) and not _is_text(arrival),
    }


def start(routed: Routed) -> Event:
    """Return the members from ``routeKey`` to the query, as an authorizer gets them, too."""
    arrival = routed.arrival
    request = arrival.request
    cookies = [part for value in request.values("Cookie") for part in value.split("; ")]
    query = {name: ",".join(values) for name, values in grouped(request.query).items()}
    return {
        "routeKey": routed.route_key,
        "rawPath": request.decoded_path,
        "rawQueryString": request.raw_query,
        **({"cookies": cookies} if cookies else {}),
        "headers": lower_headers(arrival),
        **({"queryStringParameters": query} if query else {}),
    }


def end(routed: Routed) -> Event:
    """Return the members behind ``requestContext``, as an authorizer gets them, too."""
    variables = routed.arrival.stage_variables
    return {
        **({"pathParameters": dict(routed.parameters)} if routed.parameters else {}),
        **({"stageVariables": dict(variables)} if variables else {}),
    }


def lower_headers(arrival: Arrival) -> dict[str, str]:
    """Return headers with names in lower case; several values have commas between them."""
    several = grouped(tuple((n.lower(), v) for n, v in arrival.headers() if n.lower() != "cookie"))
    several.setdefault("content-length", [str(len(arrival.request.body))])
    return {name: ",".join(several[name]) for name in sorted(several)}


def context(routed: Routed, authorizer: Mapping[str, Any] | None) -> Event:
    """Return ``requestContext``; ``authorizer`` is its third member."""
    arrival = routed.arrival
    request = arrival.request
    return {
        **_context_start(arrival, authorizer),
        "http": {
            "method": request.method,
            "path": request.decoded_path,
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": request.user_agent,
        },
        "requestId": arrival.request_id,
        "routeKey": routed.route_key,
        "stage": arrival.stage,
        "time": arrival.time,
        "timeEpoch": arrival.epoch,
    }


def _context_start(arrival: Arrival, authorizer: Mapping[str, Any] | None) -> Event:
    """Return the members that ``requestContext`` begins with in both payloads."""
    return {
        "accountId": arrival.pool.account_id,
        "apiId": arrival.api_id,
        **({} if authorizer is None else {"authorizer": dict(authorizer)}),
        "domainName": arrival.host,
        "domainPrefix": arrival.host.partition(".")[0],
    }


def _is_text(arrival: Arrival) -> bool:
    kind = (arrival.request.header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXTS


def _body_if_any(arrival: Arrival) -> dict[str, str]:
    body = arrival.request.body
    if not body:
        return {}
    return {"body": _written(arrival)}


def _written(arrival: Arrival) -> str:
    body = arrival.request.body
    return body.decode(errors="replace") if _is_text(arrival) else b64encode(body).decode()


# --- 1.0 ------------------------------------------------------------------------------------------


def _older(routed: Routed, authorizer: Mapping[str, Any] | None) -> Event:
    """Return an event of the payload 1.0: documented."""
    arrival = routed.arrival
    body = arrival.request.body
    return {
        "version": "1.0",
        **older_start(routed),
        "requestContext": older_context(routed, authorizer),
        **older_end(routed),
        "body": _written(arrival) if body else None,
        "isBase64Encoded": bool(body) and not _is_text(arrival),
    }


def older_start(routed: Routed) -> Event:
    """Return the members from ``resource`` to the query, as an authorizer gets them, too."""
    arrival = routed.arrival
    request = arrival.request
    length = ("Content-Length", str(len(request.body)))
    known = {name.lower() for name, _ in request.headers}
    all_headers = arrival.headers() if "content-length" in known else (length, *arrival.headers())
    headers, query = grouped(all_headers), grouped(request.query)
    return {
        "resource": _resource(routed.route_key),
        "path": request.decoded_path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {n: values[-1] for n, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
    }


def older_end(routed: Routed) -> Event:
    """Return the parameters of the path and the variables of the stage, in the payload 1.0."""
    return {
        "pathParameters": dict(routed.parameters) or None,
        "stageVariables": dict(routed.arrival.stage_variables) or None,
    }


def _resource(route_key: str) -> str:
    return route_key.partition(" ")[2] or route_key


def older_context(routed: Routed, authorizer: Mapping[str, Any] | None) -> Event:
    """Return ``requestContext`` of the payload 1.0."""
    arrival = routed.arrival
    request = arrival.request
    return {
        **_context_start(arrival, authorizer),
        "extendedRequestId": arrival.request_id,
        "httpMethod": request.method,
        "identity": {
            "accessKey": None,
            "accountId": None,
            "caller": None,
            "cognitoAmr": None,
            "cognitoAuthenticationProvider": None,
            "cognitoAuthenticationType": None,
            "cognitoIdentityId": None,
            "cognitoIdentityPoolId": None,
            "principalOrgId": None,
            "sourceIp": request.source_ip,
            "user": None,
            "userAgent": request.user_agent,
            "userArn": None,
        },
        "path": request.decoded_path,
        "protocol": "HTTP/1.1",
        "requestId": arrival.request_id,
        "requestTime": arrival.time,
        "requestTimeEpoch": arrival.epoch,
        "resourceId": routed.route_key,
        "resourcePath": _resource(routed.route_key),
        "stage": arrival.stage,
    }
