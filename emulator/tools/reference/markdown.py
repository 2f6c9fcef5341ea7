"""Markdown as the writers of regions make it."""

from __future__ import annotations

import re
from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; a cell is one line of Markdown."""
    titles = tuple(head)
    lines = [titles, ("---",) * len(titles), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)


def cell(text: str) -> str:
    """Return a text so that it fits into a cell: in one line, its bars escaped."""
    return re.sub(r"(?<!\\)\|", r"\|", " ".join(text.split()))


def code(*names: str) -> str:
    """Return names in the letters of code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def from_rst(text: str) -> str:
    """Return a docstring's text as Markdown."""
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text.replace("``", "`"))


def sentence(text: str) -> str:
    """Return a text that begins and ends as a sentence does."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", ":", "?", "!")) else ".")
