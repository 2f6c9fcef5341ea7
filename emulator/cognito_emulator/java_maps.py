"""In which order Java's hash maps show their members: parts of the service are written in Java."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

Value = TypeVar("Value")

_LEAST = 16  # buckets of a map that has just been made
_FULL = 0.75  # so full a map is at most; then it gets twice as many buckets


def copied(members: Mapping[str, Value]) -> dict[str, Value]:
    """Return a map in the order of a HashMap that was copied from another one.

    Claims of tokens stand in it (recorded [tokens-9]), and attributes in events (measured
    [federation-28]). A copy has room for all members from the start. Those that share a bucket stay
    as they stand.
    """
    return {name: members[name] for name in _copied(tuple(members))}


def filled(members: Mapping[str, Value]) -> dict[str, Value]:
    """Return a map in the order of a HashMap that its members were put into one by one.

    It differs from that of a copy where the last member has just found room: at 12 and at 24.
    """
    return {name: members[name] for name in _filled(tuple(members))}


@lru_cache(maxsize=1024)  # of few kinds of tokens: half of what making claims costs otherwise
def _copied(names: tuple[str, ...]) -> tuple[str, ...]:
    return _by_bucket(names, max(_LEAST, 1 << (int(len(names) / _FULL + 1) - 1).bit_length()))


@lru_cache(maxsize=1024)
def _filled(names: tuple[str, ...]) -> tuple[str, ...]:
    buckets = _LEAST
    while len(names) > buckets * _FULL:
        buckets *= 2
    return _by_bucket(names, buckets)


def _by_bucket(names: tuple[str, ...], buckets: int) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: _spread(name) & (buckets - 1)))


def _spread(name: str) -> int:
    """Return Java's spread hash of a name: of its String.hashCode, over UTF-16 units."""
    hashed = 0
    for high, low in struct.iter_unpack("BB", name.encode("utf-16-be", "surrogatepass")):
        hashed = (31 * hashed + (high << 8 | low)) & 0xFFFFFFFF
    return hashed ^ hashed >> 16
