"""The lines of a failed test's report: the test's own, not ours."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dis import opmap
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_OURS = ("cognito_emulator", "pytest_cognito_emulator")
_RAISE = opmap["RAISE_VARARGS"]  # what a ``raise`` is compiled to


def hide(raised: BaseException) -> None:
    """Have pytest leave our frames out of the report on an error that we raised on purpose.

    A refusal, a sentence on a slip, an assertion: the line of the test that led to it is what
    matters. Where our own code went wrong, all of it is shown, as ``--full-trace`` always does.
    """
    for error in _chain(raised):
        for frame, _line in traceback.walk_tb(error.__traceback__):
            if _is_ours(frame):
                frame.f_globals.setdefault("__tracebackhide__", _on_purpose)


def _on_purpose(raised: pytest.ExceptionInfo[BaseException] | None) -> bool:
    """Whether a ``raise`` of ours raised an error: as a module's ``__tracebackhide__``."""
    last = None if raised is None else raised.tb
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None or not _is_ours(last.tb_frame):
        return False
    return last.tb_frame.f_code.co_code[last.tb_lasti] == _RAISE


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).partition(".")[0] in _OURS


def _chain(raised: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and those that it came of."""
    seen = set[int]()
    while raised is not None and id(raised) not in seen:
        seen.add(id(raised))
        yield raised
        raised = raised.__cause__ or raised.__context__
