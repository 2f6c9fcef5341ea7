"""An error of a function's own code, as whoever wrote it wants to read it."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

# Who is not to blame: the standard library, installed packages, and the emulator itself.
_OTHERS = tuple(
    f"{folder}{os.sep}" for folder in (Path(os.__file__).parent, Path(__file__).parents[1])
)
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


def told(error: BaseException) -> str:
    """Return an error with its type, and where it is from: ``KeyError: 'a' (functions.py:13)``.

    The place is the innermost line that is of no library.
    """
    text = f"{type(error).__name__}: {error}".removesuffix(": ").rstrip(".")
    place = _place(error)
    return f"{text} ({place})" if place else text


def _place(error: BaseException) -> str | None:
    if isinstance(error, SyntaxError):  # its text says it
        return None
    lines = [
        f"{Path(frame.f_code.co_filename).name}:{line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if _is_own(frame.f_code.co_filename)
    ]
    return lines[-1] if lines else None


def _is_own(path: str) -> bool:
    is_file = not path.startswith("<")
    return (
        is_file
        and not path.startswith(_OTHERS)
        and not any(installed in path for installed in _INSTALLED)
    )
