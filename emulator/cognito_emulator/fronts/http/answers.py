"""What a client of an HTTP API gets of a function's answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cognito_emulator.fronts import arrivals, proxy
from cognito_emulator.fronts.http.events import Payload
from cognito_emulator.fronts.outcome import Answer, Event, compact
from cognito_emulator.fronts.request import Pairs
from cognito_emulator.fronts.user_pool import UserPool
from cognito_emulator.lambdas import FunctionError


def answer(result: object, event: Event, payload: Payload, pool: UserPool) -> Answer:
    """Return what the client gets.

    In the payload 2.0 an answer without ``statusCode`` is the body of a 200 as it stands (measured
    [api-gateway-38]); in 1.0 it is an error (documented). That a function's error is 500 is
    documented as well. Without a Content-Type, an answer with ``statusCode`` is plain text
    (measured [api-gateway-35]). Other members than those that are known are looked over: claimed,
    and measured [api-gateway-39] of ``multiValueHeaders`` in the payload 2.0.

    Args:
        result: what the function has answered.
        event: what it got.
        payload: the payload format version.
        pool: the pool, for the moment.

    """
    if isinstance(result, FunctionError):
        return _failed(event, pool)
    try:
        if payload == "2.0" and not (isinstance(result, Mapping) and "statusCode" in result):
            return _inferred(result, event, pool)
        read = proxy.read(result, several=payload == "1.0")
        cookies = _cookies(result) if payload == "2.0" else ()
        body = read.decoded
    except proxy.MalformedError as wrong:
        return _failed(event, pool, f"the function's answer is no good: {wrong}")
    own = tuple((n.lower(), v) for n, v in read.headers if n.lower() not in _FIRST)
    kind = read.content_type("text/plain; charset=utf-8")
    return _answer(event, pool, read.status, body, kind, (*own, *cookies))


#: Headers of which the gateway's own go first.
_FIRST = frozenset({"content-type", "content-length", "date", "connection"})


def _inferred(result: object, event: Event, pool: UserPool) -> Answer:
    """Return the answer that is made of any result: a text is shown as it is, all else as JSON.

    The JSON is that of Lambda's runtime, which writes blanks.
    """
    text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
    body = text.encode(errors="replace")
    return _answer(event, pool, 200, body, "application/json", ())


def _cookies(result: object) -> Pairs:
    """Return a header for each cookie (documented)."""
    cookies = result.get("cookies") if isinstance(result, Mapping) else None
    if cookies is None:
        return ()
    if not isinstance(cookies, list) or not all(isinstance(each, str) for each in cookies):
        raise proxy.MalformedError("cookies are no list of texts")
    return tuple(("set-cookie", each) for each in cookies)


def _failed(event: Event, pool: UserPool, reason: str | None = None) -> Answer:
    body = compact({"message": "Internal Server Error"})
    return replace(_answer(event, pool, 500, body, "application/json", ()), reason=reason)


def _answer(
    event: Event, pool: UserPool, status: int, body: bytes, kind: str | None, headers: Pairs
) -> Answer:
    """Return an answer; its last header is in capitals, unlike that of refusals.

    It has the id of the request that the function got as well.
    """
    context: Mapping[str, Any] = event["requestContext"]
    last = ("Apigw-Requestid", context.get("extendedRequestId") or context["requestId"])
    return Answer(status, (*arrivals.first_headers(pool, body, kind), *headers, last), body)
