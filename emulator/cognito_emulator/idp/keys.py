"""What a stand-in signs and seals with: keys of its own, made when they are first needed."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cognito_emulator.vault import RANDOM, Kind, ProcessVault, Vault, pem, private_key

if TYPE_CHECKING:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from cognito_emulator.saml.issuing import Signer

_BITS = 2048
_DAY = 86_400
_MOST_SEALS = 16


class Key:
    """An RSA key for RS256."""

    def __init__(self, private: RSAPrivateKey) -> None:
        self.private = private

    @classmethod
    def generate(cls) -> Key:
        """Make a new key; some 50 to 300 ms."""
        from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - slow to load

        return cls(rsa.generate_private_key(public_exponent=65537, key_size=_BITS))

    @cached_property
    def kid(self) -> str:
        """The key's id: 40 hexadecimal digits, as Google's."""
        return sha256(self._jwk["n"].encode()).hexdigest()[:40]

    @property
    def public(self) -> dict[str, str]:
        """The public half as RFC 7517 writes it."""
        return {"kid": self.kid, "use": "sig", "alg": "RS256", **self._jwk}

    def sign(self, claims: Mapping[str, Any], kid: str | None = None) -> str:
        """Return claims as a JWT.

        Args:
            claims: what it says.
            kid: the key id in its header; by default this key's.

        """
        import jwt  # noqa: PLC0415 - slow to load

        return jwt.encode(dict(claims), self.private, "RS256", {"kid": kid or self.kid})

    @cached_property
    def _jwk(self) -> dict[str, str]:
        from jwt.algorithms import RSAAlgorithm  # noqa: PLC0415 - slow to load

        members: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {name: members[name] for name in ("kty", "e", "n")}


#: Such a key, as it is kept.
KEY: Kind[Key] = Kind(
    Key.generate, lambda key: pem(key.private), lambda text: Key(private_key(text))
)


class Seal:
    """Makes opaque texts that only it can read again, so that nothing has to be kept.

    Each is for one use of one provider, and lives for some time.

    Args:
        vault: where its secret is.
        name: of the secret.

    """

    def __init__(self, vault: Vault, name: str) -> None:
        self._vault = vault
        self._name = name

    @property
    def _fernet(self) -> Fernet:
        return _fernet(self._vault.secret(self._name, RANDOM))

    def close(self, use: str, content: Mapping[str, Any], now: float) -> str:
        """Return a text that stands for ``content``, as JSON has it.

        Args:
            use: what it is for.
            content: what :meth:`open` returns.
            now: epoch seconds.

        """
        data = json.dumps([use, content]).encode()
        return self._fernet.encrypt_at_time(data, int(now)).decode()

    def open(self, use: str, sealed: str, now: float, lifetime: int) -> dict[str, Any] | None:
        """Return what a text stands for; ``None`` if it is of another use, foreign, or too old."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - slow to load

        try:
            data = self._fernet.decrypt_at_time(sealed.encode(), lifetime, int(now))
        except (InvalidToken, ValueError):
            return None
        meant, content = json.loads(data)
        return content if meant == use else None


@lru_cache(_MOST_SEALS)
def _fernet(secret: bytes) -> Fernet:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - slow to load

    return Fernet(urlsafe_b64encode(secret))


class Keys:
    """The keys of stand-ins: one that signs, one that nobody is told of, and a seal.

    Several stand-ins may have the same: it takes time to make a key, and a seal is for one of them.
    """

    def __init__(self, vault: Vault | None = None) -> None:
        """Begin; nothing is made yet.

        Args:
            vault: where they are; by default in this process.

        """
        self._vault = vault or ProcessVault()
        self.seal = Seal(self._vault, "stand-ins: seal")
        self._certificates: dict[tuple[str, int], bytes] = {}

    @property
    def signing(self) -> Key:
        """The key whose public half is published."""
        return self._vault.secret("stand-ins: signing key", KEY)

    @property
    def foreign(self) -> Key:
        """A key that is not published: what it signs must be refused."""
        return self._vault.secret("stand-ins: foreign key", KEY)

    def signer(self, now: float) -> Signer:
        """Return who signs SAML: the signing key, with a certificate of its own."""
        return self._signer(self.signing, now)

    def foreign_signer(self, now: float) -> Signer:
        """Return who signs SAML that must be refused."""
        return self._signer(self.foreign, now)

    def _signer(self, key: Key, now: float) -> Signer:
        """Return who signs by a key; whoever has it makes the same certificate of it."""
        from cognito_emulator.saml import certificates  # noqa: PLC0415 - slow to load
        from cognito_emulator.saml.issuing import Signer  # noqa: PLC0415 - likewise

        period = int(now // (certificates.LIFETIME_SECONDS // 2))
        known = self._certificates.get((key.kid, period))
        if known is None:
            begin = period * (certificates.LIFETIME_SECONDS // 2) - _DAY
            serial = int.from_bytes(sha256(f"{key.kid} {period}".encode()).digest()[:8], "big")
            known = certificates.self_signed(
                key.private, "stand-in", serial=serial, not_before=begin
            )
            self._certificates[key.kid, period] = known
        return Signer(key.private, known)
