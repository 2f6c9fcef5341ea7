"""Keys and certificates of the tests' identity providers, made once for a process."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

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


def of_another_kind(
    private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey, digest: SHA256 | None
) -> bytes:
    """A certificate for a key that is not RSA, as DER."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "curve")])
    made = (
        x509.CertificateBuilder()
        .issuer_name(name)
        .subject_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(private, digest)
    )
    return made.public_bytes(Encoding.DER)


def base64(der: bytes) -> str:
    return b64encode(der).decode()
