"""Texts as XML writes them."""

from __future__ import annotations


def content(text: str) -> str:
    """Return a text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, in double quotes."""
    return f'"{content(text).replace(chr(34), "&quot;")}"'
