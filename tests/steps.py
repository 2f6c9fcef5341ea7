"""How many steps something takes: the same in every run, beside any load."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable


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
