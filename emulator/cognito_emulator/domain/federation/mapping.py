"""AttributeMapping: what of a provider's claims becomes which attribute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson


def mapped(mapping: Mapping[str, str], claims: Mapping[str, Any]) -> dict[str, str]:
    """Return a user's attributes by the pool's names.

    A claim that is not there leaves its attribute alone: what the user had before stays
    (documented).

    Args:
        mapping: names of claims by names of attributes; ``username`` is nobody's attribute.
        claims: what the provider says.

    """
    return {
        attribute: text(claims[claim])
        for attribute, claim in mapping.items()
        if attribute != "username" and claims.get(claim) is not None
    }


def text(value: object) -> str:
    """Return a claim as the attribute has it.

    Several values stand in brackets, with comma and blank between (measured [federation-10]);
    objects are JSON (measured [federation-11]).
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return f"[{', '.join(_texts(value))}]"
    return orjson.dumps(value).decode()


def _texts(values: Iterable[object]) -> list[str]:
    return [text(value) for value in values]
