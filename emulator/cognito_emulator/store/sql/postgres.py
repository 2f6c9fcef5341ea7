"""Connections to PostgreSQL: a few for all threads of a process (decision 0040).

Needs the extra ``postgres``; nothing imports this module but who asks for such a store.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from weakref import finalize

import psycopg
from psycopg.pq import TransactionStatus

from cognito_emulator.store.base import StoreError, UnreachableError
from cognito_emulator.store.sql import forking, losses
from cognito_emulator.store.sql.at_once import Condition
from cognito_emulator.store.sql.catalog import postgresql
from cognito_emulator.store.sql.connecting import SCHEMA, connected, settings_of, told
from cognito_emulator.store.sql.database import Answering, Nested
from cognito_emulator.store.sql.patience import acquire, probe
from cognito_emulator.store.sql.together import Answer, Connection, Statement
from cognito_emulator.store.urls import shown

Result = TypeVar("Result")

_MOST_LATER = 1_000  # statements of a message: a pool may go with a million users
_CONNECTIONS = 8  # a process's; further threads take turns
_COMMITS = 4  # of them may wait for the lock at the server, so that readers find another
_LOCK = 7_307_021_594_317_651_315  # any number, but the same in all releases
_TYPES = {"INTEGER": "BIGINT", "BLOB": "BYTEA", "TEXT": 'TEXT COLLATE "C"'}
_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# Whatever the database's own default is: each statement after the lock sees all before it.
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
_LOCKING = f"SELECT pg_advisory_xact_lock({_LOCK})"
# A commit was drafted for a state that is not, or has a record for new that is there; or the
# server cannot read what others have said of theirs.
_REFUSALS = (
    psycopg.DataError,
    psycopg.errors.UniqueViolation,
    psycopg.errors.UndefinedObject,  # the shift, which nothing has set
)


class PostgresDatabase(Nested):
    """A database of a PostgreSQL server, which processes on any machines may share.

    Readers never wait. Who writes holds one lock, so that commits come one after the other; a few
    of a process's threads alone wait for it at the server. Each statement after the lock sees all
    that was committed before. A connection that broke while nobody used it is replaced unseen;
    one that breaks in use raises, and nothing of its transaction is done. Each new one looks first
    whether the server has lost something.
    """

    what = "database"
    catalog = postgresql(SCHEMA)
    lasts = True
    failures: tuple[type[Exception], ...] = (psycopg.Error, UnreachableError)

    def __init__(self, url: str) -> None:
        """Connect.

        Args:
            url: as libpq takes it; what it does not say comes from libpq's variables and files.

        Raises:
            StoreError: it is no such URL, or the database cannot be reached.

        """
        self.name = self.place = shown(url)
        self._settings = settings_of(url)
        self._idle: list[Connection] = []
        self._free = threading.BoundedSemaphore(_CONNECTIONS)
        self._writer = threading.Lock()
        self._committing = threading.BoundedSemaphore(_COMMITS)
        self._own = threading.local()
        self._minds_losses = False
        self.close = finalize(self, _close, self._idle)
        try:
            self._idle.append(connected(self._settings, self._probe))
        except UnreachableError as error:
            raise StoreError(f"{self.place} cannot be opened: {error.why}") from None
        forking.mind(self)

    def unusable(self, error: Exception) -> str:
        """Return what is said of a database that refuses to be opened."""
        return f"cannot be used: {' '.join(str(error).split())}."

    def abandon(self) -> None:
        """Let go of it: a database is made by its owner, and its tables harm nobody."""
        self.close()

    def let_go(self) -> None:
        """Close all connections, as soon as no thread uses any."""
        self._writer.acquire()
        for _ in range(_COMMITS):  # who commits waits for a connection in the end
            self._committing.acquire()
        for _ in range(_CONNECTIONS):
            self._free.acquire()
        _close(self._idle)
        self._idle.clear()

    def come_back(self) -> None:
        """Have connections be made again, when they are needed."""
        for _ in range(_CONNECTIONS):
            self._free.release()
        for _ in range(_COMMITS):
            self._committing.release()
        self._writer.release()

    def keep_a_log(self) -> None:
        """Do nothing: the server keeps one."""

    def mind_losses(self) -> None:
        """Have each new connection look whether the server has lost something; part of a change."""
        losses.mind(self.ask)
        self._minds_losses = True

    def keep_a_copy(self) -> None:
        """Copy all tables into another schema, as a part of the change that is under way."""
        taken = {name for (name,) in self.ask("SELECT nspname FROM pg_namespace")}
        number = 1
        while (copy := f"{SCHEMA}_before_migration_{number}") in taken:
            number += 1
        self.run(f"CREATE SCHEMA {copy}")
        for table in sorted(self.tables() - {losses.MARK}):
            self.run(f"CREATE TABLE {copy}.{table} (LIKE {SCHEMA}.{table} INCLUDING ALL)")
            self.run(f"INSERT INTO {copy}.{table} SELECT * FROM {SCHEMA}.{table}")  # noqa: S608 - names of ours

    def tables(self) -> set[str]:
        """Return the names of the tables that its schema has."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = ?"
        return {name for (name,) in self.ask(query, SCHEMA)}

    def make(self, schema: Iterable[str]) -> None:
        """Make tables and indexes; texts are compared by their bytes, whatever the locale."""
        if self.one("SELECT FROM pg_namespace WHERE nspname = ?", SCHEMA) is None:
            self.run(f"CREATE SCHEMA {SCHEMA}")  # else a role that may make none could not go on
        for statement in schema:
            self.run(re.sub("INTEGER|BLOB|TEXT", lambda found: _TYPES[found[0]], statement))

    def ask(self, query: str, *values: object) -> list[Any]:
        """Return all rows."""
        return self._do(query, values).rows

    def one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row as it is stored
        """Return the first row, or nothing."""
        return next(iter(self._do(query, values).rows), None)

    def run(self, query: str, *values: object) -> int:
        """Change something; return how many rows."""
        return self._do(query, values).changed

    def later(self, query: str, *values: object) -> None:
        """Change something within :meth:`writing`: it goes to the server with what comes next."""
        self._own.later.append((query, values))
        if len(self._own.later) == _MOST_LATER:
            with told():
                self._mine.say(self._own.later)
            self._forget_later()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Have several questions be answered from one state."""
        if self._is_inside:
            yield
        else:
            with self._whole(lambda one: one.say([(_READING, ())])):
                yield

    @contextmanager
    def still(self) -> Iterator[Answering]:
        """Give a connection by which one state is read, while this thread goes on, too."""
        if self._is_inside:
            yield self
            return
        with self._lent(lambda one: one.say([(_READING, ())])) as (connection, _):
            yield _Moment(connection, self.place)
            with told():
                connection.say([("COMMIT", ())])  # the driver's rollback forgets all statements

    # -- transactions -----------------------------------------------------------------------------

    @property
    def takes_drafts(self) -> bool:
        """Whether a commit can go to it as a draft by now."""
        return not self._is_inside

    def change_if(self, condition: Condition, changes: Sequence[Statement]) -> list[Any] | None:
        """Change something in one round trip, with everybody else kept from writing.

        Returns:
            The news that the commit did not know of; nothing where nothing was changed, as the
            condition does not hold, or there is a record that was thought to be new.

        """
        said = [(_LOCKING, ()), condition.question, *changes]

        def committed(connection: Connection) -> list[Any] | None:
            try:
                return connection.say(said, 1).rows
            except _REFUSALS:
                return None

        with self._held(self._committing), self._lent(committed, twice=False) as (_one, news):
            return news

    @property
    def _is_inside(self) -> bool:
        """Whether this thread is inside of a transaction."""
        return getattr(self._own, "connection", None) is not None

    @property
    def _mine(self) -> Connection:
        """The connection of this thread's transaction."""
        connection: Connection = self._own.connection
        return connection

    @contextmanager
    def _locked(self, query: str = "", *values: object) -> Iterator[list[Any]]:
        """Begin a change; a first question goes to the server with it."""
        with (
            self._held(self._writer),
            self._whole(lambda one: _locking(one, query, values)) as found,
        ):
            yield found

    def _forget_later(self) -> None:
        self._own.later.clear()

    @contextmanager
    def _held(self, lock: threading.Lock | threading.BoundedSemaphore) -> Iterator[None]:
        acquire(lock, self._probe)
        try:
            yield
        finally:
            lock.release()

    def _probe(self) -> None:
        probe(self._settings)

    @contextmanager
    def _whole(self, begin: Callable[[Connection], Result]) -> Iterator[Result]:
        with self._lent(begin) as (connection, begun):
            self._own.connection, self._own.later = connection, []
            try:
                yield begun
                self._commit(connection)
            except BaseException as error:
                with suppress(psycopg.Error):
                    connection.rollback()
                if isinstance(error, UnreachableError) and not _is_of_rows(error.__cause__):
                    self._leave(connection)
                raise
            finally:
                self._own.connection = None

    def _leave(self, connection: Connection) -> None:
        """Have the next change look for a server anew: of several hosts another may do by now."""
        _close([connection])
        with suppress(IndexError):
            while True:
                _close([self._idle.pop()])

    def _commit(self, connection: Connection) -> None:
        """Commit, or raise: a transaction that had failed would end without a word."""
        if connection.broken:
            raise UnreachableError("the connection broke before the commit")
        if connection.info.transaction_status is not TransactionStatus.INTRANS:
            raise UnreachableError("a statement before the commit failed")
        with told():
            self._after_the_others("COMMIT")

    def _after_the_others(self, query: str, values: tuple[object, ...] = ()) -> Answer:
        """Say something in a transaction after what was to be changed later, in one round trip."""
        said = [*self._own.later, (query, values)]
        self._forget_later()
        return self._mine.say(said)

    # -- connections ------------------------------------------------------------------------------

    def _do(self, query: str, values: tuple[object, ...]) -> Answer:
        """Do something in this thread's transaction, or in one of its own."""
        if self._is_inside:
            with told():
                return self._after_the_others(query, values)
        with self._lent(lambda one: one.say([(query, values)])) as (_connection, answer):
            return answer

    @contextmanager
    def _lent(
        self, first: Callable[[Connection], Result], *, twice: bool = True
    ) -> Iterator[tuple[Connection, Result]]:
        """Lend a connection after a first statement.

        Args:
            first: is said again where a connection broke, unless that could do it twice.
            twice: whether it may be.

        Raises:
            UnreachableError: the server cannot be reached.

        """
        with self._held(self._free):
            connection, result = self._begun(first, twice=twice)
            try:
                yield connection, result
            finally:
                if connection.info.transaction_status is TransactionStatus.IDLE:
                    self._idle.append(connection)
                else:
                    connection.close()

    def _begun(
        self, first: Callable[[Connection], Result], *, twice: bool
    ) -> tuple[Connection, Result]:
        """Return a connection and what its first statement gave; try all that were idle."""
        while True:
            try:
                connection, is_new = self._idle.pop(), False
            except IndexError:
                connection, is_new = self._connected(), True
            if not is_new and connection.is_ending:
                connection.close()
                continue
            try:
                with told():
                    return connection, first(connection)
            except BaseException:
                broke_before = connection.broken and not is_new
                connection.close()
                if not (broke_before and twice):
                    raise

    def _connected(self) -> Connection:
        """Return a new connection, once it is sure that all know of what its server has lost.

        Raises:
            UnreachableError: the server cannot be reached, or does not do.

        """
        connection = connected(self._settings, self._probe)
        try:
            with told():
                if self._minds_losses and losses.may_have_been(connection):
                    _locking(connection, "", ())
                    losses.mind(lambda query, *values: connection.say([(query, values)]).rows)
                    connection.say([("COMMIT", ())])
        except BaseException:
            connection.close()
            raise
        return connection


class _Moment:
    """Answers by a connection that is inside of a transaction."""

    def __init__(self, connection: Connection, place: str) -> None:
        self.place = place
        self._connection = connection

    def ask(self, query: str, *values: object) -> list[Any]:
        """Return all rows."""
        with told():
            return self._connection.say([(query, values)]).rows

    def one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row as it is stored
        """Return the first row, or nothing."""
        return next(iter(self.ask(query, *values)), None)


def _is_of_rows(error: BaseException | None) -> bool:
    """Whether a server has refused what rows have, so that another would refuse it as well."""
    return isinstance(error, psycopg.IntegrityError | psycopg.DataError)


def _locking(connection: Connection, query: str, values: tuple[object, ...]) -> list[Any]:
    """Begin a change, wait for the lock, and ask something of what is there by then."""
    found = connection.say([(_BEGIN, ()), (_LOCKING, ()), *([(query, values)] if query else [])])
    return found.rows if query else []


def _close(connections: list[Connection]) -> None:
    for connection in connections:
        connection.close()
