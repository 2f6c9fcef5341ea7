"""What a client gets where a Lambda function has answered to a load balancer."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.fronts.alb import own_answers
from cognito_emulator.fronts.outcome import Answer

if TYPE_CHECKING:
    from cognito_emulator.fronts.alb.settings import Settings
    from cognito_emulator.fronts.request import Pairs
    from cognito_emulator.fronts.user_pool import UserPool

#: What the answer has once only, from the load balancer (documented); Content-Type comes first.
_OWN = frozenset({"connection", "content-length", "content-type", "date", "server"})
_HOP_BY_HOP = frozenset({"keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
#: Where the function names no type; a guess.
_UNNAMED = "application/octet-stream"
_STATUSES = range(100, 1000)
_MEMBERS: Mapping[str, type] = {
    "statusDescription": str,
    "isBase64Encoded": bool,
    "headers": dict,
    "multiValueHeaders": dict,
    "body": str,
}


class MalformedAnswer(ValueError):  # noqa: N818 - what it is, not how it came
    """A function's answer that the load balancer cannot read; the message says why."""


def answer(settings: Settings, pool: UserPool, result: object) -> Answer:
    """Return what the client gets: 502 if the load balancer cannot read the answer (documented)."""
    try:
        document = _document(result)
        headers = tuple(_headers(settings, document))
        body = _body(document)
    except MalformedAnswer as malformed:
        return own_answers.page(pool, 502, reason=str(malformed))
    types = [value for name, value in headers if name.lower() == "content-type"]
    usual = own_answers.usual(pool, types[-1] if types else _UNNAMED, len(body))
    dropped = _OWN | _HOP_BY_HOP
    more: Pairs = tuple(pair for pair in headers if pair[0].lower() not in dropped)
    return Answer(document["statusCode"], (*usual, *more), body)


def _document(result: object) -> Mapping[str, Any]:
    """Return an answer whose members are what they should be.

    The status alone will do, and null is no value for any member (both measured
    [load-balancer-10, load-balancer-11]).
    """
    if not isinstance(result, Mapping):
        raise MalformedAnswer("the function returned no object with statusCode")
    status = result.get("statusCode")
    if isinstance(status, bool) or not isinstance(status, int) or status not in _STATUSES:
        raise MalformedAnswer(f"statusCode is {status!r}, no number of three digits")
    for member, kind in _MEMBERS.items():
        if member in result and not isinstance(result[member], kind):
            raise MalformedAnswer(f"{member} is {result[member]!r:.60}, no {kind.__name__}")
    return result


def _headers(settings: Settings, document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the headers, of the member that goes with the target group's setting (documented)."""
    if settings.multi_value_headers:
        for name, values in document.get("multiValueHeaders", {}).items():
            if not isinstance(values, list):
                raise MalformedAnswer(f"the header {name} of multiValueHeaders is no list")
            for value in values:
                yield name, _text(name, value)
        return
    for name, value in document.get("headers", {}).items():
        yield name, _text(name, value)


def _text(name: str, value: object) -> str:
    """Return a header's value, which is a text: true is none (measured [load-balancer-12])."""
    if not isinstance(value, str):
        raise MalformedAnswer(f"the header {name} is {value!r:.60}, no text")
    return value


def _body(document: Mapping[str, Any]) -> bytes:
    text = document.get("body", "")
    if not document.get("isBase64Encoded", False):
        return str(text).encode(errors="replace")
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedAnswer("isBase64Encoded is true, and body is no base64") from None
