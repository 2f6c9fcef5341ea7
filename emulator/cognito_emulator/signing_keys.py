"""Signing keys in files, as ``--signing-key`` names them: so they outlast a restart."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cognito_emulator.domain.work.keys import KeyRing, PoolKeys, SigningKey, pem
from cognito_emulator.printable import line

__all__ = ["KeyFileError", "KeyRing", "PoolKeys", "SigningKey", "pem", "read", "ring"]

_SHORTEST = 2048  # bits; RFC 7518, section 3.3
_MOST = 2  # a pool signs ID tokens with one, and access tokens with another
_BEGIN, _END = "-----BEGIN ", "-----END "
_LONGEST = 60  # of a label, in a message

# NEW, and not the file itself: whatever it is, it may be dear to somebody.
_MAKE = "openssl genrsa -out NEW 2048 makes one"
# What is no private key that can be read, by its PEM label, and what to do about it.
_OTHERS = {
    "ENCRYPTED PRIVATE KEY": (
        "The key is encrypted; openssl pkey -in {path} -out NEW writes one that is not"
    ),
    "PUBLIC KEY": "This is a public key; signing takes the private one",
    "RSA PUBLIC KEY": "This is a public key; signing takes the private one",
    "CERTIFICATE": "This is a certificate, which holds a public key; signing takes the private one",
    "OPENSSH PRIVATE KEY": (
        "This is a key of OpenSSH; ssh-keygen -p -m PEM -f {path} rewrites it as PEM"
    ),
}


class KeyFileError(ValueError):
    """A file that holds no signing keys; the message names it, and says what is wrong."""


class _Block(NamedTuple):
    """One block of a PEM file.

    Attributes:
        label: what it says that it is.
        text: all of it.

    """

    label: str
    text: str


def read(path: str | os.PathLike[str]) -> PoolKeys:
    """Return the keys of a PEM file: PKCS#8 or PKCS#1, not encrypted.

    Of two keys the first signs ID tokens and the second access tokens, in the order of the JWKS. A
    single one signs both. The ``kid`` follows from the key.

    Raises:
        KeyFileError: there is no such file, or no such key in it.

    """
    path = os.fspath(path)
    keys = [_key(path, block) for block in _private(path)]
    if len(keys) > _MOST:
        raise _wrong(path, f"It holds {len(keys)} keys; a pool signs with one or two")
    return PoolKeys(keys[0], keys[-1])


def ring(sources: Iterable[str]) -> KeyRing:
    """Return the keys of pools, from files.

    Args:
        sources: each is a file with the keys of all pools, or ``POOL_ID=FILE`` for one pool.

    Raises:
        KeyFileError: a file holds none, or two are for the same pools.

    """
    of_all: PoolKeys | None = None
    by_pool: dict[str, PoolKeys] = {}
    for source in sources:
        pool_id, file = _parted(source)
        if pool_id is not None:
            if pool_id in by_pool:
                raise KeyFileError(f"{file}: Pool {pool_id} has keys already.")
            by_pool[pool_id] = read(file)
        elif of_all is None:
            of_all = read(source)
        else:
            raise KeyFileError(
                f"{source}: There are keys of all pools already; POOL_ID=FILE is for one pool."
            )
    return KeyRing(by_pool, of_all)


def _parted(source: str) -> tuple[str | None, str]:
    """Return the pool that keys are for, if one is named, and their file."""
    name, _, file = source.partition("=")
    region, _, rest = name.rpartition("_")
    is_id = region.replace("-", "").isalnum() and rest.isalnum()
    return (name, file) if file and is_id else (None, source)


def _private(path: str) -> list[_Block]:
    """Return the blocks of private keys; what else is in the file may be beside them."""
    blocks = list(_blocks(path))
    private = [block for block in blocks if block.label.endswith("PRIVATE KEY")]
    if private:
        return private
    found = next((_OTHERS[block.label] for block in blocks if block.label in _OTHERS), None)
    raise _wrong(path, found or f"There is no RSA private key in PEM; {_MAKE}")


def _blocks(path: str) -> Iterator[_Block]:
    try:
        text = Path(path).read_text(encoding="ascii", errors="replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        make = _MAKE.replace("NEW", path) if isinstance(error, FileNotFoundError) else _MAKE
        raise _wrong(path, f"{reason}; {make}") from None
    block: list[str] = []
    for each in text.splitlines():
        if each.startswith(_BEGIN):
            block = [each]
        elif block:
            block.append(each)
        if block and each.startswith(_END):
            yield _Block(block[0].removeprefix(_BEGIN).rstrip("- "), "\n".join(block))
            block = []


def _key(path: str, block: _Block) -> SigningKey:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    encrypted = "ENCRYPTED PRIVATE KEY"
    if block.label in _OTHERS or "Proc-Type: 4,ENCRYPTED" in block.text:
        raise _wrong(path, _OTHERS.get(block.label, _OTHERS[encrypted]))
    try:
        key = serialization.load_pem_private_key(block.text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _wrong(path, f"Its {line(block.label, _LONGEST)} cannot be read; {_MAKE}") from None
    if not isinstance(key, RSAPrivateKey):
        kind = type(key).__name__.removesuffix("PrivateKey").removeprefix("_")
        raise _wrong(path, f"The key is {_KINDS.get(kind, kind)}; RS256 takes RSA: {_MAKE}")
    if key.key_size < _SHORTEST:
        raise _wrong(path, f"The key has {key.key_size} bits; RS256 takes {_SHORTEST}: {_MAKE}")
    return SigningKey(key)


_KINDS = {"EllipticCurve": "EC", "ECPrivateKey": "EC"}


def _wrong(path: str, sentence: str) -> KeyFileError:
    return KeyFileError(f"{path}: {sentence.replace('{path}', path)}.")
