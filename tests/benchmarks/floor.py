"""What a sign-in cannot do without: two RSA-2048 signatures, an ID and an access token's."""

from __future__ import annotations

import time
from statistics import median

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

PAIRS = 150
MESSAGE = b"x" * 900  # as long as the part of a token that is signed


def new_key() -> RSAPrivateKey:
    """A key like a pool's."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def two_signatures_ms(key: RSAPrivateKey) -> float:
    """The median time of two signatures, one after the other."""
    times = []
    for _ in range(PAIRS):
        began = time.perf_counter()
        key.sign(MESSAGE, PKCS1v15(), SHA256())
        key.sign(MESSAGE, PKCS1v15(), SHA256())
        times.append(time.perf_counter() - began)
    return median(times) * 1000
