"""What of a style's settings has no effect: members that nobody knows, values of another kind.

The service refuses what it does not know (claimed), but which members that would be nobody has
published; the documentation shows those of one style. A style that was copied from the service has
to be accepted, so nothing is refused here: whoever made a slip is told of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cognito_emulator.counts import counted
from cognito_emulator.domain.clients.appearance import default_style
from cognito_emulator.nearest import nearest

_MOST = 5
_SHOWN = 60  # characters of a name or a value
_COLOR = re.compile(r"[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
_KINDS: Mapping[type, str] = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a number",
    list: "a list",
    str: "a text",
}


def is_color(value: object) -> bool:
    """Whether a value is a colour: eight hexadecimal digits (documented), or six (a guess)."""
    return isinstance(value, str) and _COLOR.fullmatch(value) is not None


def of(settings: Mapping[str, Any]) -> list[str]:
    """Return what is doubtful in settings, each as the end of a sentence, a few at most."""
    found = list(_doubts(settings, default_style.settings(), ""))
    if len(found) > _MOST:
        return [*found[:_MOST], f"{counted(len(found) - _MOST, 'more member')} are like that"]
    return found


def _doubts(given: Mapping[str, Any], known: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, value in given.items():
        place = f"{above}{name:.{_SHOWN}}"
        if name not in known:
            yield f"{place} is no setting that is documented: {nearest(name, known)}"
        elif isinstance(value, Mapping) and isinstance(known[name], Mapping):
            yield from _doubts(value, known[name], f"{place}.")
        elif (problem := _problem(value, known[name])) is not None:
            yield f"{place} {problem}"


def _problem(value: object, usual: object) -> str | None:
    """Return what is wrong with a value, by one that is good; ``None`` of JSON is no value."""
    if value is None:
        return None
    kind, wanted = _KINDS[type(value)], _KINDS[type(usual)]
    if kind != wanted:
        return f"is {kind}, not {wanted}"
    if is_color(usual) and not is_color(value):
        return f"is {value!r:.{_SHOWN}}, no colour: it has eight hexadecimal digits, as {usual}"
    return None
