"""Signing keys: two RSA keys for each pool, made when they are first needed, or given."""

from __future__ import annotations

import json
import os
import threading
from base64 import b64encode
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from hashlib import sha256
from queue import SimpleQueue

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from cognito_emulator import base64url
from cognito_emulator.domain.work.kept_secrets import KeptSecrets
from cognito_emulator.idp.keys import Keys as StandInKeys
from cognito_emulator.records import Record
from cognito_emulator.vault import Kind, Vault, private_key
from cognito_emulator.vault import pem as pem_of

_LATEST = 100  # pools that are gone, whose keys are kept
_NAME = "tokens"  # of what a pool signs with, among its secrets
_PADDING, _HASH = padding.PKCS1v15(), SHA256()


@dataclass(frozen=True, eq=False, repr=False)
class SigningKey(Record):
    """An RSA key for RS256, of 2048 bits or more, with its ``kid``."""

    private: rsa.RSAPrivateKey

    @classmethod
    def generate(cls) -> SigningKey:
        """Make a new key; some 50 to 300 ms."""
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @cached_property
    def public(self) -> rsa.RSAPublicKey:
        """The public half."""
        return self.private.public_key()

    @cached_property
    def kid(self) -> str:
        """The key's id: 32 bytes in standard base64 with padding (recorded [keys-1])."""
        return b64encode(sha256(self._modulus).digest()).decode()

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public half as RFC 7517 writes it, its members in the service's order."""
        return {
            "alg": "RS256",
            "e": base64url.encode(_big_endian(self.public.public_numbers().e)),
            "kid": self.kid,
            "kty": "RSA",
            "n": base64url.encode(self._modulus),
            "use": "sig",
        }

    def sign(self, payload: bytes) -> str:
        """Return ``payload`` as a compact JWS; its header: ``kid``, ``alg`` (recorded [keys-2])."""
        signed = self._header + base64url.encode(payload)
        return f"{signed}.{base64url.encode(self.signature(signed))}"

    def signature(self, signed: str) -> bytes:
        """Return this key's signature over the first two parts of a JWS."""
        return self.private.sign(signed.encode(), _PADDING, _HASH)

    def verifies(self, signed: str, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over the first two parts of a JWS."""
        try:
            self.public.verify(signature, signed.encode(), _PADDING, _HASH)
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _header(self) -> str:
        header = json.dumps({"kid": self.kid, "alg": "RS256"}, separators=(",", ":"))
        return f"{base64url.encode(header.encode())}."

    @cached_property
    def _modulus(self) -> bytes:
        return _big_endian(self.public.public_numbers().n)


def _big_endian(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


class _Helper:
    """A second hand for signing: one thread, used by whoever finds it free.

    Signing releases the GIL, so the two tokens of a lone sign-in take little longer than one;
    decision 0002 has the figures. Where it is busy, all cores are, and waiting would not help.
    """

    def __init__(self) -> None:
        self._free = threading.Lock()
        self._tasks: SimpleQueue[Callable[[], str]] = SimpleQueue()
        self._done: SimpleQueue[str | Exception] = SimpleQueue()
        threading.Thread(target=self._work, name="cognito-signing", daemon=True).start()

    def run_beside(self, theirs: Callable[[], str], ours: Callable[[], str]) -> tuple[str, str]:
        """Return both results, ``theirs`` from the helper if it is free."""
        if not self._free.acquire(blocking=False):
            return theirs(), ours()
        try:
            self._tasks.put(theirs)
            try:
                own = ours()
            finally:
                other = self._done.get()  # in any case: it must not wait for the next caller
            if isinstance(other, Exception):
                raise other
            return other, own
        finally:
            self._free.release()

    def _work(self) -> None:
        while True:
            task = self._tasks.get()
            try:
                self._done.put(task())
            except Exception as error:  # noqa: BLE001 - the caller's to handle
                self._done.put(error)


@cache
def helper(_process: int) -> _Helper:
    """Return this process's helper: threads do not survive a fork."""
    return _Helper()


class PoolKeys:
    """The keys of one pool, in the order of its JWKS (recorded [keys-3]).

    Each is made when it is first needed, once, by whoever needs it first. Two are made side by side
    where a sign-in needs both, as its tokens are signed side by side.
    """

    def __init__(
        self, identity: SigningKey | None = None, access: SigningKey | None = None
    ) -> None:
        self._made = [identity, access]
        self._making = (threading.Lock(), threading.Lock())

    def __iter__(self) -> Iterator[SigningKey]:
        return iter((self.id, self.access))

    @property
    def id(self) -> SigningKey:
        """What ID tokens are signed with."""
        return self._key(0)

    @property
    def access(self) -> SigningKey:
        """What access tokens are signed with."""
        return self._key(1)

    def make(self) -> None:
        """Make both, ahead of time; first that of access tokens, which most are waiting for."""
        self.access.kid, self.id.kid  # noqa: B018 - they are made when they are looked at

    def _key(self, place: int) -> SigningKey:
        key = self._made[place]
        if key is None:
            with self._making[place]:
                key = self._made[place] = self._made[place] or SigningKey.generate()
        return key

    def sign(self, identity: bytes, access: Callable[[], bytes]) -> tuple[str, str]:
        """Return an ID and an access token, each signed with its own key (recorded [keys-4]).

        Args:
            identity: the ID token's claims.
            access: makes the access token's claims, while the other token is being signed.

        """
        return helper(os.getpid()).run_beside(
            lambda: self.id.sign(identity), lambda: self.access.sign(access())
        )

    @property
    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The pool's JSON Web Key Set; one key that signs both kinds of tokens is in it once."""
        return {"keys": list({key.kid: key.jwk for key in self}.values())}


_END = "-----END PRIVATE KEY-----"


def pem(keys: PoolKeys) -> str:
    """Return the keys of a pool as PEM, first that of ID tokens; one that is both is there once."""
    return "".join(pem_of(key.private) for key in dict.fromkeys(keys))


def of_pem(text: str) -> PoolKeys:
    """Return the keys that `pem` wrote."""
    blocks = [f"{block}{_END}" for block in text.split(_END)[:-1]]
    keys = [SigningKey(private_key(block)) for block in blocks]
    return PoolKeys(keys[0], keys[-1])


def _made() -> PoolKeys:
    """Make the keys of a pool, both at once."""
    keys = PoolKeys()
    helper(os.getpid()).run_beside(lambda: keys.id.kid, lambda: keys.access.kid)
    return keys


#: The keys of a pool, as they are kept.
_KIND = Kind(_made, pem, of_pem)


class KeyRing:
    """The keys of all pools. They outlive a reset, so that an app may cache the JWKS.

    Attributes:
        of_stand_ins: those of the identity providers that are played; no pool has them.

    Where the store lasts they are in it (`keep_in`). Else they are here. Those of a deleted pool go
    with it; of pools that went in another way, by a reset or by going
    back to a snapshot, the latest are kept, as a pool of that id may be made again.
    """

    def __init__(
        self, given: Mapping[str, PoolKeys] | None = None, otherwise: PoolKeys | None = None
    ) -> None:
        """Begin, with keys that stay whatever becomes of their pools.

        Args:
            given: the keys of pools, by their ids.
            otherwise: those of all other pools; by default each makes its own.

        """
        self._given = given or {}
        self._otherwise = otherwise
        self._pools: dict[str, PoolKeys] = {}  # those that were first needed first
        self.of_stand_ins = StandInKeys()
        self._shared = False
        self._vault: KeptSecrets | None = None

    def of(self, pool_id: str) -> PoolKeys:
        """Return a pool's keys."""
        if self._vault is not None:
            kind = Kind(partial(self._for_a_new_pool, self._vault, pool_id), pem, of_pem)
            return self._vault.secret(_NAME, kind, pool_id)
        known = self._given.get(pool_id) or self._pools.get(pool_id) or self._otherwise
        return known or self._pools.setdefault(pool_id, PoolKeys())

    def rsa_key(self) -> rsa.RSAPrivateKey:
        """Make a key that is no signing key of tokens; whoever asks keeps it."""
        return SigningKey.generate().private

    def keep_in(self, vault: Vault) -> list[str]:
        """Keep all keys in a vault if it outlasts the process, those that were given among them.

        Returns:
            The ids of pools that had other keys there than those that were given.

        """
        if not isinstance(vault, KeptSecrets):
            return []
        self._vault = vault
        self.of_stand_ins = StandInKeys(vault)
        keys = dict(self._given)
        if self._otherwise is not None:
            vault.put(_NAME, _KIND, self._otherwise)
            keys = {**dict.fromkeys(vault.pools(_NAME), self._otherwise), **keys}
        return [it for it, given in keys.items() if vault.put(_NAME, _KIND, given, it)]

    def keep_again(self) -> None:
        """Keep the keys that were given once more, where a vault may have lost them."""
        if self._vault is not None:
            self.keep_in(self._vault)

    def _for_a_new_pool(self, vault: KeptSecrets, pool_id: str) -> PoolKeys:
        """Return keys that were given for a pool or, by whichever process, for all; or new ones."""
        given = self._given.get(pool_id) or vault.find(_NAME, _KIND)
        return given or _made()

    def adopt(self, pool_id: str, keys: PoolKeys) -> None:
        """Have a pool sign with keys that were made elsewhere."""
        if self._vault is not None:
            self._vault.put(_NAME, _KIND, keys, pool_id)
        self._pools[pool_id] = keys

    def share(self) -> None:
        """Keep all keys from now on: several emulators may have pools of the same ids."""
        self._shared = True

    def forget(self, pool_id: str) -> None:
        """Let go of a deleted pool's keys."""
        if not self._shared:
            self._pools.pop(pool_id, None)

    def forget_most(self, living: Callable[[], Container[object]]) -> None:
        """Let go of keys whose pool is not there, but for the latest.

        Args:
            living: returns the ids of the pools that are there; asked only if there are many keys.

        """
        if self._vault is not None:
            self._vault.forget_most(living)
        if self._shared or len(self._pools) <= _LATEST:
            return
        there = living()
        gone = [pool_id for pool_id in self._pools.copy() if pool_id not in there]
        for pool_id in gone[:-_LATEST]:
            self._pools.pop(pool_id, None)

    def snapshot(self) -> Mapping[str, PoolKeys]:
        """Return what there is now, for :meth:`restore`."""
        return self._pools.copy()

    def restore(self, snapshot: Mapping[str, PoolKeys]) -> None:
        """Have pools sign again with the keys that they had then; all other keys stay."""
        self._pools.update(snapshot)
