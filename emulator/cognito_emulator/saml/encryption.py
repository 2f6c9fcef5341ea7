"""XML Encryption, as far as assertions need it: AES for what is sent, RSA-OAEP for its key.

Which algorithms the service takes is not known; these are a guess. RSA of PKCS #1 version 1.5 is
not among them: what a server says of it gives the key away (Bleichenbacher, 1998).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from cognito_emulator.saml import certificates
from cognito_emulator.saml.names import ASSERTION, NAMESPACES

_ENC, _ENC11 = NAMESPACES["xenc"], NAMESPACES["xenc11"]
#: RSA-OAEP with a mask by SHA-1, whatever the digest.
OAEP_MGF1P: Final = f"{_ENC}rsa-oaep-mgf1p"
#: RSA-OAEP whose mask is named.
OAEP: Final = f"{_ENC11}rsa-oaep"
_BLOCK, _NONCE = 16, 12  # bytes


class _Method(NamedTuple):
    mode: Literal["CBC", "GCM"]
    key_bytes: int


#: How assertions are encrypted, by the URIs of the methods.
METHODS: Final[Mapping[str, _Method]] = MappingProxyType(
    {f"{_ENC}aes{bits}-cbc": _Method("CBC", bits // 8) for bits in (128, 192, 256)}
    | {f"{_ENC11}aes{bits}-gcm": _Method("GCM", bits // 8) for bits in (128, 192, 256)}
)
AES_256_GCM: Final = f"{_ENC11}aes256-gcm"

#: Digests of OAEP, and of its mask, by their URIs.
DIGESTS: Final[Mapping[str, type[hashes.HashAlgorithm]]] = MappingProxyType(
    {
        "http://www.w3.org/2000/09/xmldsig#sha1": hashes.SHA1,
        f"{_ENC}sha256": hashes.SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384": hashes.SHA384,
        f"{_ENC}sha512": hashes.SHA512,
    }
)
MASKS: Final[Mapping[str, type[hashes.HashAlgorithm]]] = MappingProxyType(
    {
        f"{_ENC11}mgf1sha1": hashes.SHA1,
        f"{_ENC11}mgf1sha256": hashes.SHA256,
        f"{_ENC11}mgf1sha384": hashes.SHA384,
        f"{_ENC11}mgf1sha512": hashes.SHA512,
    }
)


class Transport(NamedTuple):
    """How a key travels.

    Attributes:
        digest: of OAEP.
        mask: the digest of its mask.
        label: what is bound to it; usually nothing.

    """

    digest: type[hashes.HashAlgorithm] = hashes.SHA1
    mask: type[hashes.HashAlgorithm] = hashes.SHA1
    label: bytes | None = None


def opened(method: str, key: bytes, sealed: bytes) -> bytes:
    """Return what was encrypted.

    Raises:
        ValueError: it was not, by this method and key; no matter why.

    """
    mode, key_bytes = METHODS[method]
    if len(key) != key_bytes:
        raise ValueError("key")
    if mode == "GCM":
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except InvalidTag:
            raise ValueError("tag") from None
    decryptor = Cipher(AES(key), CBC(sealed[:_BLOCK])).decryptor()
    padded = decryptor.update(sealed[_BLOCK:]) + decryptor.finalize()
    if not padded or not 1 <= padded[-1] <= _BLOCK:
        raise ValueError("padding")
    return padded[: -padded[-1]]  # whose other bytes are arbitrary (XML Encryption, 5.2)


def unwrapped(wrapped: bytes, key: RSAPrivateKey, transport: Transport) -> bytes:
    """Return a key that travelled.

    Raises:
        ValueError: it is none for this private key.

    """
    return key.decrypt(wrapped, _oaep(transport))


def encrypted(
    assertion: str,
    certificate: bytes,
    randomness: Callable[[int], bytes],
    method: str = AES_256_GCM,
) -> str:
    """Return an assertion as an ``EncryptedAssertion``; its key travels by RSA-OAEP.

    Args:
        assertion: signed or not.
        certificate: the service provider's, of an RSA key, as DER.
        randomness: so many random bytes.
        method: one of :data:`METHODS`.

    """
    public = cast("RSAPublicKey", certificates.public_key(certificate))
    key = randomness(METHODS[method].key_bytes)
    return (
        f'<saml:EncryptedAssertion xmlns:saml="{ASSERTION}"><xenc:EncryptedData '
        f'xmlns:xenc="{_ENC}" Type="{_ENC}Element"><xenc:EncryptionMethod Algorithm="{method}"/>'
        f'<ds:KeyInfo xmlns:ds="{NAMESPACES["ds"]}"><xenc:EncryptedKey>'
        f'<xenc:EncryptionMethod Algorithm="{OAEP_MGF1P}"/>'
        f"{_cipher(public.encrypt(key, _oaep(Transport())))}"
        "</xenc:EncryptedKey></ds:KeyInfo>"
        f"{_cipher(_sealed(method, key, assertion.encode(), randomness))}"
        "</xenc:EncryptedData></saml:EncryptedAssertion>"
    )


def _cipher(data: bytes) -> str:
    value = b64encode(data).decode()
    return f"<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData>"


def _sealed(method: str, key: bytes, data: bytes, randomness: Callable[[int], bytes]) -> bytes:
    if METHODS[method].mode == "GCM":
        nonce = randomness(_NONCE)
        return nonce + AESGCM(key).encrypt(nonce, data, None)
    missing = _BLOCK - len(data) % _BLOCK
    block = randomness(_BLOCK)
    encryptor = Cipher(AES(key), CBC(block)).encryptor()
    padded = data + bytes(missing - 1) + bytes([missing])
    return block + encryptor.update(padded) + encryptor.finalize()


def _oaep(transport: Transport) -> padding.OAEP:
    return padding.OAEP(padding.MGF1(transport.mask()), transport.digest(), transport.label)
