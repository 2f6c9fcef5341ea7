"""The server's half of SRP-6a as Cognito speaks it.

Numbers are hashed as Java's BigInteger.toByteArray writes them: the fewest two's complement bytes,
so with a leading zero byte where the top bit is set, and never padded to the group's length.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256

# RFC 5054's 3072-bit prime; the service pairs it with 2, not with the RFC's 5.
N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2
_KEY_INFO = b"Caldera Derived Key\x01"
_KEY_BYTES = 16
_VERIFIERS = 1024  # remembered; half a KiB each


def pad(number: int) -> bytes:
    """Return a non-negative number in the fewest two's complement bytes."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


#: SRP's multiplier, ``k``.
K = int.from_bytes(sha256(pad(N) + pad(G)).digest(), "big")


def power(base: int, exponent: int) -> int:
    """Return a power modulo ``N``: the four of a sign-in are nearly all that it costs."""
    return _exponentiation()(base, exponent, N)


@cache
def _exponentiation() -> Callable[[int, int, int], int]:
    """Return the fastest modular exponentiation there is: decision 0005.

    It is looked for when a sign-in needs it, so that nobody else waits for the import of gmpy2.
    """
    try:
        import gmpy2  # noqa: PLC0415 - optional, and 0.05 s
    except ImportError:
        return pow

    def powmod(base: int, exponent: int, modulus: int) -> int:
        with gmpy2.context(allow_release_gil=True):  # other threads run meanwhile
            return int(gmpy2.powmod(base, exponent, modulus))

    return powmod


@lru_cache(_VERIFIERS)
def verifier(x: bytes) -> int:
    """Return ``v`` for a private exponent; both halves of a sign-in need it, and the next one."""
    return power(G, int.from_bytes(x, "big"))


def public_value(v: int, b: int) -> int:
    """Return the server's ``B``."""
    return (K * v + power(G, b)) % N


def session_key(a_public: int, b: int, b_public: int, v: int) -> bytes:
    """Return the 16-byte key that client and server share when the password is right."""
    u = scrambling(a_public, b_public)
    return derived(u, power(a_public * power(v, u), b))


def client_key(a: int, b_public: int, x: bytes) -> bytes:
    """Return the same key as the client computes it: who knows the password's ``x``, not ``b``."""
    u, exponent = scrambling(power(G, a), b_public), int.from_bytes(x, "big")
    return derived(u, power(b_public - K * power(G, exponent), a + u * exponent))


def scrambling(a_public: int, b_public: int) -> int:
    """Return ``u``, which both sides compute of what they sent each other."""
    return int.from_bytes(sha256(pad(a_public) + pad(b_public)).digest(), "big")


def derived(u: int, shared: int) -> bytes:
    """Return the key that follows from what both sides computed."""
    pseudorandom = hmac.digest(pad(u), pad(shared), "sha256")
    return hmac.digest(pseudorandom, _KEY_INFO, "sha256")[:_KEY_BYTES]


def signature(key: bytes, identity: str, secret_block: bytes, timestamp: str) -> bytes:
    """Return the proof over pool name and user id (``identity``), secret block and timestamp."""
    return hmac.digest(key, identity.encode() + secret_block + timestamp.encode(), "sha256")


def timestamp(when: datetime) -> str:
    """Return a moment in UTC as clients write it, in English whatever the locale."""
    day, month, number, clock, year = when.ctime().split()
    return f"{day} {month} {number} {clock} UTC {year}"
