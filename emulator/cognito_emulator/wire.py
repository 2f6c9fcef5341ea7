"""HTTP requests to ``/`` without a web framework: what the server and boto3's transport share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import calls, errors
from cognito_emulator.api import codec
from cognito_emulator.clock import instant
from cognito_emulator.logs import Seldom, logger
from cognito_emulator.store import UnreachableError

if TYPE_CHECKING:
    from cognito_emulator.api.sigv4 import Signature
    from cognito_emulator.domain.work.context import Caller, Door
    from cognito_emulator.emulator import Emulator

# What a signature may name as its region; with anything else pool ids would break their pattern.
_REGION = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")

_log = logger(__name__)
_away = Seldom(_log)


class Answer(NamedTuple):
    """What goes back for an HTTP request; the header names are spelled as the service does."""

    status: int
    headers: dict[str, str]
    body: bytes


def handle(  # noqa: PLR0913 - what a request consists of
    emulator: Emulator,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    base_url: str | None = None,
    query: str = "",
    ip: str | None = None,
    objection: str | None = None,
    door: Door = "http",
) -> Answer:
    """Answer an HTTP request to ``/``: the AWS JSON protocol, without a web framework.

    Nothing is raised: what the request lacks is told as the service does, and a bug of ours is an
    ``InternalErrorException`` whose traceback is logged.

    Args:
        emulator: the one that is called.
        method: ``POST`` calls an operation, ``OPTIONS`` is a browser's preflight request.
        headers: names in any case.
        body: the raw body.
        base_url: where the caller reaches the emulator, without a trailing slash.
        query: as sent; a presigned request has its signature there.
        ip: the caller's address; none within the process.
        objection: why the caller may call public operations only, unless its signature is verified.
        door: how the request came in, for whoever listens to calls.

    """
    caller = emulator.caller(base_url=base_url, ip=ip, door=door)
    about = {"x-amzn-RequestId": caller.request_id}  # recorded [wire-17]
    if method == "OPTIONS":
        return Answer(200, about | _preflight(headers), b"")
    about |= {"Content-Type": codec.CONTENT_TYPE, **codec.CORS_HEADERS}
    error: errors.CognitoError
    try:
        request = _read(emulator, caller, method, headers, body, query=query, objection=objection)
        return Answer(200, about, _call(emulator, caller, request))
    except errors.CognitoError as refusal:
        error = refusal
    except Exception as bug:  # noqa: BLE001 - whatever it is, the client gets an answer
        error = failure(bug)
    status, extra, payload = codec.encode_error(error)
    return Answer(status, about | extra, payload)


def failure(bug: Exception) -> errors.CognitoError:
    """Log a bug of ours or a store that is away, and return what the client is told."""
    if isinstance(bug, UnreachableError):
        _away.error(f"The store does not answer: {bug.why}")
        return calls.refusal(bug)
    _log.error("A bug in the emulator:", exc_info=bug)
    return calls.refusal(bug)


def _require_post(method: str) -> None:
    if method != codec.METHOD:
        raise errors.UnknownOperationException(f"Operations are called by POST, not {method}.")


def _preflight(headers: Mapping[str, str]) -> dict[str, str]:
    lowered = {name.lower(): value for name, value in headers.items()}
    return codec.preflight_headers(lowered.get("access-control-request-headers"))


def _read(  # noqa: PLR0913 - what a request consists of
    emulator: Emulator,
    caller: Caller,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    query: str,
    objection: str | None,
) -> codec.Request:
    """Decode a request; one that is refused here has been a call too, for whoever listens."""
    keys = emulator.settings.access_keys or None
    # Signatures are dated by the callers' clocks, which do not move with the emulator's.
    now = instant(emulator.clock.of_process()) if keys else None
    try:
        _require_post(method)
        request = codec.decode(method, headers, body, query=query, keys=keys, now=now)
        if objection is not None and request.signature is not None:
            _require_verified(request.signature, keys, objection)
    except Exception as refusal:
        emulator.refused(refusal, caller, partial(codec.glimpse, headers, body))
        raise
    return request


def _require_verified(
    signature: Signature, keys: Mapping[str, str | None] | None, objection: str
) -> None:
    """Let only pass who has proved to know a secret; of a key without one nobody has."""
    if not keys or keys.get(signature.access_key or "") is None:
        raise errors.AccessDeniedException(objection)


def _call(emulator: Emulator, caller: Caller, request: codec.Request) -> bytes:
    """Call the operation as who signed, and encode its answer."""
    signature = request.signature
    region = signature.region if signature else None
    if region and _REGION.fullmatch(region):
        caller = replace(caller, region=region)
    if signature is None:
        caller = replace(caller, signed=False)
    operation = request.operation
    return codec.encode(operation, emulator.call(operation.name, request.document, caller))
