"""A database of each released version, which later ones must open: `make released` writes one.

Each has all that there can be in a store (`tests.store.busy`), in the shapes of its release.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from cognito_emulator.emulator import Emulator
from cognito_emulator.store import tables
from cognito_emulator.store.sql import SqlStore
from tests.store import busy
from tests.support import StockKeys

FOLDER = Path(__file__).with_name("released_databases")


def write(path: Path) -> None:
    """Write a database with records of every table."""
    store = SqlStore(str(path))
    busy.make(Emulator(keys=StockKeys(), store=store))
    store.close()


def unversioned() -> list[str]:
    """Tables of version 0: no later release could tell what shape their records have."""
    own = [t for t in tables() if t.record.__module__.startswith("cognito_emulator.")]
    return [table.name for table in own if not table.version]


def main() -> None:
    if wrong := unversioned():
        sys.exit(
            f"{len(wrong)} tables are of version 0, which is before the first release: let"
            f" Table.version begin at 1, then `make shapes`."
        )
    path = FOLDER / f"{version('cognito-emulator')}.db"
    if path.exists():
        sys.exit(f"{path.name} is there already: what a release wrote stays as it was.")
    FOLDER.mkdir(exist_ok=True)
    write(path)


if __name__ == "__main__":
    main()
