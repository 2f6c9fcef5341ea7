"""The stores there are: whoever writes another one adds it here."""

from __future__ import annotations

from collections.abc import Callable

from cognito_emulator.store import MemoryStore, Store
from tests.store.sqlite_store import SqliteStore

STORES: tuple[Callable[[], Store], ...] = (MemoryStore, SqliteStore)
