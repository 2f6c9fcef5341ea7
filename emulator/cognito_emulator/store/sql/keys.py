"""Keys and values of indexes as texts: of equal ones the same, of others another."""

from __future__ import annotations

from collections.abc import Hashable
from hashlib import sha256
from json import JSONEncoder
from typing import Any

from cognito_emulator.store.base import Table


def _bytes(value: object) -> dict[str, str]:
    """Return what bytes look like: nothing else that can be a key becomes an object."""
    if not isinstance(value, bytes):
        raise TypeError(f"{value!r} can be in no key: a {type(value).__name__} has no text.")
    return {"bytes": value.hex()}


# ASCII alone: half a character, which no database takes, and a null are escaped.
_encode = JSONEncoder(
    separators=(",", ":"), check_circular=False, allow_nan=False, default=_bytes
).encode


_LONGEST = 1000  # characters; PostgreSQL takes 2,700 bytes for all columns of an index


def text_of(value: Hashable) -> str:
    """Return the text of a key: JSON, or of what would be long its hash.

    Args:
        value: a text, bytes, a whole number, nothing, or a tuple of such.

    Raises:
        TypeError: it has something else in it.

    """
    text = _plain(value) or _encode(value)
    if len(text) > _LONGEST:
        return f"sha256:{sha256(text.encode()).hexdigest()}"
    return text


def _plain(value: object) -> str | None:
    """Return the JSON of a text in which nothing is escaped, or of a tuple of such; in no time."""
    if type(value) is str:
        is_plain = value.isascii() and value.isprintable() and '"' not in value
        return f'"{value}"' if is_plain and "\\" not in value else None
    if type(value) is tuple:
        texts = [_plain(each) for each in value]
        return None if None in texts else f"[{','.join(texts)}]"  # type: ignore[arg-type]
    return None


def path_of(table: Table[Any], index: str) -> str:
    """Return the name of an index among those of all tables."""
    return f"{table.name}.{index}"
