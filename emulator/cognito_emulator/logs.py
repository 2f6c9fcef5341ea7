"""Loggers whose records are fit for a terminal, whoever shows them: Python itself, or pytest."""

from __future__ import annotations

import logging
from threading import Lock

from cognito_emulator import printable
from cognito_emulator.clock import Stopwatch

_AGAIN = 10.0  # seconds
_REASONS = 20


def logger(name: str) -> logging.Logger:
    """Return a module's logger: what its records quote of others, tracebacks too, is printable."""
    found = logging.getLogger(name)  # noqa: TID251 - the one place
    found.addFilter(_made_printable)
    return found


def _made_printable(record: logging.LogRecord) -> bool:
    record.msg, record.args = printable.block(record.getMessage()), None
    if record.exc_info and record.exc_info[0] is not None:
        traceback = logging.Formatter().formatException(record.exc_info)
        record.exc_text = printable.block(traceback)  # which formatters take as it is
    return True


class Seldom:
    """Says of an error that many calls meet the first, and every ten seconds how many there were.

    Each sentence is counted by itself.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said: dict[str, tuple[Stopwatch, int]] = {}
        self._lock = Lock()

    def error(self, sentence: str) -> None:
        """Say it, or count it."""
        with self._lock:
            since, untold = self._said.get(sentence, (None, 0))
            if since is not None and since.seconds() < _AGAIN:
                self._said[sentence] = since, untold + 1
                return
            if len(self._said) >= _REASONS:
                self._said.clear()
            self._said[sentence] = Stopwatch(), 0
        times = f" (and {untold:,} times more since that was said)" if untold else ""
        self._log.error("%s%s", sentence, times)
