"""Encrypted assertions are opened (SAML Core, section 6; XML Encryption 1.1)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.printable import line
from cognito_emulator.saml import encryption
from cognito_emulator.saml.encryption import Transport
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.signed.documents import Element, child, children, text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_MOST_KEYS = 10  # that an assertion brings; each is tried by each private key
_SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
_MGF1_SHA1 = "http://www.w3.org/2009/xmlenc11#mgf1sha1"


class _WrappedKey(NamedTuple):
    value: bytes
    transport: Transport


class Sealed(NamedTuple):
    """An encrypted assertion.

    Attributes:
        method: how it is encrypted: a URI.
        data: what was made of it.
        keys: the same key, for one recipient or several.

    """

    method: str
    data: bytes
    keys: tuple[_WrappedKey, ...]

    def opened(self, private: Sequence[RSAPrivateKey]) -> bytes:
        """Return the assertion.

        Raises:
            SamlError: it cannot be opened; no matter why, it says the same.

        """
        for wrapped in self.keys:
            for key in private:
                try:
                    secret = encryption.unwrapped(wrapped.value, key, wrapped.transport)
                    return encryption.opened(self.method, secret, self.data)
                except ValueError:
                    continue
        raise SamlError(
            Reason.DECRYPTION,
            "It cannot be decrypted: it must be encrypted for the certificate that "
            "ActiveEncryptionCertificate of the provider shows.",
        )


def sealed(encrypted: Element) -> Sealed:
    """Return what an ``EncryptedAssertion`` holds. What it is refused for here, anybody can see.

    Raises:
        SamlError: it is not encrypted in a way that is known.

    """
    data = _required(encrypted, "xenc:EncryptedData")
    method = _method(data)
    if method not in encryption.METHODS:
        raise _not_taken("the assertion", method)
    keys = tuple(_wrapped(each) for each in _encrypted_keys(encrypted, data))
    if not 0 < len(keys) <= _MOST_KEYS:
        raise SamlError(
            Reason.MALFORMED,
            f"The EncryptedAssertion has {len(keys)} EncryptedKey; 1 to {_MOST_KEYS} may be.",
        )
    return Sealed(method, _value(data), keys)


def _encrypted_keys(encrypted: Element, data: Element) -> Iterator[Element]:
    """Yield the keys: beside the data, or in what it says of its key."""
    yield from children(encrypted, "xenc:EncryptedKey")
    info = child(data, "ds:KeyInfo")
    if info is not None:
        yield from children(info, "xenc:EncryptedKey")


def _wrapped(key: Element) -> _WrappedKey:
    algorithm = _method(key)
    method = child(key, "xenc:EncryptionMethod")
    if method is None or algorithm not in (encryption.OAEP_MGF1P, encryption.OAEP):
        raise _not_taken("the key", algorithm)
    digest = _named(method, "ds:DigestMethod", _SHA1)
    mask = _MGF1_SHA1
    if algorithm == encryption.OAEP:
        mask = _named(method, "xenc11:MGF", _MGF1_SHA1)
    if digest not in encryption.DIGESTS or mask not in encryption.MASKS:
        raise _not_taken("the key", f"{algorithm} {digest} {mask}")
    label = child(method, "xenc:OAEPparams")
    return _WrappedKey(
        _value(key),
        Transport(
            encryption.DIGESTS[digest],
            encryption.MASKS[mask],
            None if label is None else _decoded(label),
        ),
    )


def _method(element: Element) -> str:
    return _named(element, "xenc:EncryptionMethod", "")


def _named(element: Element, prefixed: str, default: str) -> str:
    found = child(element, prefixed)
    return default if found is None else found.get("Algorithm", "")


def _value(element: Element) -> bytes:
    return _decoded(_required(_required(element, "xenc:CipherData"), "xenc:CipherValue"))


def _decoded(element: Element) -> bytes:
    try:
        return b64decode("".join(text(element).split()), validate=True)
    except ValueError:
        raise SamlError(
            Reason.MALFORMED, "A value in the EncryptedAssertion is not in base64."
        ) from None


def _required(element: Element, prefixed: str) -> Element:
    found = child(element, prefixed)
    if found is None:
        raise SamlError(Reason.MALFORMED, f"The EncryptedAssertion has no {prefixed}.")
    return found


def _not_taken(what: str, found: str) -> SamlError:
    return SamlError(
        Reason.ALGORITHM,
        f"{what.capitalize()} is encrypted in a way that is not taken: "
        f"{line(found, 200) or 'none is named'}.",
    )
