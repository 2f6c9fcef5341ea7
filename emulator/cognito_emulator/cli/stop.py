"""How a server ends that is told to."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

ENDINGS = (signal.SIGINT, signal.SIGTERM)
"""The signals that tell a server to end."""


class Stop(SystemExit):
    """Ctrl-C or SIGTERM; an exception that servers let through."""


def stoppable() -> None:
    """Have Ctrl-C and SIGTERM raise :class:`Stop` in the main thread, from now on, once."""
    for ending in ENDINGS:
        signal.signal(ending, _stop)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)  # it is on its way
    raise Stop
