"""Loggers whose records are fit for a terminal, whoever shows them: Python itself, or pytest."""

from __future__ import annotations

import logging

from cognito_emulator import printable


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
