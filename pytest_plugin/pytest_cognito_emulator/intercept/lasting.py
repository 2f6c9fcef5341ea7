"""Changes that last from their start to their stop, or for a ``with``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Lasting(ABC):
    """Changes the process while it lasts."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @abstractmethod
    def start(self) -> None:
        """Begin; a second call changes nothing."""

    @abstractmethod
    def stop(self) -> None:
        """Put everything back as it was; a second call changes nothing."""
