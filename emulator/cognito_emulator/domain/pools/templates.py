"""The templates of messages that a pool may have: their patterns, their links."""

from __future__ import annotations

from collections.abc import Iterator

# What stands around the words of a link in a mail.
_LINK_BEGINS, _LINK_ENDS = "{##", "##}"


#: What a mail and a text message with a code have to look like, in the service's words.
_ANYTHING = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"


MAIL_PATTERN = rf"{_ANYTHING}\{{####\}}{_ANYTHING}"


SMS_PATTERN = r"(?s).*\{####\}(?s).*"


def has_link(body: str) -> bool:
    """Whether a body has the place of a link: ``{##``, one character or more, ``##}``."""
    return next(_links(body), None) is not None


def without_links(body: str, instead: str) -> str:
    """Return a mail's text with something else in place of its links."""
    kept, end = [], 0
    for start, behind in _links(body):
        kept += [body[end:start], instead]
        end = behind
    return "".join([*kept, body[end:]])


def _links(body: str) -> Iterator[tuple[int, int]]:
    """Yield where each link begins, and where what follows it does.

    `re` would look for the end behind each beginning anew, which takes quadratic time.
    """
    end = 0
    while (start := body.find(_LINK_BEGINS, end)) >= 0:
        words = start + len(_LINK_BEGINS)
        last = body.find(_LINK_ENDS, words + 1)
        if last < 0:
            return
        end = last + len(_LINK_ENDS)
        yield start, end
