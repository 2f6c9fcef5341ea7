"""X.509 certificates: those that a pool shows to providers, and those in a provider's metadata."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import Certificate

#: For how long a pool's certificate is valid: ten years of 365.2425 days (measured [saml-4]).
LIFETIME_SECONDS: Final = 315_569_520
#: How many random bits the serial number of a pool's certificate has (measured [saml-4]).
SERIAL_BITS: Final = 64


def self_signed(key: RSAPrivateKey, name: str, *, serial: int, not_before: float) -> bytes:
    """Return a certificate for a key, signed by it, in the service's form (measured [saml-4]).

    It is of X.509 version 3 without any extension. Issuer and subject are ``CN=<name>``.

    Args:
        key: of 2048 bits.
        name: the pool's id; from 1 to 64 characters.
        serial: positive, of :data:`SERIAL_BITS` random bits.
        not_before: from when it is valid, in epoch seconds; parts of a second are dropped.

    Returns:
        DER. The API shows it as base64 in one line.

    """
    from cryptography import x509  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begin = datetime.fromtimestamp(int(not_before), UTC)
    certificate = (
        x509.CertificateBuilder()
        .issuer_name(own)
        .subject_name(own)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(seconds=LIFETIME_SECONDS))
        .sign(key, SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.DER)


def load(der: bytes) -> Certificate:
    """Return a certificate, to be read.

    Raises:
        ValueError: it is none.

    """
    from cryptography import x509  # noqa: PLC0415 - slow to load

    return x509.load_der_x509_certificate(der)


def public_key(der: bytes) -> RSAPublicKey | EllipticCurvePublicKey:
    """Return the key of a certificate, by which signatures are verified.

    Raises:
        ValueError: it is no certificate, or has a key of another kind than RSA and EC.

    """
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - slow to load

    try:
        key = load(der).public_key()
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from None
    if isinstance(key, RSAPublicKey | ec.EllipticCurvePublicKey):
        return key
    raise ValueError(f"It has a key of another kind: {type(key).__name__}.")


def has_ended(der: bytes, now: float) -> bool:
    """Tell whether a certificate is no longer valid at a moment, in epoch seconds."""
    certificate = load(der)
    try:
        end = certificate.not_valid_after_utc
    except AttributeError:  # cryptography before 42
        end = certificate.not_valid_after.replace(tzinfo=UTC)
    return end.timestamp() < now
