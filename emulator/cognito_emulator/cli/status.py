"""What ends a command before it has begun."""

from __future__ import annotations

USAGE_ERROR = 2


class Wrong(Exception):  # noqa: N818 - named for what it says
    """What the user has to change before it can go on.

    Attributes:
        status: the exit status that says so.

    """

    def __init__(self, sentence: str, status: int = USAGE_ERROR) -> None:
        super().__init__(sentence)
        self.status = status
