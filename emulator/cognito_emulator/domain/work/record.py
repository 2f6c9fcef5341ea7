"""What whoever set something up has to know, and no answer of the API says: kept to be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from cognito_emulator.printable import line
from cognito_emulator.store import Table

_numbers = count()
_LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRecord:
    """One warning, for example that a member of a trigger's answer has no effect.

    ``str(record)`` is one line for a report: the operation, the pool and the sentence.

    Attributes:
        sentence: what is the matter, and what would be right.
        at: when, in epoch seconds on the emulator's clock.
        operation: during which operation of the API; empty outside of one.
        user_pool_id: of the pool that it is about, ``None`` where it is about none.
        error: what a function of the test's own raised, for the log; only listeners get it.

    """

    sentence: str
    at: float
    operation: str = ""
    user_pool_id: str | None = None
    error: BaseException | None = field(default=None, repr=False, compare=False)
    number: int = field(default_factory=lambda: next(_numbers), repr=False, compare=False)

    def __str__(self) -> str:
        place = " in ".join(part for part in (self.operation, self.user_pool_id) if part)
        return line(f"{place}: {self.sentence}" if place else self.sentence, _LONGEST)


WARNINGS: Table[WarningRecord] = Table(
    "warnings",
    key=lambda record: record.number,
    belongs_to=(),
    # The next pool of that id has no use of them, so it cannot inherit them either.
    outlives={"pool": "they tell what happened"},
    groups={"all": lambda _record: ("all",)},
    capacity=1_000,
)
