r"""The model's regular expressions, which are Java's, as predicates on strings.

Java and Python differ here in three points: ``\p{..}`` classes, which `re` lacks; ``\w``, ``\s``
and ``\d``, which are ASCII in Java; and ``.``, which in Java excludes five line ends.

No pattern of the model names a single character beyond ASCII, only whole categories (``\p{L}``).
So each such character may stand for its category: it is replaced by one representative before
matching, and a class that allows the category contains the representative. That needs no tables
and no other regular expression engine, whose import alone would cost 13 ms (measured).
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
# The password's pattern takes cubic time on a long word before a blank: 22 s for 3,000 characters
# (measured). This one means the same: runs of visible characters, parted by blanks.
_LINEAR = {
    r"^[\S]+.*[\S]+$": (r"\S{2,}|\S+(?:[^\S\n\r]+[^\s\u0085\u2028\u2029]+)*[^\S\n\r]+\S+"),
}
# A class in brackets, an escaped character, or a bare dot.
_TOKEN = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.|\.")


class _Representatives(dict[int, str]):
    """A table for `str.translate` that learns: each character's representative."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code > 0x7F and character not in _LINE_ENDS:  # noqa: PLR2004 - the end of ASCII
            character = _REPRESENTATIVES[unicodedata.category(character)[0]]
        self[code] = character
        return character


_TABLE = _Representatives()


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return a predicate: does the whole string match `pattern`, a regular expression of Java?"""
    match = re.compile(_LINEAR.get(pattern) or _translated(pattern), re.ASCII).fullmatch

    def matches(text: str) -> bool:
        return match(text if text.isascii() else text.translate(_TABLE)) is not None

    return matches


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
