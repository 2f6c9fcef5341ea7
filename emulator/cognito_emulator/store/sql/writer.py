"""What a commit writes: records, and the indexes that lead to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

from cognito_emulator.store.base import Index, Table
from cognito_emulator.store.codec import encode
from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.database import Database
from cognito_emulator.store.sql.keys import path_of, text_of
from cognito_emulator.store.sql.rows import NOTHING, Row


class Write(NamedTuple):
    """A record in place of another; either may be none.

    Attributes:
        key: their primary key, as a text.
        before: the row that is replaced.
        text: the record as it is stored; none where it is deleted.

    """

    table: Table[Any]
    key: str
    before: Row
    record: Any
    text: bytes | None

    @classmethod
    def of(cls, table: Table[Any], key: str, before: Row, record: Any) -> Write:  # noqa: ANN401 - any record
        """Return a write of a record that is yet to be encoded."""
        text = None if record is None else encode(table, record).text
        return cls(table, key, before, record, text)


class Writer:
    """Writes records inside of a change of the database, whose numbers it gives."""

    def __init__(self, db: Database, changes: int) -> None:
        self._db = db
        self._changes = changes
        self._growth: Counter[Table[Any]] = Counter()

    def apply(self, writes: Iterable[Write]) -> list[Row]:
        """Write them, in their order; return the rows that there are of them now."""
        rows = [row for write in writes if (row := self._write(write)) is not NOTHING]
        self.finish()
        return rows

    def rewrite(self, table: Table[Any], row_id: int, record: Any) -> None:  # noqa: ANN401 - any record
        """Put a record in place of one of an older shape; where it is in groups already it stays.

        Nothing in place of it removes it.
        """
        if record is None:
            self._remove(table, row_id)
            return
        text = encode(table, record).text
        key = text_of(table.key(record))
        self._db.later(statements.REWRITE, key, self._number(), text, row_id)
        self._db.later(statements.UNNAME_ALL, row_id)
        self._name(table, row_id, None, record)
        wanted = {
            (path_of(table, index), text_of(value))
            for index, values in table.groups.items()
            for value in values(record)
        }
        for head, path, value in self._db.ask(statements.GROUPS_OF, row_id):
            if (path, value) in wanted:
                wanted.discard((path, value))
            else:
                self._leave(row_id, head)
        for path, value in sorted(wanted):
            self._join(row_id, path, value)

    def finish(self) -> None:
        """Write what there is to say of all that was written."""
        for table, growth in self._growth.items():
            self._db.later(statements.GROW, table.name, table.version, growth)
        self._db.later(statements.ADVANCE, self._changes)

    def _number(self) -> int:
        self._changes += 1
        return self._changes

    def _write(self, write: Write) -> Row:
        table, _key, before, record, text = write
        if text is None:
            self._remove(table, before.id)
            return NOTHING
        row = Row(before.id, self._number(), record)
        if not before.id or not self._db.run(statements.UPDATE, row.version, text, row.id):
            before, row = NOTHING, row._replace(id=self._number())  # it may have been forgotten
            self._insert(write, row)
        self._name(table, row.id, before.record, record)
        self._group(table, row.id, before.record, record)
        self._forget_oldest(table)
        return row

    def _insert(self, write: Write, row: Row) -> None:
        table, key, _before, _record, text = write
        self._db.later(statements.INSERT, row.id, table.name, key, row.version, text)
        self._growth[table] += 1

    def _forget_oldest(self, table: Table[Any]) -> None:
        """Keep a table of passing things as small as it wants to be."""
        if table.capacity is None or self._growth[table] <= 0:
            return
        size = self._db.one(statements.SIZE, table.name)
        if (size[0] if size else 0) + self._growth[table] > table.capacity:
            self._remove(table, self._db.one(statements.OLDEST, table.name)[0])

    def _remove(self, table: Table[Any], row_id: int) -> None:
        if not self._db.run(statements.DELETE, row_id):
            return
        self._growth[table] -= 1
        self._db.later(statements.UNNAME_ALL, row_id)
        for (head,) in self._db.ask(statements.HEADS_OF, row_id):
            self._leave(row_id, head)

    # -- indexes ----------------------------------------------------------------------------------

    def _name(self, table: Table[Any], row_id: int, before: object, after: object) -> None:
        for index, values in table.unique.items():
            old, new = _values(values, before), _values(values, after)
            if old == new:
                continue
            path = path_of(table, index)
            for value in old:
                self._db.later(statements.UNNAME, path, text_of(value), row_id)
            for value in new:
                self._db.later(statements.NAME, path, text_of(value), row_id)

    def _group(self, table: Table[Any], row_id: int, before: object, after: object) -> None:
        for index, values in table.groups.items():
            old, new = _values(values, before), _values(values, after)
            if old == new:
                continue
            path = path_of(table, index)
            for value in dict.fromkeys(old):
                if value not in new:
                    head = self._db.one(statements.HEAD, path, text_of(value))
                    self._leave(row_id, head[0])
            for value in dict.fromkeys(new):
                if value not in old:
                    self._join(row_id, path, text_of(value))

    def _join(self, row_id: int, path: str, value: str) -> None:
        found = self._db.one(statements.HEAD, path, value)
        place = self._number()
        if found:
            head = found[0]
            self._db.later(statements.RESIZE, place, 1, head)
        else:
            head = self._number()
            self._db.later(statements.FOUND, head, path, value, place)
        self._db.later(statements.JOIN, head, place, row_id)

    def _leave(self, row_id: int, head: int) -> None:
        self._db.later(statements.LEAVE, row_id, head)
        self._db.later(statements.RESIZE, self._number(), -1, head)
        self._db.later(statements.DISSOLVE, head)


def _values(index: Index[Any], record: object | None) -> tuple[Hashable, ...]:
    return () if record is None else tuple(index(record))
