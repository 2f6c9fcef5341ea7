"""The stores there are: whoever writes another one adds it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cognito_emulator.store import MemoryStore, Store
from cognito_emulator.store.codec import Written, decode
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.store.sql.writer import Write


class CheckedSqlStore(SqlStore):
    """A database in memory that holds every record against what is read back of it."""

    def commit(self, transaction: Any, writes: list[Write]) -> bool:
        for table, _key, _before, record, text in writes:
            if text is not None:
                assert decode(Written(table.name, table.version, text)) == (table, record)
        return super().commit(transaction, writes)


STORES: tuple[Callable[[], Store], ...] = (MemoryStore, CheckedSqlStore)
"""Each test of a store is one of all stores."""
