r"""AllowedPattern of a parameter: a regular expression, in a template that may be anybody's.

CloudFormation takes Java's. `regex` reads most of what Java reads, also intersections of classes
and ``\p{Lu}``. It can be interrupted, as some patterns take exponential time (decision 0010).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

SECONDS = 1.0  # for one value; an honest pattern takes some microseconds


class UnreadableError(ValueError):
    """A value cannot be held against a pattern; the message says why."""


def read(pattern: str, seconds: float = SECONDS) -> Callable[[str], bool]:
    """Return what says whether the whole of a text is as the pattern wants it.

    It raises `UnreadableError` where that takes too long.

    Args:
        pattern: as the template has it.
        seconds: how long one text may take.

    Raises:
        UnreadableError: it is no regular expression, or none that is read here.

    """
    import regex  # noqa: PLC0415 - it takes 30 ms, and few templates have patterns

    # Java's \w, \d and \s are of ASCII, but its \p is not.
    alphabet = regex.UNICODE if r"\p" in pattern.lower() else regex.ASCII
    try:
        compiled = regex.compile(pattern, regex.VERSION1 | alphabet)
    except (regex.error, RecursionError, OverflowError, MemoryError) as error:
        raise UnreadableError(f"it cannot be read: {error}") from None
    return partial(_matches, compiled, seconds)


def _matches(compiled: regex.Pattern[str], seconds: float, text: str) -> bool:
    try:
        return compiled.fullmatch(text, timeout=seconds) is not None
    except TimeoutError:
        raise UnreadableError(f"it takes more than {seconds:g} s") from None
