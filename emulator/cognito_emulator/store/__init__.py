"""Where records live: declared tables, transactions, and the memory that holds them."""

from __future__ import annotations

from cognito_emulator.store.base import Reach, Reader, Table, Transaction
from cognito_emulator.store.memory import MemoryStore

__all__ = ["MemoryStore", "Reach", "Reader", "Table", "Transaction"]
