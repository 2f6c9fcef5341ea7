"""Certificates in the service's form."""

from __future__ import annotations

from datetime import datetime

import pytest
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, padding
from cryptography.hazmat.primitives.hashes import SHA256

from cognito_emulator.saml import certificates
from tests.saml.keys import NOW, key, of_another_kind

POOL = "us-east-1_AbCdEfGhI"


def made(serial: int = 0x7ABC_DEF0_1234_5678) -> x509.Certificate:
    der = certificates.self_signed(key(), POOL, serial=serial, not_before=NOW + 0.9)
    return x509.load_der_x509_certificate(der)


def test_a_pools_certificate_is_as_long_as_the_services() -> None:
    der = certificates.self_signed(key(), POOL, serial=1 << 63, not_before=NOW)

    assert len(der) == 705


def test_it_says_what_the_services_says() -> None:
    certificate = made()

    assert certificate.version is x509.Version.v3
    assert list(certificate.extensions) == []
    assert certificate.serial_number == 0x7ABC_DEF0_1234_5678
    assert certificate.issuer == certificate.subject
    assert certificate.subject.rfc4514_string() == f"CN={POOL}"
    assert b"\x0c\x13" + POOL.encode() in certificate.subject.public_bytes()  # a UTF8String
    assert certificate.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSA_WITH_SHA256
    assert certificate.not_valid_before_utc.timestamp() == NOW
    assert certificate.not_valid_after_utc.timestamp() == NOW + 315_569_520


def test_it_is_of_the_key_and_signed_by_it() -> None:
    certificate = made()

    assert certificate.public_key() == key().public_key()
    key().public_key().verify(
        certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), SHA256()
    )


@pytest.mark.parametrize(("late", "ended"), [(-1, False), (0, False), (1, True)])
def test_it_ends(late: int, *, ended: bool) -> None:
    der = certificates.self_signed(key(), POOL, serial=1, not_before=NOW)

    assert certificates.has_ended(der, NOW + certificates.LIFETIME_SECONDS + late) is ended


def test_it_ends_by_an_older_cryptography_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        not_valid_after = datetime(2030, 1, 1)  # noqa: DTZ001 - which had no zones

    monkeypatch.setattr(certificates, "load", lambda _: Old())

    assert not certificates.has_ended(b"", 1_893_455_999.0)
    assert certificates.has_ended(b"", 1_893_456_001.0)


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        certificates.public_key(of_another_kind(ed25519.Ed25519PrivateKey.generate(), None))


def test_a_key_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unknown:
        def public_key(self) -> None:
            raise UnsupportedAlgorithm("of tomorrow")

    monkeypatch.setattr(certificates, "load", lambda _: Unknown())

    with pytest.raises(ValueError, match="of tomorrow"):
        certificates.public_key(b"")
