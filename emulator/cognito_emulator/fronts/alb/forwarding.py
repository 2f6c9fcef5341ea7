"""What a load balancer forwards: the request to an app, or an event to a Lambda function."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cognito_emulator.fronts.alb import cookies
from cognito_emulator.fronts.alb import settings as names
from cognito_emulator.fronts.alb.identity import NAMES
from cognito_emulator.fronts.outcome import Admitted

if TYPE_CHECKING:
    from cognito_emulator.fronts.alb.settings import Settings
    from cognito_emulator.fronts.outcome import Event
    from cognito_emulator.fronts.request import FrontRequest, Pairs
    from cognito_emulator.fronts.user_pool import UserPool

#: Types of bodies that a function gets as they are (documented); others are in base64.
_TEXTS = ("text/", "application/json", "application/javascript", "application/xml")


@dataclass(frozen=True, slots=True)
class Forwarded(Admitted):
    """A request that goes on to the target.

    Attributes:
        request: it, as an app gets it.
        set_cookies: values of Set-Cookie headers that the load balancer adds to the answer.

    """

    request: FrontRequest
    set_cookies: tuple[str, ...] = ()


def forwarded(
    settings: Settings,
    pool: UserPool,
    request: FrontRequest,
    told: Mapping[str, str],
    set_cookies: Iterable[str] = (),
) -> Forwarded:
    """Return a request as the target gets it.

    Args:
        settings: of the listener.
        pool: the pool.
        request: the client's.
        told: what the target is told of the user, as headers.
        set_cookies: what the load balancer adds to the answer.

    """
    onward = replace(request, headers=(*_headers(settings, pool, request), *told.items()))
    return Forwarded(event(settings, pool, onward), onward, tuple(set_cookies))


def _headers(settings: Settings, pool: UserPool, request: FrontRequest) -> Pairs:
    """Return the client's headers and those that each request gets (documented).

    The session's cookies stay behind, the nonce's passes (measured [load-balancer-3]). That a
    client's own ``x-amzn-oidc-...`` do not pass is a guess.
    """
    own = {
        "X-Forwarded-For": ", ".join((*request.values("X-Forwarded-For"), request.source_ip)),
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "443",
        "X-Amzn-Trace-Id": _trace(request, pool.ids.trace_id(pool.now)),
    }
    replaced = NAMES | {name.lower() for name in own}
    sent = cookies.without(request, settings.session_cookie)
    kept = [pair for pair in sent if pair[0].lower() not in replaced]
    if request.header("Host") is None:
        kept.insert(0, ("Host", settings.host))
    return (*kept, *own.items())


def _trace(request: FrontRequest, own: str) -> str:
    """Return the trace: a client's own goes on, with the load balancer's in it (documented)."""
    given = request.header("X-Amzn-Trace-Id") or ""
    return f"Self={own};{given}" if "Root=" in given else f"Root={own}"


def event(settings: Settings, pool: UserPool, request: FrontRequest) -> Event:
    """Return the event of a Lambda target.

    Members and names are documented; their order is claimed, by events that people have kept. That
    names of headers are in lower case is measured [load-balancer-3], that they are sorted a guess.
    """
    body, is_base64 = _body(request)
    headers = _grouped((name.lower(), value) for name, value in request.headers)
    query = _grouped(_undecoded(request.raw_query))
    sorted_headers = dict(sorted(headers.items()))
    made: dict[str, Any] = {
        "requestContext": {"elb": {"targetGroupArn": names.target_group_arn(pool)}},
        "httpMethod": request.method,
        "path": request.path,
    }
    if settings.multi_value_headers:
        made["multiValueQueryStringParameters"] = query
        made["multiValueHeaders"] = sorted_headers
    else:  # of several, the last (documented)
        made["queryStringParameters"] = {name: values[-1] for name, values in query.items()}
        made["headers"] = {name: values[-1] for name, values in sorted_headers.items()}
    return {**made, "body": body, "isBase64Encoded": is_base64}


def _undecoded(raw_query: str) -> Iterable[tuple[str, str]]:
    """Yield names and values as they came: nothing is decoded (documented)."""
    for part in filter(None, raw_query.split("&")):
        name, _, value = part.partition("=")
        yield name, value


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _body(request: FrontRequest) -> tuple[str, bool]:
    """Return the body, and whether it is in base64 (documented); none at all is an empty text."""
    content_type = (request.header("Content-Type") or "").lower()
    is_text = content_type.startswith(_TEXTS) and request.header("Content-Encoding") is None
    if not request.body or is_text:
        return request.body.decode(errors="replace"), False
    return b64encode(request.body).decode(), True
