"""Numbers as people say them."""

from __future__ import annotations


def often(number: int) -> str:
    """Return how often: ``once``, ``2 times``."""
    return "once" if number == 1 else f"{number} times"


def counted(number: float, unit: str) -> str:
    """Return so many of a unit, which is a noun in the singular: ``1 second``, ``2 seconds``."""
    shown = f"{number}" if isinstance(number, int) else f"{number:g}"
    return f"{shown} {unit}{'' if number == 1 else 's'}"
