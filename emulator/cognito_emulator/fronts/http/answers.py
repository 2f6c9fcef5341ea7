"""What a client of an HTTP API gets of a function's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cognito_emulator.fronts import arrivals, proxy
from cognito_emulator.fronts.http.events import Payload
from cognito_emulator.fronts.outcome import Answer, compact
from cognito_emulator.fronts.request import Pairs
from cognito_emulator.fronts.user_pool import UserPool
from cognito_emulator.lambdas import FunctionError


def answer(result: object, payload: Payload, pool: UserPool) -> Answer:
    """Return what the client gets.

    In the payload 2.0 an answer without ``statusCode`` is the body of a 200; in 1.0 it is an error
    (documented). That a function's error is 500 is documented as well. Without a Content-Type, an
    answer with ``statusCode`` is plain text (a guess).
    """
    if isinstance(result, FunctionError):
        return _failed(pool)
    try:
        if not isinstance(result, Mapping) or "statusCode" not in result:
            return _inferred(result, payload, pool)
        read = proxy.read(result, more=_MORE if payload == "2.0" else frozenset())
        cookies = _cookies(result)
    except proxy.MalformedError as wrong:
        return _failed(pool, f"the function's answer is no good: {wrong}")
    own = tuple((n.lower(), v) for n, v in read.headers if n.lower() not in _FIRST)
    kind = read.content_type or "text/plain;charset=UTF-8"
    return _answer(pool, read.status, read.body, kind, (*own, *cookies))


_MORE = frozenset({"cookies"})
#: Headers of which the gateway's own go first.
_FIRST = frozenset({"content-type", "content-length", "date", "connection"})


def _inferred(result: object, payload: Payload, pool: UserPool) -> Answer:
    if payload != "2.0":
        raise proxy.MalformedError("there is no statusCode, which the payload 1.0 needs")
    body = result.encode(errors="replace") if isinstance(result, str) else compact(result)
    return _answer(pool, 200, body, "application/json", ())


def _cookies(result: Mapping[str, object]) -> Pairs:
    """Return a header for each cookie (documented)."""
    cookies = result.get("cookies")
    if cookies is None:
        return ()
    if not isinstance(cookies, list) or not all(isinstance(each, str) for each in cookies):
        raise proxy.MalformedError("cookies are no list of texts")
    return tuple(("set-cookie", each) for each in cookies)


def _failed(pool: UserPool, reason: str | None = None) -> Answer:
    body = compact({"message": "Internal Server Error"})
    return replace(_answer(pool, 500, body, "application/json", ()), reason=reason)


def _answer(pool: UserPool, status: int, body: bytes, kind: str, headers: Pairs) -> Answer:
    """Return an answer; its last header is in capitals, unlike that of refusals."""
    last = ("Apigw-Requestid", pool.ids.gateway_request_id())
    return Answer(status, (*arrivals.first_headers(pool, body, kind), *headers, last), body)
