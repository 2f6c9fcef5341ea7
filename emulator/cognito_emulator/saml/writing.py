"""Texts as XML 1.0 writes them."""

from __future__ import annotations

import re

# All that XML has no way to write: most control characters, halves of characters, two others.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Parsers take a carriage return for a line feed, and white space in attributes for blanks.
_CONTENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _CONTENT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def content(text: str) -> str:
    """Return a text as it stands between tags.

    Raises:
        ValueError: it has a character that XML cannot hold.

    """
    return _writable(text).translate(_CONTENT)


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, in double quotes.

    Raises:
        ValueError: it has a character that XML cannot hold.

    """
    return f'"{_writable(text).translate(_ATTRIBUTE)}"'


def _writable(text: str) -> str:
    found = _UNWRITABLE.search(text)
    if found:
        raise ValueError(f"XML cannot hold the character U+{ord(found[0]):04X}.")
    return text
