"""Stores that last: records in a SQL database, SQLite's or PostgreSQL's (decision 0037).

Needs the extra ``store``; nothing imports this package but who asks for such a store.
"""

from __future__ import annotations

from cognito_emulator.store.sql.store import SqlStore

__all__ = ["SqlStore"]
