"""The claims of a token as HTTP APIs show them to a function: texts, as Go prints values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def shown(claims: Mapping[str, Any]) -> dict[str, str]:
    """Return claims as a function gets them, sorted by their names (recorded [api-gateway-14])."""
    return {name: _text(claims[name]) for name in sorted(claims)}


def _text(value: object) -> str:
    """Return a claim as a text.

    Numbers are recorded [api-gateway-14]; truth values, and lists in brackets with blanks between
    their members, are claimed. Maps and null are a guess: Go's ``fmt`` prints them so.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{' '.join(map(_text, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{_text(value[name])}' for name in sorted(value))}]"
    return "<nil>" if value is None else json.dumps(value)
