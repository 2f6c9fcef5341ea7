"""What a function behind a Lambda proxy integration answers, as all of API Gateway reads it."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.fronts.request import Pairs

_FIRST, _LAST = 100, 599  # status codes


class MalformedError(ValueError):
    """An answer that is none; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ProxyAnswer:
    """An answer that could be read.

    Attributes:
        status: of HTTP.
        headers: names and values, those of ``multiValueHeaders`` last.
        body: its bytes.

    """

    status: int
    headers: Pairs
    body: bytes

    @property
    def content_type(self) -> str | None:
        """The value of the header ``Content-Type``."""
        found = [value for name, value in self.headers if name.lower() == "content-type"]
        return found[-1] if found else None


def read(result: object, *, more: frozenset[str] = frozenset()) -> ProxyAnswer:
    """Return what a function's answer says.

    Args:
        result: the answer.
        more: members that it may have beside those that all APIs know.

    Raises:
        MalformedError: it cannot be read. That the body has to be a text is measured
            [api-gateway-32]; that other members spoil it is a guess.

    """
    if not isinstance(result, Mapping):
        raise MalformedError(f"it is {type(result).__name__}, no object")
    for name in result:
        if name not in _MEMBERS | more:
            raise MalformedError(f"{name} is no member of an answer")
    several = _mapping(result, "multiValueHeaders")
    repeated = tuple(
        (name, _scalar(name, value))
        for name, values in several.items()
        for value in _list(name, values)
    )
    names = {name.lower() for name, _ in repeated}
    single = tuple(
        (name, _scalar(name, value))
        for name, value in _mapping(result, "headers").items()
        if name.lower() not in names
    )
    return ProxyAnswer(_status(result), (*single, *repeated), _body(result))


_MEMBERS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})


def _status(result: Mapping[str, object]) -> int:
    value = result.get("statusCode")
    digits = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (digits.isascii() and digits.isdigit() and _FIRST <= int(digits[:9]) <= _LAST):
        raise MalformedError(f"statusCode is {value!r}, no status code")
    return int(digits)


def _body(result: Mapping[str, object]) -> bytes:
    body, encoded = result.get("body"), result.get("isBase64Encoded")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise MalformedError(f"body is {type(body).__name__}, no text: json.dumps() makes one")
    if encoded is not True:
        return body.encode(errors="replace")
    try:
        return b64decode(body)
    except (binascii.Error, ValueError):
        raise MalformedError("isBase64Encoded is true, but body is no base64") from None


def _mapping(result: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = result.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise MalformedError(f"{name} is {type(value).__name__}, no object")
    return value


def _list(name: str, values: object) -> list[object]:
    if not isinstance(values, list):
        raise MalformedError(f"{name} in multiValueHeaders is no list")
    return values


def _scalar(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise MalformedError(f"the header {name} is {type(value).__name__}, no text")
    return str(value)
