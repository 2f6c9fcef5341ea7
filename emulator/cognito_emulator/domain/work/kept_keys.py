"""Signing keys in a store that lasts: each pool's are made once, by who needs them first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cognito_emulator.domain.work.keys import PoolKeys, SigningKey, helper
from cognito_emulator.domain.work.record import SIGNING_KEYS, SigningKeys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from cognito_emulator.store import Store


class KeptKeys:
    """The keys of pools, in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[str, tuple[SigningKeys, PoolKeys]] = {}

    def of(self, pool_id: str) -> PoolKeys:
        """Return a pool's keys; if there are none yet, they are made and kept."""
        kept = self._store.get(SIGNING_KEYS, pool_id) or self._kept(_made(pool_id))
        known = self._read.get(pool_id)
        if known is None or known[0] != kept:
            keys = PoolKeys(_read(kept.identity), _read(kept.access))
            known = self._read[pool_id] = (kept, keys)
        return known[1]

    def _kept(self, made: SigningKeys) -> SigningKeys:
        """Keep keys, unless somebody else was first; return those that are kept."""
        while True:
            tx = self._store.transaction()
            there = tx.get(SIGNING_KEYS, made.pool_id)
            if there is not None:
                return there
            tx.put(SIGNING_KEYS, made)
            if tx.commit():
                return made


def all_in(store: Store) -> list[SigningKeys]:
    """Return the keys that a store has."""
    return store.all(SIGNING_KEYS, "all", "all")


def put_back(store: Store, keys: Iterable[SigningKeys]) -> None:
    """Keep keys again, in a store that was emptied and that nobody else writes to."""
    tx = store.transaction()
    for each in keys:
        tx.put(SIGNING_KEYS, each)
    tx.commit()


def _made(pool_id: str) -> SigningKeys:
    identity, access = helper(os.getpid()).run_beside(_new, _new)
    return SigningKeys(pool_id=pool_id, identity=identity, access=access)


def _new() -> str:
    return _written(SigningKey.generate().private)


def _written(key: RSAPrivateKey) -> str:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _read(text: str) -> SigningKey:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415

    key = serialization.load_pem_private_key(text.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"A signing key is of RSA, not {type(key).__name__}.")
    return SigningKey(key)
