"""A store that lasts: records in a database, which several processes may share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from os import getpid
from threading import local
from typing import Any, NamedTuple, NoReturn, TypeVar

from cognito_emulator.store.base import (
    NOT_TO_BE_COMMITTED,
    Archived,
    Reader,
    StoreError,
    Table,
    UnreachableError,
)
from cognito_emulator.store.codec import Written, decode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.archive import Archive
from cognito_emulator.store.sql.at_once import Condition, CrowdedError, Draft, news_moved
from cognito_emulator.store.sql.database import Closed, Database
from cognito_emulator.store.sql.keys import path_of, text_of
from cognito_emulator.store.sql.known import Place
from cognito_emulator.store.sql.opening import check, opened
from cognito_emulator.store.sql.rows import Rows
from cognito_emulator.store.sql.transaction import SqlTransaction
from cognito_emulator.store.sql.writer import Group, Write, Writer

Record = TypeVar("Record")
Found = TypeVar("Found")


class Snapshot(NamedTuple):
    """The rows of all tables at some moment."""

    rows: Mapping[str, list[tuple[Any, ...]]]

    @property
    def records(self) -> Mapping[Table[Any], Mapping[Hashable, Any]]:
        """The records of each table, by their keys."""
        found: dict[Table[Any], dict[Hashable, Any]] = {}
        versions = {name: version for name, version, _size in self.rows["kinds"]}
        for _id, kind, _key, _version, text in self.rows["records"]:
            table, record = decode(Written(kind, versions[kind], text))
            found.setdefault(table, {})[table.key(record)] = record
        return found


class SqlStore:
    """Records in a database; they are kept as soon as a commit says so.

    What was read once is known as long as nobody has changed it (decision 0037). What other
    processes commit is noticed: each transaction asks for it as it begins, and each commit inside
    of its own change of the database.

    Attributes:
        archive: its snapshots by name; there is none where it does not last.
        lasts: whether records outlast the process: those in memory do not.
        name: what it is called where a developer reads it; it has no password.

    """

    def __init__(self, place: str | Database | None = None) -> None:
        """Open a database, or make it.

        Args:
            place: its file, or a URL of PostgreSQL's; without either it is in memory, and goes with
                the store. One that is open already is taken as it is.

        Raises:
            StoreError: this release cannot read it; the sentence says why.

        """
        self._db: Any = opened(place) if place is None or isinstance(place, str) else place
        self.lasts = self._db.lasts
        self.name = self._db.name
        self.archive = Archive(self._db) if self.lasts else None
        self._shared = self._new_rows()
        self._process = getpid()
        self._alone = local()

    @property
    def generation(self) -> int:
        """How often all of it was exchanged, by any process, as far as this one was told."""
        return self._rows.known.state.generation

    @property
    def known(self) -> Reader:
        """The records as they were when something was asked last, by a transaction or a commit."""
        return Facts(self._rows)

    @property
    def moment(self) -> Hashable:
        """What is the same for as long as :attr:`known` says the same."""
        return self._rows.known.state

    def transaction(self) -> SqlTransaction:
        """Begin a transaction; nothing is seen by others until it is committed."""
        return SqlTransaction(self, self._caught_up())

    @contextmanager
    def still(self) -> Iterator[SqlTransaction]:
        """Give a transaction to read by: it sees one moment, however long that takes.

        What it reads is known to it alone.
        """
        with self._db.still() as db:
            rows = Rows(db, self._require_readable)
            rows.catch_up()
            yield SqlTransaction(_NoStore(), rows)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Keep all other commits out, those of other processes too.

        What this thread reads and writes inside may never become real. So it is known to it alone,
        and forgotten in the end.
        """
        with self._db.alone():
            outer = getattr(self._alone, "rows", None)
            self._alone.rows = outer or self._new_rows(self._rows)
            try:
                yield
            finally:
                self._alone.rows = outer

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """Keep all other commits out, and undo all that was changed if something raises."""
        with self.exclusively():
            try:
                with self._db.writing():
                    yield
            except BaseException:
                self._alone.rows.leave(self._db)  # it knows what was undone
                raise

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key, as it was committed last."""
        return Facts(self._caught_up()).get(table, key)

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to, as it was committed last."""
        return Facts(self._caught_up()).find(table, index, value)

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first, as they were committed last."""
        return Facts(self._caught_up()).all(table, index, value)

    def clear(self) -> None:
        """Forget everything."""
        self._exchange({})

    def close(self) -> None:
        """Let go of the database; one in memory is forgotten."""
        if self.lasts:
            self._db.close()
            self._db = Closed(self.name)
            self._shared.leave(self._db)
        else:
            self.clear()

    def abandon(self) -> None:
        """Close it; a file that it has made, and in which nothing is, goes with it."""
        if self.lasts:
            self._db.abandon()
        self.close()

    def snapshot(self) -> Snapshot:
        """Copy the state; that takes time and memory, as all rows are read. Nobody waits for it."""
        with self._db.still() as db:
            return Snapshot({t: db.ask(query) for t, query in statements.EVERYTHING.items()})

    def restore(self, snapshot: Snapshot | Archived) -> None:
        """Go back to a snapshot.

        Raises:
            StoreError: it is of the archive, which does not have it any more, or this release
                cannot read it; then nothing has changed.

        """
        if isinstance(snapshot, Snapshot):
            self._exchange(snapshot.rows)
        elif self.archive is not None:
            with self._db.writing():
                self._require_readable()
                self.archive.bring_back(snapshot.name)
            self._rows.catch_up()

    def commit(
        self, transaction: SqlTransaction, writes: list[Write], gone: Collection[Group] = ()
    ) -> bool:
        """Apply writes if what the transaction saw still holds; say whether it did.

        Args:
            transaction: whose they are.
            writes: records in place of others.
            gone: the groups that are removed before that.

        """
        rows = self._rows
        if gone:
            return self._commit_without(gone, transaction, writes)
        if not writes:
            rows.catch_up()
            if transaction.is_untouched(rows.known):
                return True
            with self._db.reading():
                rows.catch_up()
                return not transaction.is_stale(rows)
        if self._db.takes_drafts and self._commit_at_once(transaction, writes):
            return True
        asked = rows.known.state
        with self._db.writing(statements.NEWS, asked.changes) as found:
            state = rows.told(found, asked)
            if transaction.is_stale(rows):
                return False
            writer = Writer(self._db, rows, state.changes)
            news = writer.apply(writes)
        rows.took(state, news, writer.rows, writer.texts)
        return True

    def _commit_without(
        self, gone: Collection[Group], transaction: SqlTransaction, writes: list[Write]
    ) -> bool:
        """Remove groups, and apply writes; what was known is not, as there is no news of it."""
        rows = self._rows
        asked = rows.known.state
        with self._db.writing(statements.NEWS, asked.changes) as found:
            state = rows.told(found, asked)
            if transaction.is_stale(rows):
                return False
            left = self._new_rows()
            left.catch_up()
            writer = Writer(self._db, left, state.changes)
            for group in gone:
                writer.remove(group)
            writer.apply(writes)
        rows.catch_up()
        return True

    def _commit_at_once(self, transaction: SqlTransaction, writes: list[Write]) -> bool:
        """Apply writes in one round trip, if all is as it is known to be; say whether it was.

        Where it was not, nothing has changed.
        """
        rows = self._rows
        state = rows.known.state
        draft = Draft(self._db, rows, state.changes)
        try:
            if not transaction.is_untouched(rows.known):
                return False
            news = draft.apply(writes)
        except CrowdedError:
            return False
        condition = Condition(state, draft.room, transaction.places)
        found = self._db.change_if(condition, draft.statements)
        if found is None:
            return False
        since = rows.told(found, state).changes - state.changes
        rows.took(state, news_moved(news, since), *draft.moved(since))
        return True

    def _new_rows(self, before: Rows | None = None) -> Rows:
        known = None if before is None else before.known.state
        return Rows(self._db, self._require_readable, known)

    def _require_readable(self) -> None:
        """Refuse a database that a newer release has taken while this one used it.

        Raises:
            UnreachableError: why.

        """
        try:
            check(self._db)
        except StoreError as error:
            raise UnreachableError(str(error)) from error

    @property
    def _rows(self) -> Rows:
        """What this thread reads by: its own, if it is alone; else those of its process."""
        alone: Rows | None = getattr(self._alone, "rows", None)
        if alone is not None:
            return alone
        if self._process != getpid():  # a fork: a thread of its parent's may have held the lock
            self._shared, self._process = self._new_rows(self._shared), getpid()
        return self._shared

    def _caught_up(self) -> Rows:
        rows = self._rows
        rows.catch_up()
        return rows

    def _exchange(self, rows: Mapping[str, list[tuple[Any, ...]]]) -> None:
        known = self._rows
        asked = known.known.state
        with self._db.writing(statements.NEWS, asked.changes) as found:
            changes = known.told(found, asked).changes
            self._require_readable()
            for table, empty in statements.EMPTY.items():
                self._db.later(empty)
                for row in rows.get(table, ()):
                    self._db.later(statements.AGAIN[table], *row)
            self._db.later(statements.EXCHANGE, _past_all(changes, rows))
        known.catch_up()


class _NoStore:
    """What a transaction is committed to that is there to read by."""

    def commit(
        self, _transaction: SqlTransaction, _writes: list[Write], _gone: Collection[Group] = ()
    ) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.

        """
        raise TypeError(NOT_TO_BE_COMMITTED)


def _past_all(changes: int, rows: Mapping[str, list[tuple[Any, ...]]]) -> int:
    """Return a number that nothing has, whichever store the rows are from."""
    cells = (cell for table in rows.values() for row in table for cell in row)
    return 1 + max(changes, max((cell for cell in cells if isinstance(cell, int)), default=0))


class Facts:
    """Reads records outside of a transaction; what takes several questions is of one moment."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def get(self, table: Table[Record], key: Hashable) -> Record | None:
        """Return the record of that primary key."""
        record: Record | None = self._rows.record(table, (table.name, text_of(key))).record
        return record

    def find(self, table: Table[Record], index: str, value: Hashable) -> Record | None:
        """Return the record that a unique index leads to."""
        place = (path_of(table, index), text_of(value))

        def read() -> tuple[Record | None, list[Place]]:
            holder, row = self._rows.held(table, place)
            return row.record, [place, (table.name, holder.key)]

        return self._of_one_moment(read)

    def all(self, table: Table[Record], index: str, value: Hashable) -> list[Record]:
        """Return the records of a group, oldest member first."""
        place = (path_of(table, index), text_of(value))

        def read() -> tuple[list[Record], list[Place]]:
            members = self._rows.members(table, place, self._rows.group(place))
            found = [row.record for row in members.values()]
            return found, [place, *((table.name, key) for key in members)]

        return self._of_one_moment(read)

    def _of_one_moment(self, read: Callable[[], tuple[Found, list[Place]]]) -> Found:
        """Read again while others change what is read, and where that is, in between."""
        known = self._rows.known
        while True:
            since = known.state
            found, places = read()
            if not known.touched(since, (places,)):
                return found
