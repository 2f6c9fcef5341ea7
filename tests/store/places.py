"""Where the stores that last are put for runs of their own, by the names that `make` knows."""

from __future__ import annotations

from pathlib import Path

STORES = ("sqlite", "postgresql")


def empty(store: str, folder: Path) -> str:
    """Return the URL of an empty store: of a file in a folder, or of a server's database.

    Where there is no PostgreSQL a test is skipped, and a run ends with the same sentence.
    """
    if store == "sqlite":
        return f"sqlite:///{folder / 'state.db'}"
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return server().emptied()
