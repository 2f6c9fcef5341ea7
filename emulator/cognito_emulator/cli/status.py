"""How a process ends: the exit statuses of shells, and of other programs that start commands."""

from __future__ import annotations

USAGE_ERROR = 2
CANNOT_RUN = 126
NOT_FOUND = 127


def of_signal(number: int) -> int:
    """Return the exit status of what a signal ended."""
    return 128 + number


class CommandLineError(Exception):
    """What the user has to change before it can go on, in a sentence.

    Attributes:
        status: the exit status that says so.

    """

    def __init__(self, sentence: str, status: int = USAGE_ERROR) -> None:
        super().__init__(sentence)
        self.status = status
