"""A virtual authenticator: it makes passkeys and signs with them, without anybody's finger.

For sign-ins that have to meet WEB_AUTHN where no browser is, and for tests. The JSON is what a
browser's `PublicKeyCredential.toJSON()` returns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from cognito_emulator import base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_PRESENT, _VERIFIED, _NEW_CREDENTIAL = 0x01, 0x04, 0x40  # flags of the authenticator data
_ES256, _EDDSA, _RS256 = -7, -8, -257
_P256_BYTES = 32
_ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A passkey with both its halves.

    Attributes:
        id: the credential's id, in base64url.
        private: decides the algorithm: ES256, RS256, or EdDSA, which Cognito does not take.
        rp_id: whom it is for.
        user_handle: the user, in base64url, as the relying party named her.
        sign_count: how often it signed.
        verifies: whether it knows its user, and does not only see that somebody is there.
        aaguid: the authenticator's make, 16 bytes.
        attachment: ``platform``, ``cross-platform``, or what clients of old say.
        transports: how to reach it.

    """

    id: str
    private: PrivateKey
    rp_id: str
    user_handle: str
    sign_count: int = 0
    verifies: bool = True
    aaguid: bytes = bytes(16)
    attachment: str | None = "platform"
    transports: tuple[str, ...] = ("internal",)

    def attestation(self, challenge: str, origin: str) -> dict[str, Any]:
        """Return what `navigator.credentials.create()` would have: a RegistrationResponseJSON.

        Args:
            challenge: of the creation options.
            origin: of the page, for example ``http://localhost:3000``.

        """
        from webauthn.helpers import encode_cbor  # noqa: PLC0415 - slow, see `ceremonies`

        raw_id = base64url.decode(self.id)
        new = self.aaguid + len(raw_id).to_bytes(2, "big") + raw_id + self.public_key
        data = self._data(_NEW_CREDENTIAL) + new
        sealed = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            clientDataJSON=_client_data("webauthn.create", challenge, origin),
            attestationObject=sealed,
            transports=list(self.transports),
        )

    def assertion(self, challenge: str, origin: str) -> dict[str, Any]:
        """Return what `navigator.credentials.get()` would have: an AuthenticationResponseJSON.

        Args:
            challenge: of the request options.
            origin: of the page.

        """
        client_data, data = _client_data("webauthn.get", challenge, origin), self._data(0)
        return self._credential(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=_sign(self.private, data + sha256(client_data).digest()),
            userHandle=self.user_handle,
        )

    @property
    def public_key(self) -> bytes:
        """The public half, as a COSE_Key."""
        from webauthn.helpers import encode_cbor  # noqa: PLC0415 - slow, see `ceremonies`

        return encode_cbor(_cose(self.private))

    def used(self) -> Key:
        """Return the key with its counter one further."""
        return replace(self, sign_count=self.sign_count + 1)

    def _data(self, flags: int) -> bytes:
        """Return the authenticator data, as far as every answer has it."""
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return (
            sha256(self.rp_id.encode()).digest()
            + bytes((flags,))
            + self.sign_count.to_bytes(4, "big")
        )

    def _credential(self, **response: bytes | str | list[str]) -> dict[str, Any]:
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {
                name: base64url.encode(value) if isinstance(value, bytes) else value
                for name, value in response.items()
            },
        }


def make(options: Mapping[str, Any], id_: bytes, private: PrivateKey) -> Key:
    """Return the key that creation options ask for.

    Args:
        options: CredentialCreationOptions.
        id_: the credential's id.
        private: a new private key.

    """
    return Key(
        id=base64url.encode(id_),
        private=private,
        rp_id=options["rp"]["id"],
        user_handle=options["user"]["id"],
    )


def from_seed(seed: bytes, rp_id: str, user_handle: str) -> Key:
    """Return a key that follows from a secret, so that nobody has to keep it.

    Args:
        seed: the secret, of any length.
        rp_id: whom it is for.
        user_handle: the user, in base64url.

    """
    secret = int.from_bytes(sha256(b"key" + seed).digest()[: _P256_BYTES - 1], "big") + 1
    return Key(
        id=base64url.encode(sha256(b"id" + seed).digest()[:_ID_BYTES]),
        private=ec.derive_private_key(secret, ec.SECP256R1()),
        rp_id=rp_id,
        user_handle=user_handle,
    )


def _client_data(ceremony: str, challenge: str, origin: str) -> bytes:
    client_data = {
        "type": ceremony,
        "challenge": challenge,
        "origin": origin,
        "crossOrigin": False,
    }
    return json.dumps(client_data, separators=(",", ":")).encode()


def _cose(private: PrivateKey) -> dict[int, int | bytes]:
    """Return the public half as a COSE_Key (RFC 9053)."""
    if isinstance(private, ec.EllipticCurvePrivateKey):
        point = private.public_key().public_numbers()
        x, y = (n.to_bytes(_P256_BYTES, "big") for n in (point.x, point.y))
        return {1: 2, 3: _ES256, -1: 1, -2: x, -3: y}
    if isinstance(private, rsa.RSAPrivateKey):
        numbers = private.public_key().public_numbers()
        modulus = numbers.n.to_bytes(private.key_size // 8, "big")
        return {1: 3, 3: _RS256, -1: modulus, -2: numbers.e.to_bytes(3, "big")}
    return {1: 1, 3: _EDDSA, -1: 6, -2: private.public_key().public_bytes_raw()}


def _sign(private: PrivateKey, data: bytes) -> bytes:
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(SHA256()))
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(data, padding.PKCS1v15(), SHA256())
    return private.sign(data)
