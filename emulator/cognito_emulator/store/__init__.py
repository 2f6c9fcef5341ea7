"""Where records live: declared tables, transactions, and the memory that holds them."""

from __future__ import annotations

from cognito_emulator.store.base import (
    Archive,
    Archived,
    ClosedError,
    Json,
    Owner,
    Reach,
    Reader,
    Snapshot,
    Store,
    StoreError,
    Table,
    Transaction,
    UnreachableError,
    belonging_to,
    history,
    tables,
)
from cognito_emulator.store.memory import MemoryStore
from cognito_emulator.store.named import open_store

__all__ = [
    "Archive",
    "Archived",
    "ClosedError",
    "Json",
    "MemoryStore",
    "Owner",
    "Reach",
    "Reader",
    "Snapshot",
    "Store",
    "StoreError",
    "Table",
    "Transaction",
    "UnreachableError",
    "belonging_to",
    "history",
    "open_store",
    "tables",
]
