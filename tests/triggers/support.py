"""A function for tests, which remembers its events."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from cognito_emulator import TriggerName
from tests.support import Lab

Event = dict[str, Any]
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"


class Spy:
    """A function behind a trigger that fills in its response and remembers what it was told."""

    def __init__(
        self, lab: Lab, trigger: TriggerName, *, version: str | None = None, **response: Any
    ) -> None:
        self.events: list[Event] = []
        self.response = response
        self.deed: Callable[[Event], object] = lambda _event: None
        lab.emulator.on(trigger, self, version=version)

    def __call__(self, event: Event) -> Event:
        self.events.append(deepcopy(event))
        self.deed(event)
        event["response"].update(self.response)
        return event

    @property
    def event(self) -> Event:
        """The only one."""
        (event,) = self.events
        return event

    @property
    def sources(self) -> list[str]:
        """What it was asked for."""
        return [event["triggerSource"] for event in self.events]
