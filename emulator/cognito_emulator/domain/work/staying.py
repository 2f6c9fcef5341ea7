"""What stays while all of a store that lasts is exchanged: no snapshot has it, no reset forgets it.

In memory it is no record, but in the engine.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.work import kept_ids, kept_secrets
from cognito_emulator.domain.work.record import (
    ATTACHED_TARGETS,
    CLOCKS,
    EXCHANGES,
    SEEDED_IDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cognito_emulator.ids import Ids
    from cognito_emulator.store import Store, Table


#: Beside secrets. Going back to a snapshot leaves the clock as well, which a reset does not.
_TABLES = (SEEDED_IDS, EXCHANGES, ATTACHED_TARGETS)


def clear(store: Store) -> None:
    """Empty a store of all but what stays."""
    if not store.lasts:
        store.clear()
        return
    with store.exclusively(), _staying(store, *_TABLES):
        kept_secrets.exchange(store, store.clear)


def restore(store: Store, ids: Ids, snapshot: object) -> None:
    """Have a store go back to a snapshot, but leave the clock, and what stays.

    Ids go on with others than were given since: another snapshot may have them.
    """
    if not store.lasts:
        store.restore(snapshot)
        return
    with store.exclusively():
        with _staying(store, CLOCKS, *_TABLES):
            kept_secrets.exchange(store, lambda: store.restore(snapshot))
        kept_ids.begin(ids, store)


@contextmanager
def _staying(store: Store, *tables: Table[Any]) -> Iterator[None]:
    """Have tables be as they are, while all records are exchanged."""
    kept = {table: _all(store, table) for table in tables}
    yield
    tx = store.transaction()
    for table, records in kept.items():
        for each in _all(store, table):
            tx.delete(table, table.key(each))
        for each in records:
            tx.put(table, each)
    tx.commit()


def _all(store: Store, table: Table[Any]) -> list[Any]:
    return store.all(table, "all", "all")
