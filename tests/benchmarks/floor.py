"""What a sign-in cannot do without: two RSA-2048 signatures, an ID and an access token's.

With SRP, three exponentiations of 256 bits modulo 3072 come first, as the emulator remembers the
verifier of a user: for B, for v^u and for the shared number.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from statistics import median

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from tests.support import SrpClient

PAIRS = 150
PROOFS = 15
MESSAGE = b"x" * 900  # as long as the part of a token that is signed

# The same size, and as random, as those of a sign-in.
MODULUS = SrpClient.N
EXPONENT = int.from_bytes(sha256(b"an exponent").digest(), "big") | 1 << 255

PowMod = Callable[[int, int, int], int]


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


def exponentiations() -> dict[str, PowMod]:
    """Modular exponentiation by Python, and by gmpy2 where that is installed."""
    ways: dict[str, PowMod] = {"Python": pow}
    with suppress(ImportError):
        import gmpy2  # noqa: PLC0415 - optional

        ways["gmpy2"] = gmpy2.powmod
    return ways


def three_powers_ms(powmod: PowMod) -> float:
    """The median time of an SRP sign-in's exponentiations."""
    times = []
    for _ in range(PROOFS):
        began = time.perf_counter()
        public = powmod(2, EXPONENT, MODULUS)
        scrambled = powmod(public, EXPONENT, MODULUS)
        powmod(public * scrambled, EXPONENT, MODULUS)
        times.append(time.perf_counter() - began)
    return median(times) * 1000
