"""Texts of others as a terminal, a report and UTF-8 may have them: nothing in them is obeyed.

Names, mails, passwords and the errors of other people's functions may hold what a terminal obeys
(escape sequences), what turns the order of reading (bidirectional controls), and what breaks a line
where one line is promised. Whatever shows such a text takes it from here.
"""

from __future__ import annotations

import unicodedata

# Beside what Python calls printable: spaces of all widths, and the two joiners without which some
# languages and emojis cannot be written.
_JOINERS = "\u200c\u200d"
_TAB = 4


def exact(text: str) -> str:
    r"""Return all of a text on one line; what must not be shown is spelled out: ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(one if _harmless(one) else _spelled(one) for one in text)


def line(text: str, longest: int | None = None) -> str:
    """Return a text on one line, with one space for all white space, cut after ``longest``."""
    shown = exact(" ".join(text.split()))
    return shown if longest is None or len(shown) <= longest else f"{shown[: longest - 3]}..."


def block(text: str) -> str:
    """Return a text of several lines; they end at newlines, whatever else would end one."""
    lines = text.replace("\r\n", "\n").expandtabs(_TAB).split("\n")
    return "\n".join(map(exact, lines))


def whole(text: str) -> str:
    """Return a text that UTF-8 can have: a question mark for each lone surrogate.

    That is half of a character of UTF-16. JSON can spell it, and callers and functions in this
    process can send it; no answer, page or URL can have it.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def _harmless(character: str) -> bool:
    return (
        character.isprintable() or character in _JOINERS or unicodedata.category(character) == "Zs"
    )


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
