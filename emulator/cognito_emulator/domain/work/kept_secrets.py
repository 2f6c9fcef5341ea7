"""Secrets in a store that lasts: each is made once, by whichever process needs it first."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from cognito_emulator.domain.work.record import SECRETS, Secret
from cognito_emulator.store import history
from cognito_emulator.vault import ProcessVault

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from cognito_emulator.store import Store
    from cognito_emulator.vault import Kind, Vault

Value = TypeVar("Value")

_MOST_READ = 1_000  # secrets of pools that are not read anew
_LATEST = 100  # pools that are gone, whose secrets are kept


class KeptSecrets:
    """The secrets in a store, of the emulator and of its pools.

    Those of the emulator stay as they are, see `exchange`, and are read once in each history of the
    store: some may have been lost with the one before. Those of a pool are asked for each time:
    another process may have deleted it and made it anew.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_all: dict[tuple[int, str], Any] = {}
        self._read = lru_cache(_MOST_READ)(_read)

    def secret(self, name: str, kind: Kind[Value], pool_id: str | None = None) -> Value:
        """Return a secret; if there is none yet of that name, it is made and kept.

        Args:
            name: what it is for.
            kind: how it is made.
            pool_id: whose it is; by default the emulator's.

        """
        place = history(self._store.generation), name
        if pool_id is None and place in self._of_all:
            known: Value = self._of_all[place]
            return known
        kept = self._store.known.get(SECRETS, (pool_id, name))
        if kept is None:  # read at the next need: what this is part of may still be undone
            text = kind.write(kind.make())
            return self._value(kind, self._kept(Secret(pool_id=pool_id, name=name, text=text)))
        value = self._value(kind, kept)
        if pool_id is None:
            self._of_all[place] = value
        return value

    def find(self, name: str, kind: Kind[Value], pool_id: str | None = None) -> Value | None:
        """Return a secret as it is now; ``None`` if there is none."""
        kept = self._store.get(SECRETS, (pool_id, name))
        return None if kept is None else self._value(kind, kept)

    def put(self, name: str, kind: Kind[Value], value: Value, pool_id: str | None = None) -> bool:
        """Keep a secret of a pool, or what new ones follow; tell whether there was another."""
        made = Secret(pool_id=pool_id, name=name, text=kind.write(value))
        with self._store.exclusively():
            tx = self._store.transaction()
            before = tx.get(SECRETS, (pool_id, name))
            if before != made:
                tx.put(SECRETS, made)
                tx.commit()
        return before is not None and before != made

    def pools(self, name: str) -> list[str]:
        """Return the ids of the pools that have a secret of that name, oldest first."""
        return [it.pool_id for it in _all_in(self._store) if it.name == name and it.pool_id]

    def forget_most(self, living: Callable[[], Container[object]]) -> None:
        """Let go of secrets whose pool is not there, but for the latest.

        Args:
            living: returns the ids of the pools that are there; asked only if there are many
                secrets.

        """
        if len(_all_in(self._store)) <= _LATEST:
            return
        with self._store.exclusively():
            there = living()
            of_pools = [each for each in _all_in(self._store) if each.pool_id is not None]
            gone = [each for each in of_pools if each.pool_id not in there]
            tx = self._store.transaction()
            for each in gone[:-_LATEST]:
                tx.delete(SECRETS, (each.pool_id, each.name))
            tx.commit()

    def _value(self, kind: Kind[Value], kept: Secret) -> Value:
        value: Value = self._read(kind.read, kept.text)
        return value

    def _kept(self, made: Secret) -> Secret:
        """Keep a secret, unless somebody else was first; return the one that is kept."""
        while True:
            tx = self._store.transaction()
            there = tx.get(SECRETS, (made.pool_id, made.name))
            if there is not None:
                return there
            tx.put(SECRETS, made)
            if tx.commit():
                return made


def vault_of(store: Store) -> Vault:
    """Return where secrets are: in the store, if that outlasts the process."""
    return KeptSecrets(store) if store.lasts else ProcessVault()


def exchange(store: Store, how: Callable[[], None]) -> None:
    """Exchange all that is in a store but its secrets.

    A pool that is in the new state has those that it had there; the emulator's own never change.
    Nobody makes one in between, so that no two processes have different ones.
    """
    with store.exclusively():
        before = _all_in(store)
        how()
        tx = store.transaction()
        for each in before:
            if each.pool_id is None or tx.get(SECRETS, (each.pool_id, each.name)) is None:
                tx.put(SECRETS, each)
        tx.commit()


def _all_in(store: Store) -> list[Secret]:
    return store.all(SECRETS, "all", "all")


def _read(read: Callable[[str], Value], text: str) -> Value:
    return read(text)
