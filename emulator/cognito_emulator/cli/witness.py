"""Whether a signal came to this process alone, or to all of its group (decision 0013)."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterable
from contextlib import suppress

_PATIENCE_SECONDS = 5.0  # an answer takes some microseconds, or the grace
_GRACE_SECONDS = 0.02  # in which a signal reaches all of a group, on a busy machine too


class Witness:
    """A second process in the same group, which gets every signal that the whole group gets.

    A signal that was sent to this process alone does not reach it. It ends with this process,
    however that ends.

    Args:
        signals: the signals that it can be asked about.

    """

    def __init__(self, signals: Iterable[int]) -> None:
        """Start it. This process must have no threads yet, as always before a fork."""
        self._ours, theirs = socket.socketpair()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        self._pid = os.fork()
        if self._pid == 0:
            _testify(theirs)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self._ours.settimeout(_PATIENCE_SECONDS)

    def has_heard(self, number: int) -> bool:
        """Whether the whole group has got this signal since the last time this was asked."""
        try:
            self._ours.send(bytes([number]))
            return self._ours.recv(1) == b"y"
        except OSError:  # somebody has ended it
            return False

    def close(self) -> None:
        """End it."""
        self._ours.close()
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def _testify(questions: socket.socket) -> None:
    """Answer until nobody asks any more. Signals are blocked here: those that came are pending."""
    try:
        own = questions.fileno()
        os.closerange(0, own)  # else the reader of our output would wait for this process too
        os.closerange(own + 1, os.sysconf("SC_OPEN_MAX"))
        while question := questions.recv(1):
            (number,) = question
            questions.send(b"y" if _has_come(number) else b"n")
    finally:
        os._exit(0)


def _has_come(number: int) -> bool:
    """Take a blocked signal, if it has come or comes now: a group gets it one by one."""
    if hasattr(signal, "sigtimedwait"):
        return signal.sigtimedwait([number], _GRACE_SECONDS) is not None
    pending = number in signal.sigpending()  # macOS
    if pending:
        signal.sigwait([number])
    return pending
