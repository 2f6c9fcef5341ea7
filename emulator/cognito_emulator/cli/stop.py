"""How a server ends that is told to."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

ENDINGS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""The signals that tell a server to end: Ctrl-C, SIGTERM, and the terminal that is closed."""


class Stop(SystemExit):
    """One of these signals; an exception that servers let through."""


def stoppable() -> None:
    """Have these signals raise :class:`Stop` in the main thread, from now on, once.

    Under nohup a server outlives its terminal.
    """
    for ending in ENDINGS:
        if ending in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(ending) != signal.SIG_IGN:
            signal.signal(ending, _stop)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    for ending in ENDINGS:
        signal.signal(ending, _on_its_way)
    raise Stop


def _on_its_way(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing: it ends already.

    Of a signal that came with the first, and is to be ignored by now, Python prints a traceback.
    """
