"""The stores there are: whoever writes another one adds it here."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.store import MemoryStore
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


def on_postgresql() -> CheckedSqlStore:
    """Return a store in a server's database, which is empty at first."""
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return CheckedSqlStore(server().emptied())


POSTGRESQL = pytest.param(on_postgresql, marks=pytest.mark.slow, id="PostgreSQL")
STORES = (MemoryStore, CheckedSqlStore, POSTGRESQL)
"""Each test of a store is one of all stores."""
