"""Stores by the names that a command line gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.nearest import nearest
from cognito_emulator.store.base import StoreError
from cognito_emulator.store.memory import MemoryStore

if TYPE_CHECKING:
    from cognito_emulator.store.base import Store

MEMORY = MemoryStore.name
SQLITE = "sqlite:///"
"""What the path of a file follows; an absolute path makes it four slashes."""


def open_store(name: str) -> Store:
    """Return the store of a name: ``memory``, or ``sqlite:///FILE``.

    Raises:
        StoreError: there is no such store, or it cannot be opened.

    """
    path = name.removeprefix(SQLITE)
    if name == MEMORY:
        return MemoryStore()
    if path == name or not path:
        raise StoreError(f"There is no store {name}; {_meant(name)}.")
    try:
        from cognito_emulator.store.sql import SqlStore  # noqa: PLC0415 - who has it asks for it
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{name} needs {error.name}, of the extra store: pip install 'cognito-emulator[store]'."
        ) from None
    return SqlStore(path)


def _meant(name: str) -> str:
    """Return what to say in place of a wrong name."""
    scheme, colon, rest = name.partition(":")
    path = rest.lstrip("/")
    if scheme.lower().startswith("postgres"):
        return f"PostgreSQL is not supported yet, there is {MEMORY} and {SQLITE}FILE"
    if not colon and name.lower() != "sqlite" and ("." in name or "/" in name):
        return f"a file is written {SQLITE}{name}"
    if scheme.lower().startswith("sqlite") and path:
        return f"a file is written {SQLITE}{path}"
    return nearest(name, [MEMORY, f"{SQLITE}FILE"])
