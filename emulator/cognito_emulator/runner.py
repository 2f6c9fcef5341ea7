"""Running work in transactions: side by side where that goes well, alone where it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from cognito_emulator import errors
from cognito_emulator.domain.work.context import Caller, CallOutside, Context, Memory, RunAgain

if TYPE_CHECKING:
    from cognito_emulator.store import Store, Transaction

Result = TypeVar("Result")

# After this many lost races an operation runs with all other commits kept out.
_OPTIMISTIC_TRIES = 10
_EXCHANGED = "The emulator's state was exchanged while this call was under way."


class Task(NamedTuple, Generic[Result]):
    """What is to be run in a transaction, as often as it takes.

    Attributes:
        operation: its name, for example ``SignUp``; empty where the emulator asks itself.
        begun: the transaction of its first run: it begins when the task is asked for.
        done: the runs whose writes have become real: the last one, and before it those that asked
            to be run again.
        failed: the run that failed for good, whose writes have not become real.

    """

    work: Callable[[Context], Result]
    caller: Caller
    operation: str
    memory: Memory
    begun: Transaction
    done: list[Context]
    failed: list[Context]


class Outcome(NamedTuple, Generic[Result]):
    """What an operation came to; it may be nothing."""

    result: Result


class Runner:
    """Runs tasks against a store.

    Args:
        store: whose transactions they are.
        make: makes the context of a run, in a transaction.

    """

    def __init__(self, store: Store, make: Callable[[Task[Any], Transaction], Context]) -> None:
        self._store = store
        self._make = make

    def run(self, task: Task[Result]) -> Result:
        """Run a task until it is done; its last run, and what it wrote before, are ``task.done``.

        It takes no lock while it runs; if another transaction changed what it saw, it runs again.
        Whatever it raises is raised, and nothing of that run is kept.

        Raises:
            InternalErrorException: the whole state was exchanged since it was asked for: a call
                that outlives its test is no affair of the next one.

        """
        for again in range(_OPTIMISTIC_TRIES):
            outcome = self._attempt(task, self._store.transaction() if again else task.begun)
            if outcome is not None:
                return outcome.result
        return self._alone(task).result

    def _attempt(
        self, task: Task[Result], tx: Transaction, *, alone: bool = False
    ) -> Outcome[Result] | None:
        """Run a task once; ``None`` says that it has to run again.

        It lost a race, and then its failure counts for nothing either, as it may have seen half of
        a change; or it wants what it wrote to become real first.
        """
        if task.begun.generation != self._store.generation:
            raise errors.InternalErrorException(_EXCHANGED)
        ctx = self._make(task, tx)
        ctx.alone = alone
        outcome = None
        try:
            outcome = Outcome(task.work(ctx))
        except CallOutside:
            raise
        except RunAgain:
            pass
        except Exception:
            if ctx.tx.commit_kept():
                task.failed.append(ctx)
                raise
            return None
        if not ctx.tx.commit():
            return None
        task.done.append(ctx)
        return outcome

    def _alone(self, task: Task[Result]) -> Outcome[Result]:
        """Run a task with all other commits kept out, but not while it calls the world outside."""
        while True:
            try:
                with self._store.exclusively():
                    outcome = self._attempt(task, self._store.transaction(), alone=True)
            except CallOutside as wish:
                wish.call()
            else:
                if outcome is not None:  # else it asked to be run again
                    return outcome
