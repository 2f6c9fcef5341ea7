"""Stores by the names that a command line gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.nearest import nearest
from cognito_emulator.store.base import StoreError
from cognito_emulator.store.memory import MemoryStore
from cognito_emulator.store.urls import POSTGRESQL, SQLITE, is_postgresql, shown

if TYPE_CHECKING:
    from cognito_emulator.store.base import Store

MEMORY = MemoryStore.name


def open_store(name: str) -> Store:
    """Return the store of a name: ``memory``, ``sqlite:///FILE``, or ``postgresql://…``.

    Raises:
        StoreError: there is no such store, or it cannot be opened.

    """
    if name == MEMORY:
        return MemoryStore()
    path = name.removeprefix(SQLITE)
    if is_postgresql(name):
        place, extra = name, "postgres"
    elif path not in ("", name):
        place, extra = path, "store"
    else:
        raise StoreError(f"There is no store {shown(name)}; {_meant(shown(name))}.")
    try:
        from cognito_emulator.store.sql import SqlStore  # noqa: PLC0415 - who has it asks for it

        return SqlStore(place)
    except ImportError as error:  # psycopg says so of the C library that it wants, too
        raise StoreError(
            f"{shown(name)} needs {error.name or 'psycopg'}, of the extra {extra}:"
            f" pip install 'cognito-emulator[{extra}]'."
        ) from None


def _meant(name: str) -> str:
    """Return what to say in place of a wrong name."""
    scheme, colon, rest = name.partition(":")
    path = rest.lstrip("/")
    if scheme.lower().startswith("postgres"):
        return f"a database of PostgreSQL is written {POSTGRESQL}{_after(rest)}"
    if not colon and name.lower() != "sqlite" and ("." in name or "/" in name):
        return f"a file is written {SQLITE}{name}"
    if scheme.lower().startswith("sqlite") and path:
        return f"a file is written {SQLITE}{path}"
    return nearest(name, [MEMORY, f"{SQLITE}FILE", f"{POSTGRESQL}USER:PASSWORD@HOST/DATABASE"])


def _after(rest: str) -> str:
    """Return what follows the scheme, or what could."""
    return rest.lstrip("/") or "USER:PASSWORD@HOST/DATABASE"
