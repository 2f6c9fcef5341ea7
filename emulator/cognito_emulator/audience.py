"""Who listens to an engine, and what is told to nobody because it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cognito_emulator.listeners import Listeners
from cognito_emulator.logs import logger

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.domain.messages.record import Message
    from cognito_emulator.domain.work.record import WarningRecord

_log = logger("cognito_emulator.emulator")  # the name by which users silence warnings


class Audience:
    """The listeners to calls, to messages and to warnings."""

    __slots__ = ("_known", "_said", "calls", "messages", "warnings")

    def __init__(self) -> None:
        self.calls: Listeners[Call] = Listeners()
        self.messages: Listeners[Message] = Listeners()
        self.warnings: Listeners[WarningRecord] = Listeners()
        self._known: Counter[str] = Counter()
        self._said: Counter[str] | None = None

    def remember(self) -> Callable[[], None]:
        """Return a function that brings back the present listeners, and removes all others."""
        everybody: tuple[Listeners[Any], ...] = (self.calls, self.messages, self.warnings)
        kept = [(listeners, listeners.present) for listeners in everybody]

        def bring_back() -> None:
            for listeners, present in kept:
                listeners.present = present

        return bring_back

    @contextmanager
    def of_seeds(self) -> Iterator[None]:
        """Tell no warning of seeds that was told when they were planted the last time.

        A suite that resets the emulator before each test would else hear it as often. Pools may
        have other ids by then, so that sentences are compared, and how often they came.
        """
        self._said = said = Counter[str]()
        try:
            yield
            self._known = said
        finally:
            self._said = None

    def warn(self, record: WarningRecord) -> None:
        """Tell a warning to those who listen to warnings, or else to the log."""
        if self._said is not None:
            self._said[record.sentence] += 1
            if self._said[record.sentence] <= self._known[record.sentence]:
                return
        if self.warnings.present:
            self.warnings.tell(record)
        else:
            _log.warning("%s", record, exc_info=record.error)
