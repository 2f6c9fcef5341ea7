"""Who hears of what happens in an emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cognito_emulator.listeners import Listeners

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.domain.messages.record import Message
    from cognito_emulator.domain.work.record import WarningRecord


class Audience:
    """The listeners to calls, to messages and to warnings."""

    __slots__ = ("calls", "messages", "warnings")

    def __init__(self) -> None:
        self.calls: Listeners[Call] = Listeners()
        self.messages: Listeners[Message] = Listeners()
        self.warnings: Listeners[WarningRecord] = Listeners()

    def remember(self) -> Callable[[], None]:
        """Return a function that brings back the present listeners, and removes all others."""
        everybody: tuple[Listeners[Any], ...] = (self.calls, self.messages, self.warnings)
        kept = [(listeners, listeners.present) for listeners in everybody]

        def bring_back() -> None:
            for listeners, present in kept:
                listeners.present = present

        return bring_back
