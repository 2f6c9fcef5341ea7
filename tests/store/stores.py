"""The stores there are: whoever writes another one adds it here."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from itertools import count
from typing import Any, ClassVar
from weakref import finalize

import pytest

from cognito_emulator.store import MemoryStore
from cognito_emulator.store.codec import Written, decode
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.store.sql.database import Database
from cognito_emulator.store.sql.opening import opened
from cognito_emulator.store.sql.writer import Group, Write


class CheckedSqlStore(SqlStore):
    """A database in memory that holds every record against what is read back of it."""

    def commit(self, transaction: Any, writes: list[Write], gone: Collection[Group] = ()) -> bool:
        for table, _key, _before, record, text in writes:
            if text is not None:
                assert decode(Written(table.name, table.version, text)) == (table, record)
        return super().commit(transaction, writes, gone)


def on_postgresql() -> CheckedSqlStore:
    """Return a store in a server's database, which is empty at first."""
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return CheckedSqlStore(server().emptied())


class PassingPostgresStore(CheckedSqlStore):
    """A database of a server's for an emulator of a test, which counts on nothing that lasts.

    Once nothing has it any more, it is the next one's, with its connections and all that is
    prepared on them: making one takes a tenth of a second, and a connection as long as a test.
    """

    _free: ClassVar[list[Database]] = []
    _numbers: ClassVar[Iterator[int]] = count()

    def __init__(self) -> None:
        if not self._free:
            gc.collect()
        is_new = not self._free
        db = _new_database(f"passing_{next(self._numbers)}") if is_new else self._free.pop()
        super().__init__(db)
        self.lasts, self.archive = False, None
        if not is_new:
            self.clear()
        finalize(self, self._free.append, db)


def _new_database(name: str) -> Database:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return opened(server().new_database(name))


PASSING = {"sqlite": CheckedSqlStore, "postgresql": PassingPostgresStore}
"""What takes the place of the memory where a run of the suite asks for it."""

POSTGRESQL = pytest.param(on_postgresql, marks=pytest.mark.slow, id="PostgreSQL")
STORES = (MemoryStore, CheckedSqlStore, POSTGRESQL)
"""Each test of a store is one of all stores."""
