"""Keys and certificates of the tests' identity providers, made once for a process."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from cognito_emulator.saml import certificates

NOW = 1_780_000_000.0  # 28 May 2026

_KEYS: defaultdict[str, RSAPrivateKey] = defaultdict(
    lambda: generate_private_key(public_exponent=65537, key_size=2048)
)


def key(owner: str = "provider") -> RSAPrivateKey:
    """Somebody's key."""
    return _KEYS[owner]


@cache
def certificate(owner: str = "provider") -> bytes:
    """A certificate for somebody's key, as DER; it begins a minute ago."""
    return certificates.self_signed(key(owner), owner, serial=1, not_before=NOW - 60)


def base64(der: bytes) -> str:
    return b64encode(der).decode()
