"""What has happened: the calls of operations, and the warnings."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from cognito_emulator.domain.work.record import WARNINGS, WarningRecord

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["MOST", "CallLog", "WarningRecord", "forget_warnings", "warnings"]

MOST = 1_000


class CallLog:
    """The newest calls since :meth:`begin`.

    Earlier calls are not kept, because keeping them costs each call a little time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._calls: deque[Call] = deque(maxlen=MOST)
        self._since: float | None = None

    @property
    def since(self) -> float:
        """When the keeping of calls began, in epoch seconds; if it has not, the present time."""
        return self._engine.clock.now() if self._since is None else self._since

    def begin(self) -> None:
        """Keep calls from now on; a second call changes nothing."""
        listeners = self._engine.audience.calls
        if self._calls.append not in listeners:
            listeners.add(self._calls.append)
        if self._since is None:
            self._since = self._engine.clock.now()

    def forget(self) -> int:
        """Throw the calls away; return how many there were."""
        count = len(self._calls)
        self._calls.clear()
        self._since = self._engine.clock.now()
        return count

    def of(self, operation: str | None) -> list[Call]:
        """Return the calls, or those of one operation, oldest first."""
        return [each for each in tuple(self._calls) if operation in (None, each.operation)]


def warnings(engine: Engine) -> list[WarningRecord]:
    """Return the newest warnings, oldest first."""
    return [stored.record for stored in engine.store.all(WARNINGS, "all", "all")]


def forget_warnings(engine: Engine) -> int:
    """Throw all warnings away; return how many there were."""

    def forget(ctx: Context) -> int:
        found = ctx.tx.all(WARNINGS, "all", "all")
        for record in found:
            ctx.tx.delete(WARNINGS, record.number)
        return len(found)

    return engine.run_inside(forget)
