"""How many steps something takes: the same in every run, beside any load."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines(work: Callable[[], object]) -> int:
    """Return how many lines of ours run, those of loops and comprehensions each time.

    The work is done once: what it makes at first counts, too.
    """
    number = 0

    def count(frame: FrameType, event: str, _what: object) -> Any:
        nonlocal number
        if event == "call" and "cognito_emulator" not in frame.f_code.co_filename:
            return None
        number += event == "line"
        return count

    before = sys.gettrace()
    gc.disable()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return number


def steps(work: Callable[[], object]) -> int:
    """Return how many functions are called, once whatever is made at first is there."""
    work()
    work()
    number = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    gc.disable()  # or what is finalized then would count
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return number
