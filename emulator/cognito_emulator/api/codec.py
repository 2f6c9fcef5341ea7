"""Bytes to calls and documents to bytes, as AWS JSON 1.1; no web framework.

A *sibling* is another service with the same AWS JSON 1.1 front.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import orjson

from cognito_emulator import printable
from cognito_emulator.api import sigv4, spec
from cognito_emulator.errors import (
    MissingAuthenticationTokenException,
    RequestEntityTooLargeException,
    SerializationException,
    UnknownOperationException,
)

if TYPE_CHECKING:
    from cognito_emulator.api.sigv4 import Signature
    from cognito_emulator.api.spec import Operation
    from cognito_emulator.errors import CognitoError

CONTENT_TYPE = "application/x-amz-json-1.1"  # of every answer, measured [wire-1]
METHOD = "POST"  # the only one that calls operations

# 2 MB is the limit that the documentation of managed login branding names; what the service answers
# above it is a guess.
MAX_BODY_BYTES = 2 * 1024 * 1024

# Measured [wire-7].
CORS_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "access-control-allow-origin": "*",
        "access-control-expose-headers": (
            "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
        ),
    }
)
# Measured on a sibling [wire-8].
PREFLIGHT_MAX_AGE_SECONDS = 172800

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SCIENTIFIC_FROM = 10_000_000_000  # in milliseconds: Java writes 1.0E7 seconds with an exponent
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
# What a header tells of a request is cut to this many characters: Node.js refuses an answer with
# more than 16 KiB of headers, 8 KiB before version 14; Python's http.client one with a line of
# 64 KiB, and proxies have limits of their own.
MAX_HEADER_CHARS = 4096
_UNSAFE_IN_HEADERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Request(NamedTuple):
    """A request for an operation, parsed but not validated.

    Attributes:
        operation: which one; it exists.
        document: the parsed JSON body.
        signature: who signed, of operations that need AWS credentials; None for all others, where
            any Authorization header is ignored (recorded [wire-9]).
    """

    operation: Operation
    document: object
    signature: Signature | None


def decode(  # noqa: PLR0913 - these are the parts of an HTTP request
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    path: str = "/",
    query: str = "",
    keys: Mapping[str, str | None] | None = None,
    now: datetime | None = None,
) -> Request:
    """Read a request.

    Args:
        method: of the request; only a signature depends on it, see `METHOD`.
        headers: names in any case.
        body: the raw body. An empty one does not count as ``{}``, it is refused (measured on a
            sibling [wire-10]). Of a body above `MAX_BODY_BYTES` a part will do that is above it as
            well.
        path: as sent; only a signature depends on it.
        query: as sent; a presigned request has its signature there.
        keys: the access keys, id to secret, with which signatures are verified. None, the default,
            believes any signature.
        now: the present, aware; needed with `keys`.

    Raises:
        UnknownOperationException: ``X-Amz-Target`` is missing or names no operation.
        MissingAuthenticationTokenException: the operation needs a signature and there is none.
        IncompleteSignatureException: with `keys`: the signature lacks parts.
        UnrecognizedClientException: with `keys`: the access key is not known.
        InvalidSignatureException: with `keys`: the signature is wrong or too old.
        RequestEntityTooLargeException: the body is larger than `MAX_BODY_BYTES`.
        SerializationException: the body is not JSON.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    operation = _operation(lowered.get("x-amz-target"))
    if len(body) > MAX_BODY_BYTES:
        raise RequestEntityTooLargeException(
            f"The request body exceeds the limit of {MAX_BODY_BYTES} bytes."
        )
    signature = None
    if operation.signed:
        request = sigv4.HttpRequest(method, path, query, lowered, body)
        signature = _signature(request, keys, now)
    return Request(operation, _parsed(body), signature)


def glimpse(headers: Mapping[str, str], body: bytes) -> tuple[str, object]:
    """Return what can be made out of a request that `decode` refuses, for whoever reports it.

    Returns:
        The name that stands in ``X-Amz-Target``, whether there is such an operation or not, and
        the parsed JSON body; empty, or None, where there is none.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    _, _, name = lowered.get("x-amz-target", "").rpartition(".")
    if len(body) > MAX_BODY_BYTES:
        return name, None
    try:
        return name, _parsed(body)
    except SerializationException:
        return name, None


def encode(operation: Operation, document: Mapping[str, object] | None) -> bytes:
    """Return the body of an answer: members in alphabetical order, no blanks.

    That is recorded [wire-13]. Timestamps are aware `datetime`, blobs are `bytes`. An operation
    without an output shape has an empty body, whatever `document` is (recorded [wire-14]);
    one whose output shape has no members has ``{}`` (recorded [wire-15]).

    Raises:
        TypeError: `document` holds something that JSON and the model have no place for.
    """
    if operation.output is None:
        return b""
    return orjson.dumps(document or {}, default=_spelled, option=_OPTIONS)


def encode_error(error: CognitoError) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an error's answer.

    The headers repeat both: the type with a trailing colon, the message in one line (measured
    [wire-16]); of a message that clients could not read as a header, they have the beginning.
    """
    document = {"__type": error.type}
    headers = {"x-amzn-ErrorType": f"{error.type}:"}
    if error.message is not None:
        document[error.message_member] = printable.whole(error.message)
        headers["x-amzn-ErrorMessage"] = _header_safe(error.message)
    if error.reason_code is not None:
        document["reasonCode"] = printable.whole(error.reason_code)
    return error.status, headers, orjson.dumps(document)


def preflight_headers(requested_headers: str | None) -> dict[str, str]:
    """Return the headers that answer a browser's preflight request.

    Args:
        requested_headers: the request's ``Access-Control-Request-Headers``; all are allowed, but
            for those that no longer fit into a header.
    """
    headers = {
        **CORS_HEADERS,
        "access-control-allow-methods": METHOD,
        "access-control-max-age": str(PREFLIGHT_MAX_AGE_SECONDS),
    }
    if requested_headers:
        headers["access-control-allow-headers"] = whole_names(requested_headers)
    return headers


def spell_timestamp(moment: datetime) -> str:
    """Spell a moment as the service does: seconds since 1970 as Java prints a double.

    At most three decimals, as ``1.790257791224E9`` and ``1.79E9`` (recorded [wire-20]);
    what is finer than a millisecond is cut off.

    Raises:
        TypeError: `moment` is naive.
    """
    milliseconds = (moment - _EPOCH) // _MILLISECOND
    if -_SCIENTIFIC_FROM < milliseconds < _SCIENTIFIC_FROM:
        # From 0.001 to 10,000,000 Java and Python print alike.
        return repr(milliseconds / 1000)
    sign, digits = ("-", str(-milliseconds)) if milliseconds < 0 else ("", str(milliseconds))
    mantissa = digits[1:].rstrip("0") or "0"
    return f"{sign}{digits[0]}.{mantissa}E{len(digits) - 4}"


def half_character(document: object) -> str | None:
    """Return a text of a document that no JSON over HTTP could hold, or None.

    It has a lone surrogate, half of a character of UTF-16. Keys count as well, and what is nested.
    """
    waiting = [document]
    seen = set()  # a document in this process may hold itself
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if not value.isascii() and not _is_encodable(value):
                return value
        elif isinstance(value, dict | list | tuple) and id(value) not in seen:
            seen.add(id(value))
            waiting += value
            if isinstance(value, dict):
                waiting += value.values()
    return None


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _operation(target: str | None) -> Operation:
    # Measured on a sibling [wire-21], which sends no message. Ours helps to find the slip.
    if not target:
        raise UnknownOperationException("The request has no X-Amz-Target header.")
    prefix, _, name = target.rpartition(".")
    if prefix == spec.target_prefix():
        try:
            return spec.operation(name)
        except KeyError:
            pass
    raise UnknownOperationException(f"Unknown operation: {target}")


def _signature(
    request: sigv4.HttpRequest, keys: Mapping[str, str | None] | None, now: datetime | None
) -> Signature:
    signature = sigv4.read(request.headers, request.query)
    if signature is None:
        raise MissingAuthenticationTokenException(sigv4.NO_SIGNATURE)
    if keys is None:
        return signature
    if now is None:
        raise ValueError("Signatures cannot be verified without knowing the time.")
    return sigv4.verify(request, keys, now)


def _parsed(body: bytes) -> object:
    try:
        parsed: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        # Without a message: measured on a sibling [wire-10].
        raise SerializationException from None
    return parsed


def _spelled(value: object) -> object:
    """Spell what orjson does not know, or not as the service spells it."""
    if isinstance(value, datetime):
        return orjson.Fragment(spell_timestamp(value))
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no place in an answer.")


def _header_safe(text: str) -> str:
    """Return text as one line of latin-1, or its beginning, that every client can read."""
    line = _UNSAFE_IN_HEADERS.sub(" ", text[:MAX_HEADER_CHARS]).strip()
    return line.encode("latin-1", "replace").decode("latin-1")


def whole_names(names: str) -> str:
    """Return names that commas separate, as many as fit into a header."""
    if len(names) > MAX_HEADER_CHARS:
        names = names[:MAX_HEADER_CHARS].rpartition(",")[0]
    return _header_safe(names)
