"""A connection to SQLite: one for all threads of a process, which take turns."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import finalize

from cognito_emulator.store.base import StoreError, UnreachableError
from cognito_emulator.store.sql import forking
from cognito_emulator.store.sql.catalog import SQLITE as CATALOG
from cognito_emulator.store.sql.database import CONTRADICTION, Nested
from cognito_emulator.store.urls import SQLITE

_PATIENCE = 60.0  # seconds; others hold the file for the length of one commit
_DAMAGES = (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError)
_SLIPS = (sqlite3.ProgrammingError,)  # of ours
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


class _Turn:
    """The turn of one thread, which no other one interrupts; within its own turn it has another.

    What SQLite refuses is told as a store that does not answer: the disk is full, somebody else has
    the file for too long, or it is damaged.
    """

    def __init__(self, lock: threading.RLock, place: str, look: Callable[[], None]) -> None:
        self._lock = lock
        self._place = place
        self._look = look

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._look()
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._lock.release()
        if isinstance(error, _DAMAGES) and not isinstance(error, _SLIPS):
            hint = f" ({CONTRADICTION})" if isinstance(error, sqlite3.IntegrityError) else ""
            raise UnreachableError(f"{self._place}: {error}{hint}") from error


class SqliteDatabase(Nested):
    """A file, or the memory where there is no path.

    Commits are in the file's log when they are done, so that they survive the process; the log is
    not waited for, so the last of them may be lost with the machine's power, but no half of one.
    """

    what = "file"
    catalog = CATALOG
    takes_drafts = False
    failures: tuple[type[Exception], ...] = (sqlite3.Error, UnreachableError)

    def __init__(self, path: str | None) -> None:
        """Connect; a file that is not there is made, one that is there stays as it is.

        Raises:
            StoreError: it cannot be opened.

        """
        self.path = path
        self.place = path or "The memory"
        self.lasts = path is not None
        self.name = "sqlite://" if path is None else f"{SQLITE}{path}"
        if path is not None:
            _refuse_what_is_no_file(path)
            _refuse_unwritable(path)
        self._is_made = path is not None and _make_private(path)
        self._lock = threading.RLock()
        self._turn = _Turn(self._lock, self.place, self._look)
        self._owner: int | None = None  # the thread that is inside of a transaction
        self._was_open = True
        self._file = _identity(path)
        self._connect()
        if path is not None:
            forking.mind(self)

    def _connect(self) -> None:
        path = self.path
        try:
            self._db = sqlite3.connect(
                path or ":memory:", timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened: {error}.") from error
        self.close = finalize(self, _close, self._db, path, self._file)

    def unusable(self, error: Exception) -> str:
        """Return what is said of a file that refuses to be opened."""
        why = error.__cause__ or error
        if isinstance(why, sqlite3.OperationalError | UnreachableError):
            return f"cannot be used: {why}."
        return f"is no database of the emulator: {why}."

    def abandon(self) -> None:
        """Close the connection; a file that it has made, and in which nothing is, goes with it."""
        is_waste = self._is_made and self._is_empty()
        self.close()
        whole = os.path.realpath(self.path or "")
        # Who closes last takes away the two files beside it: while one is there, somebody has it.
        is_used = any(Path(f"{whole}{end}").exists() for end in ("-wal", "-shm"))
        if is_waste and not is_used and _identity(whole) == self._file:
            Path(whole).unlink()

    def _is_empty(self) -> bool:
        try:
            return "records" not in self.tables() or not self.ask("SELECT 1 FROM records LIMIT 1")
        except (sqlite3.Error, UnreachableError):
            return False

    def let_go(self) -> None:
        """Close the connection, as soon as no other thread uses it."""
        self._lock.acquire()
        self._was_open = self.close.alive
        self.close()

    def come_back(self) -> None:
        """Connect again, if there was a connection, and the file is there still."""
        try:
            if self._was_open and _identity(self.path) == self._file:
                self._connect()
                self.keep_a_log()
        finally:
            self._lock.release()

    def keep_a_log(self) -> None:
        """Have commits survive the process; one that has the file open already has seen to it."""
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            self._db.execute(f"PRAGMA {pragma}").close()

    def mind_losses(self) -> None:
        """Do nothing: what was lost with the machine's power no process knows any more."""

    def keep_a_copy(self) -> None:
        """Write what is committed into another file beside it; one in memory needs none."""
        if self.path is None:
            return
        path = _free_name(self.path)
        _make_private(path)
        with closing(sqlite3.connect(path)) as copy, closing(self._twin()) as twin:
            twin.backup(copy)

    def _twin(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path or ":memory:")

    def tables(self) -> set[str]:
        """Return the names of the tables that it has."""
        return {name for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def make(self, schema: Iterable[str]) -> None:
        """Make tables and indexes."""
        for statement in schema:
            self.run(statement)

    def ask(self, query: str, *values: object) -> list[Any]:
        """Return all rows."""
        with self._turn:
            return self._db.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row as it is stored
        """Return the first row, or nothing."""
        with self._turn:
            return self._db.execute(query, values).fetchone()

    def run(self, query: str, *values: object) -> int:
        """Change something; return how many rows."""
        with self._turn:
            return self._db.execute(query, values).rowcount

    def later(self, query: str, *values: object) -> None:
        """Change something; there is nothing to wait for."""
        self.run(query, *values)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Have several questions be answered from one state."""
        if self._is_inside:
            yield
        else:
            with self._turn, self._whole("BEGIN"):
                yield

    def _look(self) -> None:
        """Look whether the path still leads to the file, before a turn that begins something.

        Raises:
            UnreachableError: it does not; nothing is done.

        """
        if self._owner is not None or _identity(self.path) == self._file:
            return
        _empty_log(self._db)
        raise UnreachableError(
            f"{self.path} was deleted or replaced while it was open: start the emulator again"
        )

    @contextmanager
    def still(self) -> Iterator[SqliteDatabase]:
        """Give another connection, by which one state is read while this one goes on."""
        if self._is_inside:
            yield self
            return
        self._look()
        other = SqliteDatabase(self.path)
        try:
            if self.path is None:  # of which there is one connection only
                with self._turn:
                    self._db.backup(other._db)
            with other.reading():
                yield other
        finally:
            other.close()

    @property
    def _is_inside(self) -> bool:
        return self._owner == threading.get_ident()

    def _forget_later(self) -> None:
        """Do nothing: changes do not wait."""

    @contextmanager
    def _locked(self, query: str = "", *values: object) -> Iterator[list[Any]]:
        with self._turn, self._whole("BEGIN IMMEDIATE"):
            yield self.ask(query, *values) if query else []

    @contextmanager
    def _whole(self, begin: str) -> Iterator[None]:
        """Do something in a transaction of the database."""
        try:
            self._db.execute(begin)
            self._owner = threading.get_ident()
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        finally:
            self._owner = None


def _refuse_what_is_no_file(path: str) -> None:
    """Refuse a folder, and a pipe or a device, which would be waited for.

    Raises:
        StoreError: one is there.

    """
    if (there := Path(path)).exists() and not there.is_file():
        what = "folder" if there.is_dir() else "pipe or a device"
        raise StoreError(f"{path} is a {what}. Name a file.")


def _refuse_unwritable(path: str) -> None:
    """Refuse a file that cannot be written, before SQLite leaves others beside it.

    Those of a file that is read-only are so, too, and stay in the way when it is writable again.

    Raises:
        StoreError: it, a file beside it or their folder cannot be written, or there is no folder.

    """
    whole = os.path.realpath(path)  # the files beside it are where a link leads
    folder = Path(whole).parent
    if not folder.is_dir():
        raise StoreError(f"{path} cannot be opened: there is no folder {folder}.")
    for name in (whole, f"{whole}-wal", f"{whole}-shm"):
        is_there = Path(name).exists()
        if not os.access(name if is_there else folder, os.W_OK):
            what = f"the file {name}" if is_there else f"into the folder {folder}"
            raise StoreError(
                f"{path} cannot be opened: you may not write {what}. Change that, or name another"
                " file."
            )


def _close(db: sqlite3.Connection, path: str | None, file: tuple[int, int] | None) -> None:
    if _identity(path) != file:
        _empty_log(db)
    db.close()


def _empty_log(db: sqlite3.Connection) -> None:
    """Have all that was committed be in the file, wherever that is by now.

    The log stays where the file was. Whoever opens another one there would find in it what was
    committed to this one.
    """
    with suppress(sqlite3.Error):
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _identity(path: str | None) -> tuple[int, int] | None:
    """Return what file a path leads to: another one of the same name differs."""
    if path is None:
        return None
    try:
        found = os.stat(path)  # noqa: PTH116 - a tenth of the time, at each question
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _free_name(path: str) -> str:
    """Return a name for a copy that nothing has."""
    number = 1
    while Path(copy := f"{path}.before-migration-{number}").exists():
        number += 1
    return copy


def _make_private(path: str) -> bool:
    """Make a file that nobody else on the machine can read: keys and passwords lie in it.

    Returns:
        Whether it was not there before.

    """
    with suppress(OSError):  # it is there, or the database says why
        whole = os.path.realpath(path)  # a link that leads nowhere yet is no file
        os.close(os.open(whole, os.O_CREAT | os.O_EXCL | os.O_RDONLY | _AT_ONCE, 0o600))
        return True
    return False
