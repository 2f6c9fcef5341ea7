"""What a commit writes: records, and the indexes that lead to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

from cognito_emulator.store.base import Index, Table
from cognito_emulator.store.codec import encode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.database import Database
from cognito_emulator.store.sql.keys import path_of, text_of
from cognito_emulator.store.sql.known import News, Place
from cognito_emulator.store.sql.rows import NOTHING, Row, Rows

MUCH = 1_000  # places; who changes more leaves no news, and the others forget all they know
_STEP = 5_000  # changes, after which old news is thrown away


class Write(NamedTuple):
    """A record in place of another; either may be none.

    Attributes:
        key: their primary key, as a text.
        before: the row that is replaced; none where nobody has looked.
        text: the record as it is stored; none where it is deleted.

    """

    table: Table[Any]
    key: str
    before: Row | None
    record: Any
    text: bytes | None

    @classmethod
    def of(cls, table: Table[Any], key: str, before: Row | None, record: Any) -> Write:  # noqa: ANN401 - any record
        """Return a write of a record that is yet to be encoded."""
        text = None if record is None else encode(table, record).text
        return cls(table, key, before, record, text)


class Group(NamedTuple):
    """A group whose records are removed, and where it is found."""

    table: Table[Any]
    place: Place


class _Head(NamedTuple):
    """What is yet to be written of a group, after all who join and leave it.

    Attributes:
        version: of who is in it.
        growth: by how many it has grown since its head was written.
        is_left: whether anybody has left it, so that it may be empty.

    """

    version: int
    growth: int
    is_left: bool


class Writer:
    """Writes records inside of a change of the database, whose numbers it gives.

    It asks nothing that is known, so that all it writes can go to the database together.

    Attributes:
        number: what its numbers are made of.
        rows: what stands by now where something was written.
        texts: of the records among them, as they are written.

    """

    number: Callable[[int], int] = int

    def __init__(self, db: Database, rows: Rows, changes: int) -> None:
        self.rows: dict[Place, Row] = {}
        self.texts: dict[Place, bytes] = {}
        self._db = db
        self._reader = rows
        self._since = self._changes = changes
        self._growth: Counter[Table[Any]] = Counter()
        self._places: set[Place] = set()
        self._heads: dict[Place, _Head] = {}
        self._tells = True

    def apply(self, writes: Iterable[Write]) -> News:
        """Write records, in their order; return what there is to say of it."""
        for write in writes:
            self._write(write)
        return self.finish()

    def rewrite(self, table: Table[Any], row_id: int, record: Any) -> None:  # noqa: ANN401 - any record
        """Put a record in place of one of an older shape; where it is in groups already it stays.

        Nothing in place of it removes it.
        """
        self._tells = False
        groups = self._db.ask(statements.GROUPS_OF, row_id)
        self.later(statements.UNNAME_ALL, row_id)
        wanted = set()
        if record is None:
            self.later(statements.DELETE, row_id)
            self._growth[table] -= 1
        else:
            text = encode(table, record).text
            key = text_of(table.key(record))
            self.later(statements.REWRITE, key, self._number(), text, row_id)
            self._name(table, row_id, None, record)
            wanted = {
                (path_of(table, index), text_of(value))
                for index, values in table.groups.items()
                for value in values(record)
            }
        for place in groups:
            if place in wanted:
                wanted.discard(place)
            else:
                self._leave(row_id, place)
        for place in sorted(wanted):
            self._join(row_id, place)

    def remove(self, group: Group) -> None:
        """Remove the records of a group, which nobody has read."""
        *_state, head, _version, size = self._db.one(statements.HEAD, *group.place)
        if not head:
            return
        self._tells = False
        number = self._number()
        for other, leaving in self._db.ask(statements.OUTLASTING, head):
            self.later(statements.SHRINK, number, leaving, other)
        self.later(statements.DISSOLVE_OTHERS, head, number)
        for statement in statements.REMOVE:
            self.later(statement, head)
        self._growth[group.table] -= size

    def finish(self) -> News:
        """Write what there is to say of all that was written, and return it."""
        if self._changes == self._since:
            return News(self._since, self._changes, frozenset(), {})
        for place, head in self._heads.items():
            self._resize(place, head)
        for table, growth in self._growth.items():
            self.later(statements.GROW, table.name, table.version, growth)
        growths = {table.name: growth for table, growth in self._growth.items()}
        news = News(self._since, self._changes, frozenset(self._places), growths)
        upto, since = self.number(news.upto), self.number(news.since)
        self.later(statements.ADVANCE, upto)
        if self._tells and len(news.places) <= MUCH:
            self.later(statements.TELL, upto, since, news.text())
        if news.since // _STEP != news.upto // _STEP:
            self.later(statements.OLD_NEWS, self.number(news.upto - _STEP))
        return news

    def later(self, query: str, *values: object) -> None:
        """Have the database change something, before it is asked anything else."""
        self._db.later(query, *values)

    def _number(self) -> int:
        self._changes += 1
        return self.number(self._changes)

    def _write(self, write: Write) -> None:
        table, key, before, record, text = write
        place = (table.name, key)
        before = self.rows.get(place, before)  # it may have been forgotten
        if before is None:
            before = self._unseen(table, place)
        if text is None:
            self._remove(table, place, before)
            return
        row = Row(before.id or self._number(), self._number(), record)
        if before.id:
            self.later(statements.UPDATE, row.version, text, row.id)
        else:
            self.later(statements.INSERT, row.id, *place, row.version, text)
            self._growth[table] += 1
        self._stands(place, row)
        self.texts[place] = text
        self._name(table, row.id, before.record, record)
        self._group(table, row.id, before.record, record)
        self._forget_oldest(table, key)

    def _unseen(self, table: Table[Any], place: Place) -> Row:
        return self._reader.record(table, place)

    def _stands(self, place: Place, row: Row) -> None:
        self.rows[place] = row
        self._places.add(place)

    def _forget_oldest(self, table: Table[Any], newest: str) -> None:
        """Keep a table of passing things as small as it wants to be."""
        if table.capacity is None or self._growth[table] <= 0:
            return
        if self._reader.size(table.name) + self._growth[table] > table.capacity:
            key, row = self._reader.oldest(table, newest)
            self._remove(table, (table.name, key), row)

    def _remove(self, table: Table[Any], place: Place, row: Row) -> None:
        if not row.id:
            return
        self._number()  # something has changed, even where no group has
        self.later(statements.DELETE, row.id)
        self._growth[table] -= 1
        self._stands(place, NOTHING)
        self.texts.pop(place, None)
        self._name(table, row.id, row.record, None)
        self._group(table, row.id, row.record, None)

    # -- indexes ----------------------------------------------------------------------------------

    def _name(self, table: Table[Any], row_id: int, before: object, after: object) -> None:
        for index, values in table.unique.items():
            old, new = _values(values, before), _values(values, after)
            if old == new:
                continue
            path = path_of(table, index)
            for value in old:
                self._at((path, text_of(value)), statements.UNNAME, row_id)
            for value in new:
                self._at((path, text_of(value)), statements.NAME, row_id)

    def _at(self, place: Place, statement: str, row_id: int) -> None:
        self._places.add(place)
        self.later(statement, *place, row_id)

    def _group(self, table: Table[Any], row_id: int, before: object, after: object) -> None:
        for index, values in table.groups.items():
            old, new = _values(values, before), _values(values, after)
            if old == new:
                continue
            path = path_of(table, index)
            for value in dict.fromkeys(old):
                if value not in new:
                    self._leave(row_id, (path, text_of(value)))
            for value in dict.fromkeys(new):
                if value not in old:
                    self._join(row_id, (path, text_of(value)))

    def _join(self, row_id: int, place: Place) -> None:
        number = self._number()
        self._places.add(place)
        head = self._heads.get(place)
        if head is None:
            self._heads[place] = _Head(number, 0, is_left=False)
            self.later(statements.JOIN_HEAD, number, *place, number)
            self.later(statements.JOIN, row_id, *place)
        else:
            self._heads[place] = _Head(number, head.growth + 1, head.is_left)
            self.later(statements.JOIN_LATER, number, row_id, *place)

    def _leave(self, row_id: int, place: Place) -> None:
        self._places.add(place)
        self.later(statements.LEAVE, row_id, *place)
        head = self._heads.get(place)
        growth = head.growth if head else 0
        self._heads[place] = _Head(self._number(), growth - 1, is_left=True)

    def _resize(self, place: Place, head: _Head) -> None:
        """Write a group's head once for all: PostgreSQL goes through all that it was before."""
        if head.growth or head.is_left:
            self.later(statements.RESIZE, head.version, head.growth, *place)
        if head.is_left:
            self.later(statements.DISSOLVE, *place)


def _values(index: Index[Any], record: object | None) -> tuple[Hashable, ...]:
    return () if record is None else tuple(index(record))
