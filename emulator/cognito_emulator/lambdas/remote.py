"""Functions that are reached over HTTP: by a URL of their own, or by a Lambda invoke endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cognito_emulator import fetching
from cognito_emulator.lambdas.base import (
    Function,
    FunctionError,
    Invocation,
    TimedOutError,
    UnreachableError,
)

if TYPE_CHECKING:
    from requests import Response

_LONGEST = 900.0  # seconds until even a function that nobody waits for is given up


def at_url(url: str) -> Function:
    """Return the function that gets its event by POST and answers with it, both in JSON.

    Any status but 2xx, or an ``errorMessage`` in the answer, says that it raised an error.
    """

    def call(invocation: Invocation) -> Any:  # noqa: ANN401 - whatever the function answers
        response = _post(url, invocation, {})
        answer = _json(response)
        error = _error_message(answer)
        if error is None and not response.ok:
            error = f"HTTP {response.status_code} {response.reason}".strip()
        if error is not None:
            raise FunctionError(error)
        return answer

    return call


def at_lambda(endpoint: str, name: str, qualifier: str | None = None) -> Function:
    """Return the function of that name behind a Lambda invoke endpoint.

    Args:
        endpoint: of Lambda's API, without a trailing slash; requests to it are not signed.
        name: the function's.
        qualifier: its version or alias.

    """
    url = f"{endpoint}/2015-03-31/functions/{quote(name, safe='')}/invocations"
    if qualifier is not None:
        url += f"?Qualifier={quote(qualifier, safe='')}"

    def call(invocation: Invocation) -> Any:  # noqa: ANN401 - whatever the function answers
        kind = "Event" if invocation.background else "RequestResponse"
        response = _post(url, invocation, {"X-Amz-Invocation-Type": kind})
        answer = _json(response)
        if not response.ok:
            raise UnreachableError(_error_type(response, answer))
        error = _error_message(answer)
        if error is not None or "X-Amz-Function-Error" in response.headers:
            raise FunctionError(error or response.headers["X-Amz-Function-Error"])
        return answer

    return call


def of_arn(endpoint: str, arn: str) -> Function:
    """Return the function behind a Lambda invoke endpoint that an ARN names.

    ``arn:aws:lambda:REGION:ACCOUNT:function:NAME``, a version or alias may follow.
    """
    name, _, qualifier = arn.partition(":function:")[2].partition(":")
    return at_lambda(endpoint, name or arn, qualifier or None)


def _post(url: str, invocation: Invocation, headers: Mapping[str, str]) -> Response:
    """Send an event.

    Raises:
        TimedOutError: no answer in time.
        UnreachableError: no connection, or an answer that sends us elsewhere.

    """
    import requests  # noqa: PLC0415 - 60 ms that only such functions cost

    seconds = _LONGEST if invocation.seconds is None else invocation.seconds
    try:
        response = requests.post(
            url,
            json=invocation.event,
            headers=dict(headers),
            timeout=seconds,
            proxies=fetching.DIRECTLY if fetching.is_loopback(url) else None,
            allow_redirects=False,
        )
    except requests.Timeout as error:
        raise TimedOutError from error
    except requests.RequestException as error:
        raise UnreachableError(f"{type(error).__name__}: no answer from {url}") from error
    if response.status_code in _REDIRECTS:
        target = response.headers.get("Location", "nowhere")
        raise UnreachableError(
            f"HTTP {response.status_code}: {url} redirects to {target}, and redirects are not"
            " followed: name the address where the function is"
        )
    return response


# Most clients would turn the event's POST into a GET without a body, and ask the wrong question.
_REDIRECTS = range(300, 400)


def _json(response: Response) -> Any:  # noqa: ANN401 - any JSON
    """Return what an answer holds, ``None`` for what is no JSON: so it is no event either."""
    try:
        return response.json()
    except (ValueError, RecursionError):  # or is nested without end
        return None


def _error_message(answer: object) -> str | None:
    if isinstance(answer, Mapping) and "errorMessage" in answer:
        return str(answer["errorMessage"])
    return None


def _error_type(response: Response, answer: object) -> str:
    """Return the type of an error of Lambda's API."""
    name = response.headers.get("X-Amzn-ErrorType", "").partition(":")[0]
    body = answer if isinstance(answer, Mapping) else {}
    return name or str(body.get("__type") or body.get("Type") or f"HTTP {response.status_code}")
