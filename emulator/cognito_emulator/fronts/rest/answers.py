"""What a client of a REST API gets of a function's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cognito_emulator.fronts import arrivals, proxy
from cognito_emulator.fronts.outcome import Answer, Event
from cognito_emulator.fronts.request import Pairs
from cognito_emulator.fronts.rest.media_types import is_binary
from cognito_emulator.fronts.user_pool import UserPool
from cognito_emulator.lambdas import FunctionError


def answer(result: object, event: Event, binary: Iterable[str], pool: UserPool) -> Answer:
    """Return what the client gets.

    Where the function has failed, or answers nonsense, that is 502 (body and status measured
    [api-gateway-32]). Without a Content-Type it is JSON (measured [api-gateway-35]). A body in
    base64 is decoded where the client accepts a binary media type, and is a text elsewhere
    (measured [api-gateway-34]).

    Args:
        result: what the function has answered.
        event: what it got.
        binary: the API's binary media types.
        pool: the pool, for the moment.

    """
    if isinstance(result, FunctionError):
        return _failed(event, pool)
    try:
        proxy.refuse_unknown(result)
        read = proxy.read(result)
        body = read.decoded if is_binary(_header(event, "Accept"), binary) else read.text
    except proxy.MalformedError as wrong:
        return _failed(event, pool, f"the function's answer is no good: {wrong}")
    own = tuple((name, value) for name, value in read.headers if name.lower() not in _FIRST)
    first = arrivals.first_headers(pool, body, read.content_type("application/json"))
    return Answer(read.status, (*first, *_ids(event), *own, *_trace(event)), body)


#: Headers of which the gateway's own go first.
_FIRST = frozenset({"content-type", "content-length", "date", "connection"})


def _failed(event: Event, pool: UserPool, reason: str | None = None) -> Answer:
    """Return what is sent where the function has failed; where its headers stand is a guess."""
    body = b'{"message": "Internal server error"}'  # with a blank, unlike the front's refusals
    request_id, apigw_id = _ids(event)
    own = (request_id, ("x-amzn-ErrorType", "InternalServerErrorException"), apigw_id)
    return Answer(502, (*arrivals.first_headers(pool, body), *own), body, reason)


def _ids(event: Event) -> Pairs:
    """Return headers with the ids that the function got as well."""
    context: Mapping[str, Any] = event["requestContext"]
    return (
        ("x-amzn-RequestId", context["requestId"]),
        ("x-amz-apigw-id", context["extendedRequestId"]),
    )


def _trace(event: Event) -> Pairs:
    trace = _header(event, "X-Amzn-Trace-Id")
    return () if trace is None else (("X-Amzn-Trace-Id", trace),)


def _header(event: Event, name: str) -> str | None:
    """Return a header that the function got."""
    headers: Mapping[str, str] = event["headers"]
    found = [value for each, value in headers.items() if each.lower() == name.lower()]
    return found[-1] if found else None
