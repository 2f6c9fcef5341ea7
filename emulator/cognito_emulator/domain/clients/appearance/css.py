"""The CSS of the classic pages: which of their parts it may style, and with what."""

from __future__ import annotations

import re

from cognito_emulator.errors import InvalidParameterException

# Documented, but for the last, which classic pages have had as long (a guess).
_CLASSES = frozenset(
    {
        "background-customizable",
        "banner-customizable",
        "errorMessage-customizable",
        "idpButton-customizable",
        "idpButton-customizable:hover",
        "idpDescription-customizable",
        "inputField-customizable",
        "inputField-customizable:focus",
        "label-customizable",
        "legalText-customizable",
        "logo-customizable",
        "passwordCheck-notValid-customizable",
        "passwordCheck-valid-customizable",
        "redirect-customizable",
        "socialButton-customizable",
        "submitButton-customizable",
        "submitButton-customizable:hover",
        "textDescription-customizable",
    }
)

#: What may not stand outside of comments (documented, but for the last).
_FORBIDDEN = re.compile(r"@import|@supports|@page|@media|javascript:|expression\(", re.IGNORECASE)
#: What would end a style sheet within a page, even in a comment (a guess).
_CLOSING = "</"


def check(css: str) -> None:
    """Refuse a style sheet that the classic pages do not take.

    Raises:
        InvalidParameterException: it styles what it may not (text measured [branding-13]; that the
            text has the selector as it is written is a guess), has in it what it may not, or is no
            style sheet (documented; texts: guess).

    """
    bare = _without_comments(css)
    found = _FORBIDDEN.search(bare)
    if found is not None or _CLOSING in css:
        what = found[0] if found is not None else _CLOSING
        raise InvalidParameterException(f"The CSS contains {what}, which is not allowed.")
    *rules, rest = bare.split("}")
    if rest.strip():
        raise InvalidParameterException("The CSS is not valid.")
    for rule in rules:
        _check_rule(rule)


def _without_comments(css: str) -> str:
    """Return a style sheet without its comments; one that does not end stays."""
    before, *begun = css.split("/*")
    kept = [before]
    inside = False  # of a comment, in which another one does not begin
    for text in begun:
        _, end, after = text.partition("*/")
        kept.append(f" {after}" if end else "")
        inside = not end
    return "".join(kept) + ("/*" if inside else "")


def _check_rule(rule: str) -> None:
    selectors, brace, declarations = rule.partition("{")
    if not brace or "{" in declarations:
        raise InvalidParameterException("The CSS is not valid.")
    for selector in map(str.strip, selectors.split(",")):
        if not selector.startswith(".") or selector[1:] not in _CLASSES:
            raise InvalidParameterException(
                f"The CSS class {selector} is not in the list of allowed classes."
            )
