"""What a function behind a Lambda proxy integration answers, as API Gateway reads it."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from cognito_emulator.fronts.request import Pairs
from cognito_emulator.nearest import nearest

_FIRST, _LAST = 100, 599  # status codes


class MalformedError(ValueError):
    """An answer that is none; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ProxyAnswer:
    """An answer that could be read.

    Attributes:
        status: of HTTP.
        headers: names and values, those of ``multiValueHeaders`` last.
        types: the values of the header ``Content-Type``: ``None`` is one where it is null.
        body: as the function wrote it, ``None`` where there is none.
        encoded: whether the body is base64.

    """

    status: int
    headers: Pairs
    types: tuple[str | None, ...]
    body: str | None
    encoded: bool

    def content_type(self, default: str) -> str | None:
        """Return the type that the client is told.

        A function that says null keeps the default away (measured [api-gateway-36]).
        """
        return self.types[-1] if self.types else default

    @property
    def text(self) -> bytes:
        """The body as it stands, base64 or not."""
        return (self.body or "").encode(errors="replace")

    @property
    def decoded(self) -> bytes:
        """The body's bytes.

        Raises:
            MalformedError: the body is to be base64, and is none.

        """
        if not self.encoded:
            return self.text
        try:
            return b64decode(self.body or "")
        except (binascii.Error, ValueError):
            raise MalformedError("isBase64Encoded is true, but body is no base64") from None


def read(result: object, *, several: bool = True) -> ProxyAnswer:
    """Return what a function's answer says.

    Args:
        result: the answer.
        several: whether it may have ``multiValueHeaders``; else they are looked over.

    Raises:
        MalformedError: it cannot be read. That the body has to be a text is measured
            [api-gateway-32].

    """
    if not isinstance(result, Mapping):
        raise MalformedError(f"it is {type(result).__name__}, no object")
    many = _mapping(result, "multiValueHeaders") if several else {}
    repeated = [(name, value) for name, values in many.items() for value in _list(name, values)]
    # A pair that stands in both is one header (documented).
    single = [pair for pair in _mapping(result, "headers").items() if pair not in repeated]
    given = [(name, _scalar(name, value)) for name, value in (*single, *repeated)]
    return ProxyAnswer(
        _status(result),
        headers=tuple((name, value) for name, value in given if value is not None),
        types=tuple(value for name, value in given if name.lower() == "content-type"),
        body=_body(result),
        encoded=result.get("isBase64Encoded") is True,
    )


def refuse_unknown(result: object) -> None:
    """Refuse an answer that has other members than those of a REST API.

    Raises:
        MalformedError: it has one. Of ``cookies`` that is measured [api-gateway-33]; that others
            are answered alike is a guess.

    """
    for name in result if isinstance(result, Mapping) else ():
        if name not in _MEMBERS:
            near = nearest(str(name), sorted(_MEMBERS))
            raise MalformedError(f"{name} is no member of an answer; {near}")


_MEMBERS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})


def _status(result: Mapping[str, object]) -> int:
    value = result.get("statusCode")
    digits = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (digits.isascii() and digits.isdigit() and _FIRST <= int(digits[:9]) <= _LAST):
        raise MalformedError(f"statusCode is {value!r}, no status code")
    return int(digits)


def _body(result: Mapping[str, object]) -> str | None:
    body = result.get("body")
    if body is not None and not isinstance(body, str):
        raise MalformedError(f"body is {type(body).__name__}, no text: json.dumps() makes one")
    return body


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


def _scalar(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, int | float):
        raise MalformedError(f"the header {name} is {type(value).__name__}, no text")
    return str(value)
