"""The claims of a token as REST APIs show them to a function: all of them texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cognito_emulator import java_maps
from cognito_emulator.fronts.arrivals import MONTHS, clock_of

_DATES = frozenset({"exp", "iat"})
_EARLIEST, _LATEST = 0, 253402300799  # what a date can be, to the year 9999


def shown(claims: Mapping[str, Any]) -> dict[str, str]:
    """Return claims as a function gets them.

    They are in the order of a Java HashMap that was filled one by one (recorded [api-gateway-5]).
    """
    return {name: _text(name, value) for name, value in java_maps.filled(claims).items()}


def _text(name: str, value: object) -> str:
    """Return a claim as a text.

    Dates and whole numbers are recorded [api-gateway-6]; truth values and one group measured
    [api-gateway-7]. Several groups with commas between them are claimed. All else is a guess.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if name in _DATES and isinstance(value, int | float) and _EARLIEST <= value <= _LATEST:
        return _date(value)
    if isinstance(value, list):
        return ",".join(_text("", each) for each in value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _date(epoch: float) -> str:
    """Return a moment as Java's Date writes it in UTC, such as ``Thu Sep 24 21:16:11 UTC 2026``."""
    moment = datetime.fromtimestamp(epoch, UTC)
    day, month = _DAYS[moment.weekday()], MONTHS[moment.month - 1]
    return f"{day} {month} {moment.day:02} {clock_of(moment)} UTC {moment.year:04}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
