"""Tokens that must be refused, each for one reason."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cognito_emulator import base64url
from cognito_emulator.control import minting, pools, sign_ins
from cognito_emulator.control.minting import API_SCOPE, Wish
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.control.minting import Minted, Use
    from cognito_emulator.domain.work.keys import PoolKeys, SigningKey
    from cognito_emulator.engine import Engine

LONG_AGO = 300  # seconds by which times are wrong: more than the leeway of any verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What a bad token is like apart from its flaw.

    Attributes:
        client_id: the app client's id.
        username: whose token it is: a username, an alias or a ``sub``.
        use: whether it is an access token or an ID token.
        claims: claims that replace the token's own or are added to them.
        scopes: an access token's scopes; ``None`` for those of a sign-in by the API.
        base_url: the emulator's address for whoever asks, as :meth:`Emulator.mint` takes it.

    """

    client_id: str
    username: str
    use: Use = "access"
    claims: Mapping[str, Any] = field(default_factory=dict)
    scopes: tuple[str, ...] | None = None
    base_url: str | None = None


def bad_token(engine: Engine, flaw: str, model: Model) -> str:
    """Return a token that must be refused for one reason.

    Args:
        engine: the engine whose keys sign it.
        flaw: one of `flaws`.
        model: what the token is like otherwise.

    Raises:
        ValueError: there is no such flaw, or it is no flaw in tokens of this use.
        CognitoError: there is no such client or user, or PreTokenGeneration refuses.

    """
    if flaw not in _FORGERS:
        raise ValueError(f"there is no flaw {flaw}; {nearest(flaw, flaws(model.use))}")
    if flaw not in flaws(model.use):
        raise ValueError(_GOOD[model.use])
    return _FORGERS[flaw](Forge(engine, model))


def flaws(use: Use) -> tuple[str, ...]:
    """Return the flaws that a token of this use can have."""
    return tuple(flaw for flaw in _FORGERS if flaw != _RIGHT[use])


class Forge:
    """Makes the parts of bad tokens."""

    def __init__(self, engine: Engine, model: Model) -> None:
        self.engine = engine
        self.model = model

    @property
    def use(self) -> Use:
        """Whether it is an access token or an ID token."""
        return self.model.use

    @property
    def keys(self) -> PoolKeys:
        """The keys of the pool."""
        return self.engine.keys.of(pools.client(self.engine, self.model.client_id).pool_id)

    @property
    def key(self) -> SigningKey:
        """The key that signs good tokens."""
        return self.keys.id if self.use == "id" else self.keys.access

    def claims(
        self,
        own: Mapping[str, Any] | None = None,
        *,
        age: float = 0,
        expires_in: float | None = None,
    ) -> dict[str, Any]:
        """Return the claims of a good token, with the changes that are asked for."""
        minted = self.minted(own, age=age, expires_in=expires_in)
        return dict(minted.identity if self.use == "id" else minted.access)

    def minted(
        self,
        own: Mapping[str, Any] | None = None,
        *,
        age: float = 0,
        expires_in: float | None = None,
    ) -> Minted:
        """Return what a sign-in would return, with the changes that are asked for."""
        claims = {**self.model.claims, **(own or {})}
        wanted = Wish(
            identity=claims if self.use == "id" else {},
            access=claims if self.use == "access" else {},
            scopes=(API_SCOPE,) if self.model.scopes is None else self.model.scopes,
            age=age,
            expires_in=expires_in,
        )
        model = self.model
        return minting.mint(
            self.engine, model.client_id, model.username, wanted, base_url=model.base_url
        )

    def token(
        self,
        own: Mapping[str, Any] | None = None,
        *,
        age: float = 0,
        expires_in: float | None = None,
    ) -> str:
        """Return a signed token that is good apart from the changes that are asked for."""
        return self.key.sign(orjson.dumps(self.claims(own, age=age, expires_in=expires_in)))

    def other(self) -> str:
        """Return a good token of the other use."""
        use: Use = "access" if self.use == "id" else "id"
        return Forge(self.engine, replace(self.model, use=use)).token()


# --- what can be wrong ----------------------------------------------------------------------------


def _expired(forge: Forge) -> str:
    return forge.token(age=86400 + LONG_AGO, expires_in=-LONG_AGO)


def _not_yet_valid(forge: Forge) -> str:
    """Issued in the future; also with ``nbf``, which Cognito does not send but verifiers check."""
    start = int(forge.engine.clock.now()) + LONG_AGO
    return forge.token({"nbf": start}, age=-LONG_AGO)


def _wrong_issuer(forge: Forge) -> str:
    return forge.token({"iss": f"{forge.claims().get('iss', '')}x"})


def _wrong_client(forge: Forge) -> str:
    claim = "aud" if forge.use == "id" else "client_id"
    return forge.token({claim: "someotherclient00000000000"})


def _wrong_token_use(forge: Forge) -> str:
    return forge.token({"token_use": "access" if forge.use == "id" else "id"})


def _other_use(forge: Forge) -> str:
    """A good token of the other use, where this use is wanted."""
    return forge.other()


def _another_pools_key(forge: Forge) -> str:
    """Signed with another pool's key, which its header names: a good signature by the wrong key.

    Its claims are those of a good token.
    """
    keys = forge.engine.keys.of("another pool, whose keys no pool of the emulator has")
    key = keys.id if forge.use == "id" else keys.access
    return key.sign(orjson.dumps(forge.claims()))


def _tampered_payload(forge: Forge) -> str:
    """One digit of the ``sub`` is changed, so it names somebody else; the signature is kept."""
    claims = forge.claims()
    header, _, signature = forge.key.sign(orjson.dumps(claims)).split(".")
    sub = str(claims.get("sub", "-"))
    other = {**claims, "sub": f"{sub[:-1]}{'1' if sub.endswith('0') else '0'}"}
    return f"{header}.{_part(other)}.{signature}"


def _tampered_signature(forge: Forge) -> str:
    start, _, signature = forge.token().rpartition(".")
    altered = bytearray(base64url.decode(signature))
    altered[len(altered) // 2] ^= 1
    return f"{start}.{base64url.encode(bytes(altered))}"


def _alg_none(forge: Forge) -> str:
    return f"{_part({'kid': forge.key.kid, 'alg': 'none'})}.{_payload(forge)}."


def _hs256_public_key(forge: Forge) -> str:
    """Signed with the public key as a secret, though everybody knows it (CVE-2016-10555)."""
    password = forge.key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    start = f"{_part({'kid': forge.key.kid, 'alg': 'HS256'})}.{_payload(forge)}"
    return f"{start}.{base64url.encode(hmac.digest(password, start.encode(), 'sha256'))}"


def _unknown_kid(forge: Forge) -> str:
    """Signed with the right key, but its ``kid`` names no key of the pool."""
    kid = base64url.encode(b"a key that there is not ........")
    start = f"{_part({'kid': kid, 'alg': 'RS256'})}.{_payload(forge)}"
    return f"{start}.{base64url.encode(forge.key.signature(start))}"


def _revoked(forge: Forge) -> str:
    """Its sign-in is over; a verifier can only learn that from the service."""
    minted = forge.minted()
    sign_ins.end_by_token(forge.engine, minted.refresh)
    return forge.key.sign(orjson.dumps(minted.identity if forge.use == "id" else minted.access))


def _payload(forge: Forge) -> str:
    return base64url.encode(orjson.dumps(forge.claims()))


def _part(document: Mapping[str, Any]) -> str:
    return base64url.encode(json.dumps(document, separators=(",", ":")).encode())


_FORGERS: Mapping[str, Callable[[Forge], str]] = {
    "expired": _expired,
    "not_yet_valid": _not_yet_valid,
    "wrong_issuer": _wrong_issuer,
    "wrong_client": _wrong_client,
    "wrong_token_use": _wrong_token_use,
    "another_pools_key": _another_pools_key,
    "tampered_payload": _tampered_payload,
    "tampered_signature": _tampered_signature,
    "alg_none": _alg_none,
    "hs256_public_key": _hs256_public_key,
    "unknown_kid": _unknown_kid,
    "id_token": _other_use,
    "access_token": _other_use,
    "revoked": _revoked,
}
# By use, the flaw that is none: such a token is the right one.
_RIGHT: Mapping[Use, str] = {"access": "access_token", "id": "id_token"}
# The message for a test that takes a good token for a bad one.
_GOOD: Mapping[Use, str] = {
    "access": "access_token is a good one where access tokens are wanted",
    "id": "id_token is a good one where ID tokens are wanted",
}
