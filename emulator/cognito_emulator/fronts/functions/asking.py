"""Asking a Lambda authorizer's function, and keeping what it has said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.clock import Stopwatch
from cognito_emulator.fronts.arrivals import Arrival
from cognito_emulator.fronts.functions.identity import Source
from cognito_emulator.fronts.outcome import Event
from cognito_emulator.lambdas import Function, FunctionError, Invocation

LONGEST = 3600  # seconds for which answers are kept at most: documented
UNAUTHORIZED = "Unauthorized"
"""What a function raises, so that the client gets 401."""


class TtlError(ValueError):
    """Answers cannot be kept like that; the sentence says why."""


class BadAnswerError(ValueError):
    """An answer that is none; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a function has answered.

    Attributes:
        answer: as JSON has it.
        latency: milliseconds that it took, 0 for an answer that was kept.

    """

    answer: Any
    latency: int = 0


@dataclass(frozen=True)
class Asking:
    """A function, and when it is asked.

    Attributes:
        function: it.
        sources: a request has to have all of them.
        ttl: for how many seconds its answers are kept, by the emulator's clock; 0 for not at all.

    """

    function: Function
    sources: tuple[Source, ...]
    ttl: int = 0
    _kept: dict[tuple[str, ...], tuple[float, Any]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if type(self.ttl) is not int or not 0 <= self.ttl <= LONGEST:
            raise TtlError(f"ttl is {self.ttl!r}; it is 0 to {LONGEST} seconds.")
        if self.ttl and not self.sources:
            raise TtlError("Answers are kept by identity sources: name some, or let ttl be 0.")

    def identity(self, arrival: Arrival, route: str) -> tuple[str | None, ...]:
        """Return what a request has at each identity source."""
        return tuple(source.value(arrival, route) for source in self.sources)

    def kept(self, identity: tuple[str, ...], now: float) -> Said | None:
        """Return an answer that was kept, if it is still good."""
        until, answer = self._kept.get(identity, (0.0, None))
        return Said(answer) if now < until else None

    def keep(self, identity: tuple[str, ...], answer: object, now: float) -> None:
        """Keep a good answer for the next requests of this identity."""
        if self.ttl:
            self._kept[identity] = (now + self.ttl, answer)

    def ask(self, event: Event, arrival: Arrival) -> Said:
        """Call the function.

        Raises:
            FunctionError: it has raised an error.

        """
        watch = Stopwatch()
        answer = self.function(Invocation(event, arrival.pool.ids.uuid()))
        return Said(answer, round(watch.seconds() * 1000))


def is_unauthorized(error: FunctionError) -> bool:
    """Whether a function has raised what stands for 401."""
    return str(error) == UNAUTHORIZED
