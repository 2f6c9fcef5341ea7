"""What an operation is given: its transaction, its moment, its caller; data only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast

from cognito_emulator.domain.work.record import WARNINGS, WarningRecord
from cognito_emulator.records import Record

if TYPE_CHECKING:
    from cognito_emulator.domain.work.keys import KeyRing
    from cognito_emulator.fetching import Fetcher
    from cognito_emulator.ids import Ids
    from cognito_emulator.lambdas import Functions
    from cognito_emulator.settings import Settings
    from cognito_emulator.store import Transaction

Result = TypeVar("Result")
Value = TypeVar("Value")

#: The address of callers in this process.
LOCAL = "127.0.0.1"

#: How a request came in: over HTTP, from a boto3 client in this process, by `Emulator.call`.
Door = Literal["http", "boto3", "call"]


class Named(Protocol):
    """What a warning can be about: a user pool."""

    @property
    def id(self) -> str:
        """Its id."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Caller(Record):
    """Who sent a request, and how.

    Attributes:
        request_id: the answer's ``x-amzn-RequestId``; a sign-in's ``event_id`` (recorded
            [accounts-9]).
        region: the region of the signature's credential scope, else the emulator's.
        signed: whether the request carries AWS credentials.
        base_url: where the caller reaches this emulator, without a trailing slash.
        ip: the caller's address, as far as it is known.
        door: how the request came in; for whoever reports calls, no operation looks at it.

    """

    request_id: str
    region: str
    signed: bool = True
    base_url: str = "http://localhost"
    ip: str = LOCAL
    door: Door = "call"


class Run(Protocol):
    """Runs work in a transaction of its own."""

    def __call__(self, work: Callable[[Context], Result], /) -> Result:
        """Return what the work returns; what it wrote is real by then."""
        ...


class RunAgain(Exception):  # noqa: N818 - not an error: how an operation asks to be run again
    """What the operation wrote so far is to become real; then it runs once more, from the start."""


class CallOutside(Exception):  # noqa: N818 - not an error: how an operation asks to be let go
    """The operation runs with everybody else kept out, and wants to call a function.

    Attributes:
        call: calls it, and remembers for the next run what came of it.

    """

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__()
        self.call = call


Memory = dict[tuple[str, int], Any]
"""What one request drew or was told, of which its next run must not hear something else."""


@dataclass(slots=True)
class Context:
    """One run of one operation.

    Attributes:
        tx: the transaction; the operation's reads and writes.
        now: epoch seconds at which the operation happens, the same for all of it.
        functions: who answers triggers.
        fetch: fetches documents of other hosts; called by :meth:`outside` only.
        publish: tells a warning at once.
        apart: runs work whatever becomes of this run; called within :meth:`outside` only.
        memory: what earlier runs of the same request leave to this one.
        alone: whether all other transactions are kept out.
        outbox: records of messages, to announce once the transaction is committed.
        afterwards: what to do once it is committed; what that raises is the caller's answer.
        warnings: what whoever set things up has to know; told when the operation is over, also
            when it fails.

    """

    tx: Transaction
    now: float
    ids: Ids
    keys: KeyRing
    settings: Settings
    caller: Caller
    functions: Functions
    fetch: Fetcher
    publish: Callable[[WarningRecord], None]
    apart: Run
    memory: Memory = field(default_factory=dict)
    alone: bool = False
    outbox: list[Any] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    warnings: list[WarningRecord] = field(default_factory=list)
    _uses: dict[str, int] = field(default_factory=dict)

    def once(self, what: str, make: Callable[[], Value]) -> Value:
        """Return what ``make`` returns, the same in each run of this request.

        For what the world outside hears of before the transaction is committed.
        """
        key = self._next(what)
        if key not in self.memory:
            self.memory[key] = make()
        return cast("Value", self.memory[key])

    def outside(self, what: str, call: Callable[[], Value]) -> Value:
        """Call the world outside, once for all runs of this request, never while others wait.

        Args:
            what: its name; a run's first call of a name is every run's first.
            call: calls it; returns its failures rather than raising them.

        Raises:
            CallOutside: not an error; whoever runs the operation sees to it.

        """
        key = self._next(what)
        if key not in self.memory:
            if self.alone:
                raise CallOutside(lambda: self.memory.setdefault(key, call()))
            self.memory[key] = call()
        return cast("Value", self.memory[key])

    def warn(
        self,
        sentence: str,
        pool: Named | None = None,
        error: BaseException | None = None,
    ) -> None:
        """Tell whoever set things up what no answer of the API says; an operation fails or not.

        Of several runs of a request, and of several times within one, it is told once.

        Args:
            sentence: what is the matter, and what would be right.
            pool: which it is about.
            error: what a function of the test's own raised, whose traceback is logged.

        """
        self.warnings.append(self._warning(sentence, pool, error))

    def warn_once(self, sentence: str, pool: Named) -> None:
        """Do as :meth:`warn` does, unless the same is among the warnings that are kept."""
        said = ((kept.sentence, kept.user_pool_id) for kept in self.tx.all(WARNINGS, "all", "all"))
        if (sentence, pool.id) not in said:
            self.warn(sentence, pool)

    def warn_late(
        self,
        sentence: str,
        pool: Named | None = None,
        error: BaseException | None = None,
    ) -> None:
        """Do as :meth:`warn` does, at once, from what goes on after the operation is over."""
        self.publish(self._warning(sentence, pool, error))

    def _warning(
        self, sentence: str, pool: Named | None, error: BaseException | None
    ) -> WarningRecord:
        return WarningRecord(
            sentence=sentence,
            at=self.now,
            user_pool_id=pool.id if pool else None,
            error=error,
        )

    def _next(self, what: str) -> tuple[str, int]:
        times = self._uses[what] = self._uses.get(what, 0) + 1
        return what, times
