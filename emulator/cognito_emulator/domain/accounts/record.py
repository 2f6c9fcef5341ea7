"""The record of wrong passwords and codes."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_emulator.records import Record
from cognito_emulator.store import Table

_FIRST_TO_LOCK = 5
LONGEST = 900  # seconds; also how long it takes until failures are forgotten


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Failures(Record):
    """How often in a row somebody was wrong.

    Attributes:
        count: how many times, not counting those during a lock.
        last_at: epoch seconds of the last one.
        tried_at: epoch seconds of the last try, be it during a lock.

    """

    pool_id: str
    sub: str
    count: int = 0
    last_at: float = 0.0
    tried_at: float = 0.0

    @property
    def locked_until(self) -> float:
        """Until when nothing is looked at, in epoch seconds."""
        if self.count < _FIRST_TO_LOCK:
            return self.last_at
        return self.last_at + min(2.0 ** (self.count - _FIRST_TO_LOCK), LONGEST)


FAILURES: Table[Failures] = Table(
    "failures",
    Failures,
    key=lambda failures: (failures.pool_id, failures.sub),
    belongs_to=("pool", "user"),
)
