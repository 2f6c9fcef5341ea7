r"""The model's regular expressions, which are Java's, as predicates on strings.

Java and Python differ here in three points: ``\p{..}`` classes, which `re` lacks; ``\w``, ``\s``
and ``\d``, which are ASCII in Java; and ``.``, which in Java excludes five line ends.

No pattern of the model names a single character beyond ASCII, only whole categories (``\p{L}``).
So each such character may stand for its category: it is replaced by one representative before
matching, and a class that allows the category contains the representative. That needs no tables
and no other regular expression engine, whose import alone would cost 13 ms.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# One character beyond ASCII for each major category of Unicode; C are controls and unassigned.
_REPRESENTATIVES = {
    "L": "\u00aa",
    "M": "\u0300",
    "N": "\u00b2",
    "P": "\u00a1",
    "S": "\u00a2",
    "Z": "\u00a0",
    "C": "\u0080",
}
# What ends a line in Java; those beyond ASCII represent themselves.
_LINE_ENDS = "\n\r\u0085\u2028\u2029"
_CATEGORY = re.compile(r"\\p\{([LMNPSZ])\}")
# What is known of characters beyond ASCII is kept for so many of them; there are a million.
_KEPT = 4096
_TEXT = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"
_VISIBLE = r"[\p{L}\p{M}\p{S}\p{N}\p{P}]"
# `re` goes back to try another way, and these patterns have as many ways as a text has places: they
# take quadratic or cubic time, hours for some KB, in which no other thread runs. What stands beside
# each of them means the same and has one way: what is between ``(?>`` and ``)`` is found once, at
# the first place where it can be, and kept. Decision 0010 says why this and no other engine;
# tests/api/test_patterns.py proves that nothing else is needed, for any pattern.
_LINEAR = {
    r"^[\S]+.*[\S]+$": r"\S{2,}|\S+(?:[^\S\n\r]+[^\s\u0085\u2028\u2029]+)*[^\S\n\r]+\S+",
    r".*\{####\}.*": r"(?>.*?\{####\}).*",
    rf"{_TEXT}\{{####\}}{_TEXT}": rf"(?>{_TEXT}?\{{####\}}){_TEXT}",
    rf"{_TEXT}\{{##{_TEXT}##\}}{_TEXT}": rf"(?>{_TEXT}?\{{##)(?>{_TEXT}?##\}}){_TEXT}",
    rf"{_VISIBLE}+@{_VISIBLE}+": rf"(?>{_VISIBLE}{_VISIBLE}*?@){_VISIBLE}+",
}
# A class in brackets, an escaped character, or a bare dot.
_TOKEN = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.|\.")


class _Representatives(dict[int, str]):
    """A table for `str.translate` that learns: each character's representative."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code > 0x7F and character not in _LINE_ENDS:  # noqa: PLR2004 - the end of ASCII
            character = _REPRESENTATIVES[unicodedata.category(character)[0]]
        if len(self) < _KEPT:
            self[code] = character
        return character


_TABLE = _Representatives()


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return a predicate: does the whole string match `pattern`, a regular expression of Java?"""
    match = compiled(pattern).fullmatch

    def matches(text: str) -> bool:
        return match(text if text.isascii() else text.translate(_TABLE)) is not None

    return matches


def compiled(pattern: str) -> re.Pattern[str]:
    """Return what `matcher` holds texts against, once they are made of representatives."""
    return re.compile(_translated(_LINEAR.get(pattern, pattern)), re.ASCII)


def _translated(pattern: str) -> str:
    dot = "." if pattern.startswith("(?s)") else f"[^{_LINE_ENDS}]"

    def token(found: re.Match[str]) -> str:
        text = found[0]
        return dot if text == "." else _CATEGORY.sub(_members, text)

    return _TOKEN.sub(token, pattern)


def _members(found: re.Match[str]) -> str:
    """Return a category's members, spelled for use in a class: ASCII ones and representatives."""
    category = found[1]
    members = [chr(code) for code in range(0x80) if unicodedata.category(chr(code))[0] == category]
    members += [end for end in _LINE_ENDS[2:] if unicodedata.category(end)[0] == category]
    members.append(_REPRESENTATIVES[category])
    return "".join(re.escape(member) for member in members)
