"""Reading and verifying a pool's tokens; which checks it makes, and in what words, is a front's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from cognito_emulator import base64url
from cognito_emulator.fronts.user_pool import Key, UserPool

_PARTS = 3
_BEARER = "bearer "


class UnreadableError(ValueError):
    """A text that is no JSON Web Token; the message says what is wrong.

    Attributes:
        parts: how many parts it has, divided by dots.

    """

    def __init__(self, message: str, parts: int = _PARTS) -> None:
        super().__init__(message)
        self.parts = parts


@dataclass(frozen=True, slots=True)
class Token:
    """A JSON Web Token, read but not verified.

    Attributes:
        header, claims: its first two parts.
        signed: these two parts as they came.
        signature: its third part.

    """

    header: Mapping[str, Any]
    claims: dict[str, Any]
    signed: str
    signature: bytes

    @property
    def algorithm(self) -> str:
        """``alg`` of its header."""
        return str(self.header.get("alg"))

    @property
    def use(self) -> str:
        """``token_use``: ``access``, ``id``, or whatever it has there."""
        return str(self.claims.get("token_use"))

    @property
    def scopes(self) -> tuple[str, ...]:
        """Its scopes: those of ``scope``, or else of ``scp``, as a text or a list."""
        found = self.claims.get("scope", self.claims.get("scp", ()))
        if isinstance(found, str):
            return tuple(found.split())
        return tuple(map(str, found)) if isinstance(found, list) else ()

    def key(self, pool: UserPool) -> Key | None:
        """Return the pool's key that its header names."""
        kid = self.header.get("kid")
        return next((key for key in pool.signing_keys() if key.kid == kid), None)

    def time(self, claim: str) -> float | None:
        """Return a claim that is a time in epoch seconds; ``None`` where it is none."""
        value = self.claims.get(claim)
        is_time = isinstance(value, int | float) and not isinstance(value, bool)
        return value if is_time else None


def without_bearer(text: str) -> str:
    """Return a header's value without ``Bearer``, in any case, and the blanks around it."""
    stripped = text.strip()
    if stripped[: len(_BEARER)].lower() == _BEARER:
        return stripped[len(_BEARER) :].strip()
    return stripped


def read(text: str) -> Token:
    """Return a token that a text stands for; nothing is verified.

    Raises:
        UnreadableError: it stands for none.

    """
    parts = text.split(".")
    if len(parts) != _PARTS:
        raise UnreadableError("token contains an invalid number of segments", len(parts))
    try:
        header, claims = (orjson.loads(base64url.decode(part)) for part in parts[:2])
        signature = base64url.decode(parts[2])
    except ValueError as problem:
        raise UnreadableError(f"its parts are no base64url of JSON: {problem}") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise UnreadableError("its parts are no JSON objects")
    return Token(header, claims, text.rpartition(".")[0], signature)
