"""Texts of others, such as names and errors, on one line of a report or a terminal."""

from __future__ import annotations


def line(text: str, longest: int | None = None) -> str:
    """Return a text on one line, without what a terminal would obey, and not too long."""
    shown = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return shown if longest is None or len(shown) <= longest else f"{shown[: longest - 3]}..."
