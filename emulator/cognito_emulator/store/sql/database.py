"""What a store asks of a database, whichever it is: each has a module of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from cognito_emulator.store.base import ClosedError, UnreachableError

if TYPE_CHECKING:
    from cognito_emulator.store.sql.catalog import Catalog

CONTRADICTION = "its rows contradict each other, or this is a bug in the emulator"
"""What may be wrong where constraints refuse what is written."""


class Answering(Protocol):
    """What answers questions; statements have ``?`` for each value.

    Attributes:
        place: what messages call it.

    """

    place: str

    def ask(self, query: str, *values: object) -> list[Any]:
        """Return all rows."""

    def one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row as it is stored
        """Return the first row, or nothing."""


class Database(Answering, Protocol):
    """A database and how it is spoken to.

    Attributes:
        catalog: the questions about its tables.
        failures: what it refuses with.
        what: what a developer calls such a thing, as in "name another file".
        name: what ``--store`` calls this one, without passwords.
        lasts: whether it outlasts the process.
        takes_drafts: whether a commit can go to it as a draft by now: where each question is a
            round trip, and this thread is outside of any change.

    """

    catalog: Catalog
    failures: tuple[type[Exception], ...]
    what: str
    name: str
    lasts: bool

    @property
    def takes_drafts(self) -> bool:
        """Whether a commit can go to it as a draft."""

    def unusable(self, error: Exception) -> str:
        """Return what is said of one that refuses to be opened."""

    def close(self) -> object:
        """Let go of it."""

    def abandon(self) -> None:
        """Let go of it, and take away what was made for it and is empty."""

    def keep_a_log(self) -> None:
        """Have commits survive the process."""

    def keep_a_copy(self) -> None:
        """Copy what is committed beside it, under a name that nothing has."""

    def mind_losses(self) -> None:
        """Have commits that were lost be noticed from now on; part of a change.

        If some may have been lost, another history begins.
        """

    def tables(self) -> set[str]:
        """Return the names of the tables that it has."""

    def make(self, schema: Iterable[str]) -> None:
        """Make tables and indexes; their columns are of type INTEGER, TEXT and BLOB."""

    def run(self, query: str, *values: object) -> int:
        """Change something; return how many rows."""

    def later(self, query: str, *values: object) -> None:
        """Change something within :meth:`writing`, before anything else is asked or committed."""

    def reading(self) -> AbstractContextManager[None]:
        """Have several questions be answered from one state."""

    def still(self) -> AbstractContextManager[Answering]:
        """Give what answers all questions from one state, while others go on.

        A thread that is inside of a change sees what it has changed.
        """

    def writing(self, query: str = "", *values: object) -> AbstractContextManager[list[Any]]:
        """Change all or nothing, with everybody else kept from writing.

        The answer to a question is given, as it is once nobody else writes.

        What raises inside undoes its changes. Inside of :meth:`alone` they are real with it.
        """

    def alone(self) -> AbstractContextManager[None]:
        """Keep everybody else from writing; what was changed stays, even where something raises."""


class Nested(ABC):
    """Changes within changes, which both databases make by savepoints."""

    @property
    @abstractmethod
    def _is_inside(self) -> bool:
        """Whether this thread is inside of a transaction."""

    @abstractmethod
    def _locked(self, query: str = "", *values: object) -> AbstractContextManager[list[Any]]:
        """Change all or nothing, with everybody else kept from writing; answer a question first."""

    @abstractmethod
    def ask(self, query: str, *values: object) -> list[Any]:
        """Return all rows."""

    @abstractmethod
    def run(self, query: str, *values: object) -> int:
        """Change something; return how many rows."""

    @abstractmethod
    def _forget_later(self) -> None:
        """Forget what was to be changed later."""

    @contextmanager
    def writing(self, query: str = "", *values: object) -> Iterator[list[Any]]:
        """Change all or nothing, with everybody else kept from writing.

        What raises inside undoes its changes. Inside of :meth:`alone` they are real with it.
        """
        if not self._is_inside:
            with self._locked(query, *values) as found:
                yield found
            return
        self.run("SAVEPOINT inner_change")
        try:
            yield self.ask(query, *values) if query else []
        except BaseException:
            self._forget_later()
            self.run("ROLLBACK TO inner_change")
            raise
        finally:
            self.run("RELEASE inner_change")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from writing; what was changed stays, even where something raises."""
        if self._is_inside:
            yield
            return
        raised: list[BaseException] = []
        with self._locked():
            try:
                yield
            except UnreachableError:  # what failed in it stays undone
                raise
            except BaseException as error:  # noqa: BLE001 - raised again, after the commit
                raised.append(error)
        if raised:
            raise raised.pop()


class Closed:
    """What stands in the place of a database that was closed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def abandon(self) -> None:
        """Do nothing: it was let go of."""

    def close(self) -> None:
        """Do nothing: it is closed."""

    def __getattr__(self, _name: str) -> NoReturn:
        raise ClosedError(f"{self._name} was closed: nothing is read or written any more.")
