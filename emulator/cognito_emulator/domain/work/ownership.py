"""What belongs to a pool, a user or a client, as its table says, goes with it.

Otherwise the next one of that id or name would inherit it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.store import belonging_to

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cognito_emulator.store import Owner, Table, Transaction


def remove_of_pool(tx: Transaction, pool_id: str) -> None:
    """Remove the records that belong to a pool."""
    for table in belonging_to("pool"):
        tx.delete_all(table, "pool", pool_id)


def remove_of_user(tx: Transaction, pool_id: str, *, sub: str, username: str) -> None:
    """Remove the records that belong to a user."""
    names = {"sub": sub, "username": username}
    for table in belonging_to("user"):
        _remove(tx, table, "user", (pool_id, names[table.field_of("user")]))


def remove_of_client(tx: Transaction, pool_id: str, client_id: str) -> None:
    """Remove the records that belong to an app client."""
    for table in belonging_to("client"):
        _remove(tx, table, "client", (pool_id, client_id))


def _remove(tx: Transaction, table: Table[object], owner: Owner, value: Hashable) -> None:
    for record in tx.all(table, owner, value):
        tx.delete(table, table.key(record))
