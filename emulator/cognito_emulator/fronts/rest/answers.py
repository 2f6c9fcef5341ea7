"""What a client of a REST API gets of a function's answer."""

from __future__ import annotations

from cognito_emulator.fronts import arrivals, proxy
from cognito_emulator.fronts.outcome import Answer
from cognito_emulator.fronts.rest.refusals import own_headers
from cognito_emulator.fronts.user_pool import UserPool
from cognito_emulator.lambdas import FunctionError


def answer(result: object, pool: UserPool) -> Answer:
    """Return what the client gets.

    Where the function has failed, or answers nonsense, that is 502 (body and status measured
    [api-gateway-32], the headers a guess). Without a Content-Type it is JSON (claimed).
    """
    if isinstance(result, FunctionError):
        return _failed(pool)
    try:
        read = proxy.read(result)
    except proxy.MalformedError as wrong:
        return _failed(pool, f"the function's answer is no good: {wrong}")
    own = tuple((name, value) for name, value in read.headers if name.lower() not in _FIRST)
    first = arrivals.first_headers(pool, read.body, read.content_type or "application/json")
    return Answer(read.status, (*first, *own_headers(pool), *own), read.body)


#: Headers of which the gateway's own go first.
_FIRST = frozenset({"content-type", "content-length", "date", "connection"})


def _failed(pool: UserPool, reason: str | None = None) -> Answer:
    body = b'{"message": "Internal server error"}'  # with a blank, unlike the front's refusals
    request_id, apigw_id = own_headers(pool)
    own = (request_id, ("x-amzn-ErrorType", "InternalServerErrorException"), apigw_id)
    return Answer(502, (*arrivals.first_headers(pool, body), *own), body, reason)
