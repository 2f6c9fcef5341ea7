"""Warnings: what an app's developer should know, and no answer of the API says."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from itertools import count

from cognito_emulator.printable import line
from cognito_emulator.records import Record
from cognito_emulator.store import Table

_numbers = count()
_LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WarningRecord(Record):
    """One warning, for example that a member of a trigger's answer has no effect.

    ``str(record)`` is one line for a report: the operation, the pool and the sentence.

    Attributes:
        sentence: what is wrong, and what would be right.
        at: when, in epoch seconds on the emulator's clock.
        operation: the operation of the API during which it came up; empty outside of one.
        user_pool_id: the pool that it is about, ``None`` where it is about none.
        error: the exception that a function of the test raised, for the log; only listeners get it.

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StoredWarning(Record):
    """A warning as it is kept: without the error, which holds the frames of its way."""

    number: int
    sentence: str
    at: float
    operation: str
    user_pool_id: str | None

    @classmethod
    def of(cls, record: WarningRecord) -> StoredWarning:
        """Return what is kept of a warning."""
        return cls(**{member.name: getattr(record, member.name) for member in fields(cls)})

    @property
    def record(self) -> WarningRecord:
        """The warning as whoever reads it later sees it."""
        return WarningRecord(
            sentence=self.sentence,
            at=self.at,
            operation=self.operation,
            user_pool_id=self.user_pool_id,
            number=self.number,
        )


WARNINGS: Table[StoredWarning] = Table(
    "warnings",
    StoredWarning,
    key=lambda record: record.number,
    belongs_to=(),
    # The next pool of that id has no use of them, so it cannot inherit them either.
    outlives={"pool": "they tell what happened"},
    groups={"all": lambda _record: ("all",)},
    capacity=1_000,
)
