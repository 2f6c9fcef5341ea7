"""The style of managed login that is there when nothing is set.

It stands in ``default_style.json``. Which members there are is documented; some values are measured
[branding-8]. All other values and the images are our own, a guess.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from cognito_emulator.domain.clients.appearance.record import Asset


def settings() -> dict[str, Any]:
    """Return the settings, in a document that may be changed."""
    return deepcopy(_read()["Settings"])


@cache
def assets() -> tuple[Asset, ...]:
    """Return the images."""
    return tuple(
        Asset(
            category=each["Category"],
            color_mode=each["ColorMode"],
            extension=each["Extension"],
            content=each["Text"].encode(),
        )
        for each in _read()["Assets"]
    )


@cache
def _read() -> dict[str, Any]:
    style: dict[str, Any] = orjson.loads(
        Path(__file__).with_name("default_style.json").read_bytes()
    )
    return style
