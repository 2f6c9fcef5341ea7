"""What load balancers sign and seal with: an elliptic key, made when it is first needed."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator.idp.keys import Seal
from cognito_emulator.vault import Kind, ProcessVault, Vault, pem, private_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_NUMBER_BYTES = 32  # of r and of s, on P-256


class Key:
    """An elliptic key for ES256, on the curve P-256, with its ``kid``."""

    def __init__(self, private: EllipticCurvePrivateKey) -> None:
        self.private = private

    @classmethod
    def generate(cls) -> Key:
        """Make a new key, in less than a millisecond."""
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - seldom needed

        return cls(ec.generate_private_key(ec.SECP256R1()))

    @cached_property
    def pem(self) -> str:
        """The public half, as load balancers publish it (measured [load-balancer-7])."""
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - seldom needed
            Encoding,
            PublicFormat,
        )

        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @cached_property
    def kid(self) -> str:
        """The key's id, a UUID (measured [load-balancer-2]); it follows from the key."""
        bits = int.from_bytes(sha256(self.pem.encode()).digest()[:16], "big")
        bits = bits & ~(0xF000 << 64) & ~(0xC000 << 48) | 4 << 76 | 8 << 60
        text = f"{bits:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def sign(self, header: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
        """Return a JWT as load balancers write it (measured [load-balancer-4]).

        All three parts are padded with ``=``, and the padding is signed with them: RFC 7515 has
        none, and who takes it away breaks the signature.

        Args:
            header: its members in order, without those of the key.
            payload: its members in order.

        """
        start = {"typ": "JWT", "kid": self.kid, "alg": "ES256", **header}
        signed = f"{_padded(orjson.dumps(start))}.{_padded(orjson.dumps(payload))}"
        return f"{signed}.{_padded(self._signature(signed.encode()))}"

    def _signature(self, signed: bytes) -> bytes:
        """Return r and s, one after the other, as JWS has them (RFC 7518, section 3.4)."""
        from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415 - likewise
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - likewise

        der = self.private.sign(signed, ec.ECDSA(SHA256()))
        return b"".join(n.to_bytes(_NUMBER_BYTES, "big") for n in utils.decode_dss_signature(der))


#: Such a key, as it is kept.
KEY: Kind[Key] = Kind(
    Key.generate, lambda key: pem(key.private), lambda text: Key(private_key(text))
)


class Keys:
    """What the load balancers of an emulator have in common.

    Attributes:
        seal: makes the cookies of sessions, and ``state``: what only load balancers can read.

    """

    def __init__(self, vault: Vault | None = None) -> None:
        """Begin; nothing is made yet.

        Args:
            vault: where they are; by default in this process.

        """
        self._vault = vault or ProcessVault()
        self.seal = Seal(self._vault, "load balancers: seal")

    @property
    def signing(self) -> Key:
        """The key that signs what targets are told of users."""
        return self._vault.secret("load balancers: signing key", KEY)


def _padded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode()
