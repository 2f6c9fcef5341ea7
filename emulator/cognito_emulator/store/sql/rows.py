"""What is read of a database: rows, and the records that they hold."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, NamedTuple

from cognito_emulator.store.base import Reach, Table, UnreachableError
from cognito_emulator.store.codec import UnreadableError, Written, decode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.keys import path_of, text_of
from cognito_emulator.store.sql.known import NEVER, Known, News, Place, Shelf, State

_FEW = 1_000  # members of a group that is kept whole
_BATCH = 1_000  # records that a listing reads at once


class Row(NamedTuple):
    """A record where it lies; the version is of this content, and of no other."""

    id: int
    version: int
    record: Any


NOTHING = Row(0, 0, None)


class Holder(NamedTuple):
    """The record that a unique index leads to, and its primary key."""

    id: int
    key: str


_NO_ONE = Holder(0, "")


class Head(NamedTuple):
    """A group: the version of who is in it, and how many they are."""

    id: int
    version: int
    size: int


_NOBODY = Head(0, 0, 0)


class Group(NamedTuple):
    """A group; the primary keys of its members, oldest first, if they were read and are few."""

    head: Head
    members: tuple[str, ...] | None


class Rows:
    """Reads rows, and knows what it has read as long as nobody has changed it.

    A record that was decoded once is known again by its text, wherever it is met.

    Attributes:
        known: the facts that cost no question.

    """

    def __init__(
        self,
        db: Any,  # noqa: ANN401 - as said below
        exchanged: Callable[[], object] = lambda: None,
        before: State | None = None,
    ) -> None:
        """Know nothing yet.

        Args:
            db: the database, or what answers from one moment of it.
            exchanged: is asked before anything is read of a state that was exchanged; it may raise.
            before: what the process has heard of so far.

        """
        self.known = Known() if before is None else Known(before.generation)
        self._db = db
        self._exchanged = exchanged
        self._decoded: Shelf[tuple[bytes, Any]] = Shelf()
        self._lock = threading.Lock()

    def leave(self, db: Any) -> None:  # noqa: ANN401 - or what says that it was closed
        """Know nothing any more: the database was closed, or what was read of it was undone."""
        self.known, self._db = Known(), db

    def catch_up(self) -> State:
        """Ask how much has happened, and forget what others have changed."""
        asked = self.known.state
        return self.told(self._db.ask(statements.NEWS, asked.changes), asked)

    def told(self, found: list[Any], asked: State) -> State:
        """Forget what others have changed.

        Args:
            found: the answer to :data:`statements.NEWS`.
            asked: what was known as that was asked.

        Raises:
            UnreachableError: somebody has damaged it.

        """
        state = self._state_of(found)
        if asked.is_taken_back(state):
            self._begin_another_history(asked)
            return self.catch_up()
        known = self.known.state
        if known.is_exchanged(state):
            self._exchanged()
        if state != known:
            self.known.advance(state, _read(found), asked)
        return state

    def _begin_another_history(self, asked: State) -> None:
        """Have all processes notice that the database was put back, whatever they know of it."""
        with self._db.writing(statements.NEWS, asked.changes) as found:
            if not asked.is_taken_back(self._state_of(found)):
                return  # another thread was here
            changed = self._db.run(statements.LOST, statements.new_history())
            if changed != 1:  # else it would be asked for ever
                raise self._damaged("something keeps its table state from being changed")

    def took(
        self, state: State, news: News, rows: Mapping[Place, Row], texts: Mapping[Place, bytes]
    ) -> None:
        """Know what a commit of this process has written, in the generation of some state."""
        self.known.took(news, rows, state.generation)
        for place, text in texts.items():
            self._know(place[0], rows[place].id, text, rows[place].record)

    def record(self, table: Table[Any], place: Place) -> Row:
        """Return the row of that primary key."""
        row: Row | None = self.known.rows.at(place)
        return self._read_record(table, place) if row is None else row

    def knows(self, place: Place) -> bool:
        """Whether the row of that primary key costs no question."""
        return self.known.rows.at(place) is not None

    def _read_record(self, table: Table[Any], place: Place) -> Row:
        *state, row_id, version, text = self._one(statements.RECORD, *place)
        row = self._row(table, row_id, version, text)
        self._require_key(table, row, place[1])
        self._learn_row(place, row, self._heard(*state))
        return row

    def held(self, table: Table[Any], place: Place) -> tuple[Holder, Row]:
        """Return what a unique index leads to, and its row."""
        holder: Holder | None = self.known.holders.at(place)
        if holder is None:
            return self._read_holder(table, place)
        return holder, self.record(table, (table.name, holder.key)) if holder.id else NOTHING

    def _read_holder(self, table: Table[Any], place: Place) -> tuple[Holder, Row]:
        *state, named, row_id, version, text, key = self._one(statements.HELD, *place)
        self._require_record(table, named, row_id)
        row = self._row(table, row_id, version, text)
        self._require_key(table, row, key)
        self._require_name(table, row, place)
        holder = Holder(row.id, key) if row.id else _NO_ONE
        heard = self._heard(*state)
        self.known.learn(self.known.holders, place, holder, heard)
        if row.id:
            self._learn_row((table.name, key), row, heard)
        return holder, row

    def group(self, place: Place) -> Group:
        """Return a group, maybe without its members."""
        group: Group | None = self.known.groups.at(place)
        if group is None:
            *state, head, version, size = self._one(statements.HEAD, *place)
            self._require_numbers(head, version, size)
            group = Group(Head(head, version, size) if head else _NOBODY, None if head else ())
            self.known.learn(self.known.groups, place, group, self._heard(*state))
        return group

    def members(self, table: Table[Any], place: Place, group: Group) -> dict[str, Row]:
        """Return the rows of a group by their primary keys, oldest member first."""
        if group.members is not None:
            return {key: self.record(table, (table.name, key)) for key in group.members}
        found = self._db.ask(statements.MEMBERS_NOW, *place)
        heard = self._heard(*(found[0][:2] if found else (None, None)))
        rows = {}
        for _, _, at, row_id, version, text, key in found:
            self._require_record(table, at, row_id)
            if row_id is not None:
                rows[key] = self._row(table, row_id, version, text)
        if len(rows) <= _FEW:
            for key, row in rows.items():
                self._require_key(table, row, key)
                self._learn_row((table.name, key), row, heard)
            if self.known.groups.at(place) is group:  # else they are of another moment
                full = Group(group.head, tuple(rows))
                self.known.learn(self.known.groups, place, full, heard)
        return rows

    def page(
        self, table: Table[Any], index: str, value: Hashable, reach: Reach[Any]
    ) -> tuple[list[Any], int | None]:
        """Return some records of a group, and the place where the next of them stands."""
        taken: list[Any] = []
        for record, place in self._listed(table, (path_of(table, index), text_of(value)), reach):
            if not reach.where(record):
                continue
            if len(taken) == reach.limit:
                return taken, place
            taken.append(record)
        return taken, None

    def _listed(
        self, table: Table[Any], place: Place, reach: Reach[Any]
    ) -> Iterator[tuple[Any, int]]:
        """Yield a group's records and their places, a batch after the other.

        Between batches others have their turn; and what only passes does not become known in place
        of what is needed again.
        """
        start, size = reach.start, min(reach.limit + 1, _BATCH)
        while True:
            found = self._db.ask(statements.MEMBERS, *place, start, size)
            for row_id, text, at in found:
                if row_id is None:
                    raise self._missing(table)
                yield self._recalled(table, row_id, text) or self._decode(table, text), at
            if len(found) < size:
                return
            self._require_numbers(found[-1][-1])
            start, size = found[-1][-1] + 1, _BATCH

    def end(self, place: Place) -> int:
        """Return the place behind all members of a group."""
        (last,) = self._db.one(statements.LAST_PLACE, *place)
        self._require_numbers(last)
        return 0 if last is None else last + 1

    def size(self, kind: str) -> int:
        """Return how many records a table has."""
        size = self.known.sizes.at(kind)
        if size is None:
            *state, found = self._one(statements.SIZE, kind)
            self._require_numbers(found)
            size = found or 0
            self.known.learn(self.known.sizes, kind, size, self._heard(*state))
        return size

    def oldest(self, table: Table[Any], newest: str) -> tuple[str, Row]:
        """Return the primary key and the row of the record that was there first.

        Args:
            table: one that is full.
            newest: the key of the record for which another has to go.

        """
        found = self._db.one(statements.OLDEST, table.name)
        if found is None or found[3] == newest:
            raise self._damaged(f"it has fewer {table.name} than it says")
        row_id, version, text, key = found
        return key, self._row(table, row_id, version, text)

    # -- as the database has it, whatever is known ------------------------------------------------

    def version(self, place: Place) -> int:
        """Return the version of the row of that primary key, 0 if there is none."""
        found = self._db.one(statements.VERSION, *place)
        return found[0] if found else 0

    def holder(self, place: Place) -> int:
        """Return the id of the row that a unique index leads to, 0 if there is none."""
        found = self._db.one(statements.HOLDER, *place)
        return found[0] if found else 0

    def group_version(self, place: Place) -> int:
        """Return the version of who is in a group, 0 if nobody is."""
        found = self._db.one(statements.GROUP_VERSION, *place)
        return found[0] if found else 0

    # -- inside -----------------------------------------------------------------------------------

    def _one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row as it is stored
        """Return what was found, together with the state, which is there in any case."""
        return self._db.one(query, *values) or self._state(None, None)

    def _heard(self, changes: object, generation: object) -> State:
        """Note the state at which something was read; what is known catches up with it."""
        state, known = self._state(changes, generation), self.known.state
        if state.generation != known.generation or state.changes > known.changes:
            self.catch_up()
        return state

    def _learn_row(self, place: Place, row: Row, state: State) -> None:
        self.known.learn(self.known.rows, place, row, state)

    def _row(self, table: Table[Any], row_id: Any, version: Any, text: Any) -> Row:  # noqa: ANN401 - as they are stored
        """Return a row that was read; none of its columns is there if there is none."""
        if row_id is None:
            return NOTHING
        self._require_numbers(row_id, version)
        record = self._recalled(table, row_id, text)
        if record is None:
            record = self._decode(table, text)
            self._know(table.name, row_id, text, record)
        return Row(row_id, version, record)

    def _recalled(self, table: Table[Any], row_id: int, text: bytes) -> Any:  # noqa: ANN401 - any record
        """Return a record that was decoded before."""
        written, record = self._decoded.at((table.name, row_id), (None, None))
        return record if written == text else None

    def _decode(self, table: Table[Any], text: object) -> Any:  # noqa: ANN401 - any record
        if not isinstance(text, bytes):
            raise self._damaged(f"one of its {table.name} has no text")
        try:
            return decode(Written(table.name, table.version, text))[1]
        except UnreadableError as error:
            raise UnreachableError(f"{self._db.place}: {error}") from error

    def _know(self, kind: str, row_id: int, text: bytes, record: Any) -> None:  # noqa: ANN401 - any record
        with self._lock:
            self._decoded.keep((kind, row_id), (text, record))

    # -- what somebody has damaged ----------------------------------------------------------------

    def _state_of(self, found: list[Any]) -> State:
        """Return the state that news has come with."""
        state = self._state(*(found[0][:2] if found else (None, None)))
        if any(one[:2] != state for one in found):
            raise self._damaged("its table state has several rows in place of one")
        return state

    def _state(self, changes: object, generation: object) -> State:
        state = State.of(changes, generation)
        if state is None:
            raise self._damaged("it does not say how much has happened in it")
        return state

    def _require_numbers(self, *numbers: object) -> None:
        """Refuse what cannot be an id, a version, a place or a size; nothing is nowhere."""
        for each in numbers:
            if each is not None and not (isinstance(each, int) and 0 <= each < NEVER):
                raise self._damaged(f"{each!r} is no number that it ever gave")

    def _require_key(self, table: Table[Any], row: Row, key: object) -> None:
        """Refuse a record that is found by the key of another."""
        if row.id and text_of(table.key(row.record)) != key:
            raise self._damaged(f"one of its {table.name} has the key of another")

    def _require_name(self, table: Table[Any], row: Row, place: Place) -> None:
        """Refuse a record that is found by the name of another."""
        path, value = place
        if row.id:
            names = table.unique[path.removeprefix(f"{table.name}.")](row.record)
            if all(text_of(name) != value for name in names):
                raise self._damaged(f"one of its {table.name} has the name of another")

    def _require_record(self, table: Table[Any], entry: object, row_id: object) -> None:
        """Refuse what an index leads to and is not there."""
        if entry is not None and row_id is None:
            raise self._missing(table)

    def _missing(self, table: Table[Any]) -> UnreachableError:
        return self._damaged(f"one of its {table.name} is missing")

    def _damaged(self, why: str) -> UnreachableError:
        return UnreachableError(f"{self._db.place} is damaged: {why}")


def _read(found: list[Any]) -> Iterator[News]:
    """Go through news up to one that cannot be read; without it, all is forgotten."""
    for _changes, _generation, since, upto, text in found:
        if upto is None:
            return
        try:
            yield News.read(since, upto, text)
        except (ValueError, TypeError):
            return
