"""Work that may take too long, and is left behind then.

A socket's time-out is none for an answer: it begins anew with each byte that a slow host sends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


class OutOfTimeError(Exception):
    """The work is not done.

    Attributes:
        thread: which goes on with it all the same: Python can end none.

    """

    def __init__(self, thread: threading.Thread) -> None:
        super().__init__()
        self.thread = thread


def within(seconds: float | None, work: Callable[[], T], thread_name: str) -> T:
    """Return what work returns, or raise what it raises; its context variables are ours.

    Args:
        seconds: how long it may take; None is for ever.
        work: is done in a thread of its own, which no end of the process waits for.
        thread_name: names that thread.

    Raises:
        OutOfTimeError: it took longer.

    """
    answers: list[T] = []
    errors: list[BaseException] = []

    def noted() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it was called from
            errors.append(error)

    helper = threading.Thread(
        target=copy_context().run, args=(noted,), name=thread_name, daemon=True
    )
    helper.start()
    helper.join(seconds)
    if errors:
        raise errors.pop()  # its traceback has this frame, which must not have it, too
    if not answers:
        raise OutOfTimeError(helper)
    return answers[0]
