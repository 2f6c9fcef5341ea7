"""The order in which the service writes down the members of its maps: claims, attributes in events.

It is that of a copied Java HashMap (recorded [tokens-9] of claims, measured [federation-28] of
events).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

Value = TypeVar("Value")


def ordered(members: Mapping[str, Value]) -> dict[str, Value]:
    """Return a map in the service's order; members that share a bucket stay as they stand."""
    return {name: members[name] for name in _ordered(tuple(members))}


@lru_cache(maxsize=1024)  # of few kinds of tokens: half of what making claims costs otherwise
def _ordered(names: tuple[str, ...]) -> tuple[str, ...]:
    buckets = max(16, 1 << (int(len(names) / 0.75 + 1) - 1).bit_length())
    return tuple(sorted(names, key=lambda name: _spread(name) & (buckets - 1)))


def _spread(name: str) -> int:
    """Return Java's spread hash of a name: of its String.hashCode, over UTF-16 units."""
    hashed = 0
    for high, low in struct.iter_unpack("BB", name.encode("utf-16-be")):
        hashed = (31 * hashed + (high << 8 | low)) & 0xFFFFFFFF
    return hashed ^ hashed >> 16
