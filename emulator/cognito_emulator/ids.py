"""Everything random: ids, codes, secrets, salts, dice. The only module that draws random numbers.

With a seed (``--seeded-ids``) the same run gives the same ids. What is to be the same in every run
follows from names, by a digest. The shapes are the service's own.
"""

from __future__ import annotations

import random
from base64 import b32encode, b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from cognito_emulator import base64url

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_POOL_SUFFIX_LENGTH = 9
_BASE32HEX = "0123456789abcdefghijklmnopqrstuv"
_LOWER, _UPPER, _DIGITS, _SYMBOLS = (
    "abcdefghijkmnpqrstuvwxyz",
    "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "23456789",
    "!#%*+-",
)

# Measured [ids-1]: it is {"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}.
_JWE_HEADER = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ"
_REFRESH_TOKEN_LENGTH, _ROTATED_LENGTH = 1733, 1830  # recorded [ids-2]
_SESSION_BYTES = 620  # recorded [ids-3]: 826 or 834 characters


def _base32hex(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = _BASE32HEX[digit] + digits
    return digits


def _sub(text: str) -> str:
    """Return 30 hexadecimal digits in the shape of a ``sub``."""
    return f"{text[:8]}-{text[8:12]}-70{text[12:14]}-{text[14:18]}-{text[18:]}"


# --- what follows from names: the same ones give the same, in every run ---------------------------


def sub_of(*names: str) -> str:
    """Return the ``sub`` that follows from names, in the service's form."""
    return _sub(f"{_bits(b'', names, digest_size=15):030x}")


def pool_id_of(region: str, *names: str) -> str:
    """Return the id of a pool in a region that follows from names, in the service's form."""
    bits, suffix = _bits(b"user pool", names, digest_size=16), ""
    while len(suffix) < _POOL_SUFFIX_LENGTH:
        bits, digit = divmod(bits, len(_ALPHANUMERIC))
        suffix += _ALPHANUMERIC[digit]
    return f"{region}_{suffix}"


def client_id_of(*names: str) -> str:
    """Return the id of an app client that follows from names, in the service's form."""
    return _client_id(_bits(b"client", names, digest_size=16))


def client_secret_of(client_id: str) -> str:
    """Return the secret that follows from an app client's id, in the service's form."""
    return _secret(_bits(b"client secret", [client_id], digest_size=32))


@lru_cache(maxsize=64)  # events name it several times
def api_id_of(*names: str) -> str:
    """Return the id of an API of API Gateway that follows from names, in the service's form."""
    return _base32hex(1 << 49 | _bits(b"api", names, digest_size=6))


def _bits(kind: bytes, names: Iterable[str], *, digest_size: int) -> int:
    named = "\0".join(names).encode(errors="surrogatepass")
    return int.from_bytes(blake2b(named, digest_size=digest_size, person=kind).digest(), "big")


def _client_id(bits: int) -> str:
    return _base32hex(1 << 124 | bits)


def _secret(bits: int) -> str:
    return _base32hex(1 << 255 | bits)


# --- what is random -------------------------------------------------------------------------------


def fall(probability: float, seed: int | str | None = None, thrown: int = 0) -> bool:
    """Throw dice: return whether something of that probability, from 0 to 1, happens this time.

    Unlike ids they do not follow from ``--seeded-ids``: a fault has a seed of its own, or none.

    Args:
        probability: how likely it is.
        seed: the same one gives the same run of chances, whichever processes throw the dice;
            ``None`` gives real dice.
        thrown: how often dice of that seed were thrown before.

    """
    if seed is None:
        return random.SystemRandom().random() < probability
    word = f"{seed:x}" if isinstance(seed, int) else repr(seed)
    return random.Random(f"{word} {thrown}").random() < probability


class Ids:
    """A source of identifiers; safe to share between threads."""

    __slots__ = ("_random", "text")

    def __init__(self, text: str | None = None) -> None:
        """Begin.

        Args:
            text: what all ids follow from; without it they are random.

        """
        self.text = text
        self._random: random.Random
        self.restart()

    def restart(self, block: int = 0) -> None:
        """Begin a sequence, the first or another: a seeded source repeats itself from here."""
        text = self.text
        if text is None:
            self._random = random.SystemRandom()
        else:
            self._random = random.Random(f"{text}\0{block}" if block else text)

    def position(self) -> random.Random:
        """Return where the sequence is, for :meth:`go_back`."""
        return self._random

    def go_back(self, position: random.Random) -> None:
        """Go on from where the sequence was before it was restarted."""
        self._random = position

    def uuid(self) -> str:
        """Return a random UUID (version 4): ``jti``, ``event_id``, request ids."""
        bits = self._random.getrandbits(128) & ~(0xF000 << 64) & ~(0xC000 << 48) | 4 << 76 | 8 << 60
        text = f"{bits:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def sub(self) -> str:
        """Return a user's ``sub``: a UUID in shape, but for its third group.

        It begins with 7 (recorded [ids-4]), as ``70xx`` (measured [ids-5]).
        """
        return _sub(f"{self._random.getrandbits(120):030x}")

    def pool_id(self, region: str) -> str:
        """Return ``<region>_`` and nine letters or digits."""
        return f"{region}_{''.join(self._random.choices(_ALPHANUMERIC, k=_POOL_SUFFIX_LENGTH))}"

    def device_key(self, region: str) -> str:
        """Return a device's key: ``<region>_`` and a UUID."""
        return f"{region}_{self.uuid()}"

    def client_id(self) -> str:
        """Return an app client's id: 25 or 26 digits and lower-case letters."""
        return _client_id(self._random.getrandbits(128))

    def client_secret(self) -> str:
        """Return an app client's secret: 52 digits and lower-case letters."""
        return _secret(self._random.getrandbits(256))

    def code(self, digits: int = 6) -> str:
        """Return a confirmation code."""
        return f"{self._random.randrange(10**digits):0{digits}d}"

    def software_token_secret(self) -> str:
        """Return the secret of an authenticator app: 52 characters of base32 (a guess)."""
        return b32encode(self.token_bytes(32)).rstrip(b"=").decode()

    def password(self) -> str:
        """Return a temporary password that satisfies the strictest policy of classes."""
        pick = self._random.choice
        letters = [
            pick(kind)
            for kind in (_LOWER, _UPPER, _DIGITS, _SYMBOLS, *[_LOWER + _UPPER + _DIGITS] * 12)
        ]
        return "".join(letters)

    def salt(self) -> bytes:
        """Return an SRP salt of 16 bytes.

        The first byte is never zero: clients disagree on whether a leading zero counts.
        """
        return self._random.getrandbits(127).__or__(1 << 126).to_bytes(16, "big")

    def exponent(self) -> int:
        """Return an SRP server's private value ``b``, of 256 bits."""
        return 1 << 255 | self._random.getrandbits(255)

    def session(self) -> str:
        """Return an opaque challenge session, as long as the service's."""
        return "AYABe" + base64url.encode(self.token_bytes(_SESSION_BYTES))[:-6]

    def refresh_token(self, *, rotated: bool = False) -> str:
        """Return an opaque refresh token in the shape of a compact JWE."""
        length = _ROTATED_LENGTH if rotated else _REFRESH_TOKEN_LENGTH
        rest = length - len(_JWE_HEADER) - 342 - 16 - 22 - 4
        text = base64url.encode(self.token_bytes((342 + 16 + rest + 22) * 3 // 4 + 3))
        key, iv, content, tag = (
            text[:342],
            text[342:358],
            text[358 : 358 + rest],
            text[358 + rest :][:22],
        )
        return f"{_JWE_HEADER}.{key}.{iv}.{content}.{tag}"

    def secret_block(self, length: int) -> str:
        """Return an SRP secret block: ``length`` random bytes in base64."""
        return b64encode(self.token_bytes(length)).decode()

    def serial_number(self, bits: int) -> int:
        """Return the serial number of a certificate: positive, of so many random bits."""
        return self._random.getrandbits(bits) or 1

    def gateway_request_id(self) -> str:
        """Return API Gateway's own id of a request: 15 characters and ``=``.

        Recorded [api-gateway-4].
        """
        return b64encode(self.token_bytes(11)).decode()

    def trace_id(self, now: float) -> str:
        """Return a trace of X-Ray, ``1-`` and a time of eight digits and 24 random ones."""
        return f"1-{int(now):08x}-{self._random.getrandbits(96):024x}"

    def nonce(self) -> str:
        """Return 16 letters and digits: AWSALBAuthNonce (measured [load-balancer-8])."""
        return "".join(self._random.choices(_ALPHANUMERIC, k=16))

    def token_bytes(self, length: int) -> bytes:
        """Return ``length`` random bytes."""
        return self._random.randbytes(length)
