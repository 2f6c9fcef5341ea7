"""Tokens that a resource server must refuse, each for one reason."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cognito_emulator import base64url
from cognito_emulator.nearest import nearest
from pytest_cognito_emulator.flaws import BAD_ID_TOKENS, BAD_TOKENS
from pytest_cognito_emulator.names import checked_choice, naming
from pytest_cognito_emulator.tokens import CognitoTokens, Use, claims_of

if TYPE_CHECKING:
    from cognito_emulator.domain.tokens.keys import SigningKey
    from pytest_cognito_emulator.cognito import Cognito
    from pytest_cognito_emulator.user import CognitoUser

_LONG_AGO = 300  # seconds by which times are wrong: more than the leeway of any verifier


@dataclass(frozen=True, slots=True)
class BadToken:
    """A token that must be refused.

    Attributes:
        flaw: what is wrong with it: one of ``BAD_TOKENS`` or ``BAD_ID_TOKENS``.
        token: the JSON Web Token.

    """

    flaw: str
    token: str

    def __str__(self) -> str:
        return self.token

    @property
    def authorization(self) -> str:
        """The value of an ``Authorization`` header: ``Bearer`` and the token."""
        return f"Bearer {self.token}"


class Model(NamedTuple):
    """What bad tokens are like but for what is wrong with them."""

    user: CognitoUser | None = None
    use: Use = "access"
    scopes: tuple[str, ...] | None = None
    claims: Mapping[str, Any] = MappingProxyType({})


class BadTokens(Mapping[str, BadToken]):
    """Bad tokens by what is wrong with them; each is made when it is asked for.

    >>> @pytest.mark.parametrize("flaw", BAD_TOKENS)
    ... def test_refuses(flaw, cognito, app):
    ...     headers = {"Authorization": cognito.bad_tokens[flaw].authorization}
    ...     assert app.get("/me", headers=headers).status_code == 401

    Called, it gives those of a user of yours, with scopes and claims of yours, so that nothing but
    the flaw can be the reason of a refusal:

    >>> cognito.bad_tokens(cognito_user, scopes=["orders/read"])["expired"]

    For an app that wants ID tokens, the flaws are those of ``BAD_ID_TOKENS``, and the tokens those
    of ``cognito.bad_tokens(use="id")``.
    """

    def __init__(self, cognito: Cognito, model: Model | None = None) -> None:
        self._cognito = cognito
        self._model = model or Model()

    @naming("bad_tokens")
    def __call__(
        self,
        user: CognitoUser | None = None,
        *,
        use: Use = "access",
        scopes: Iterable[str] | None = None,
        claims: Mapping[str, Any] | None = None,
    ) -> BadTokens:
        """Return bad tokens that are like certain good ones.

        Args:
            user: whose; by default somebody's who is made for it.
            use: what a good one would be: an access token, or an ID token.
            scopes: of access tokens; by default those of a sign-in by the API.
            claims: in place of, or beside, the tokens' own.

        Raises:
            ValueError: there is no such use.

        """
        checked_choice("use", use, Use)
        wanted = None if scopes is None else tuple(scopes)
        return BadTokens(self._cognito, Model(user, use, wanted, claims or {}))

    def __getitem__(self, flaw: str) -> BadToken:
        """Return a token with that flaw.

        Raises:
            KeyError: there is no such flaw, or it is none of tokens of this use.

        """
        if flaw not in _MAKERS:
            raise KeyError(f"there is no flaw {flaw}; {nearest(flaw, self._flaws)}")
        if flaw not in self._flaws:
            raise KeyError(_GOOD[self.use])
        return BadToken(flaw, _MAKERS[flaw](self))

    def __iter__(self) -> Iterator[str]:
        return iter(self._flaws)

    def __len__(self) -> int:
        return len(self._flaws)

    @property
    def _flaws(self) -> tuple[str, ...]:
        return BAD_ID_TOKENS if self.use == "id" else BAD_TOKENS

    # -- for the makers ---------------------------------------------------------------------------

    @property
    def cognito(self) -> Cognito:
        """Whose tokens they are."""
        return self._cognito

    @property
    def use(self) -> Use:
        """What a good one would be: an access token, or an ID token."""
        return self._model.use

    def minted(
        self,
        *,
        use: Use | None = None,
        claims: Mapping[str, Any] | None = None,
        age: float = 0,
        expires_in: float | None = None,
    ) -> CognitoTokens:
        """Return tokens that are all right but for what is asked for."""
        user = self._model.user or self._somebody
        return user.tokens(
            {**self._model.claims, **(claims or {})},
            scopes=self._model.scopes,
            use=use or self._model.use,
            age=age,
            expires_in=expires_in,
        )

    @cached_property
    def _somebody(self) -> CognitoUser:
        """Whose they are where nobody is named."""
        return self._cognito.users.make()

    @property
    def key(self) -> SigningKey:
        """The key that good ones are signed with."""
        keys = self._cognito.keys
        return keys.id if self.use == "id" else keys.access


# --- the makers -----------------------------------------------------------------------------------


def _expired(of: BadTokens) -> str:
    return of.minted(age=86400 + _LONG_AGO, expires_in=-_LONG_AGO).token


def _not_yet_valid(of: BadTokens) -> str:
    """Issued in the future; with ``nbf``, which Cognito does not give, for who goes by that."""
    start = int(of.cognito.clock.now().timestamp()) + _LONG_AGO
    return of.minted(age=-_LONG_AGO, claims={"nbf": start}).token


def _wrong_issuer(of: BadTokens) -> str:
    return of.minted(claims={"iss": f"{of.cognito.issuer}x"}).token


def _wrong_client(of: BadTokens) -> str:
    claim = "aud" if of.use == "id" else "client_id"
    return of.minted(claims={claim: "someotherclient00000000000"}).token


def _wrong_token_use(of: BadTokens) -> str:
    return of.minted(claims={"token_use": "access" if of.use == "id" else "id"}).token


def _id_token(of: BadTokens) -> str:
    """A good ID token, where an access token is wanted."""
    return of.minted(use="id").id_token


def _access_token(of: BadTokens) -> str:
    """A good access token, where an ID token is wanted."""
    return of.minted(use="access").access_token


def _another_pools_key(of: BadTokens) -> str:
    """Signed with the key of another pool, which it names: the signature is good, the key is not.

    It says of itself what a good one says.
    """
    keys = of.cognito.pool().keys
    key = keys.id if of.use == "id" else keys.access
    return key.sign(base64url.decode(of.minted().token.split(".")[1]))


def _tampered_payload(of: BadTokens) -> str:
    """Somebody else's, by one digit of the ``sub``, under the signature that it had."""
    token = of.minted().token
    header, _, signature = token.split(".")
    claims = claims_of(token)
    other = {**claims, "sub": f"{claims['sub'][:-1]}{'1' if claims['sub'].endswith('0') else '0'}"}
    return f"{header}.{_part(other)}.{signature}"


def _tampered_signature(of: BadTokens) -> str:
    signed, _, signature = of.minted().token.rpartition(".")
    altered = bytearray(base64url.decode(signature))
    altered[len(altered) // 2] ^= 1
    return f"{signed}.{base64url.encode(bytes(altered))}"


def _alg_none(of: BadTokens) -> str:
    payload = of.minted().token.split(".")[1]
    return f"{_part({'kid': of.key.kid, 'alg': 'none'})}.{payload}."


def _hs256_public_key(of: BadTokens) -> str:
    """Signed with the public key as a password, which everybody knows (CVE-2016-10555)."""
    password = of.key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{_part({'kid': of.key.kid, 'alg': 'HS256'})}.{of.minted().token.split('.')[1]}"
    return f"{signed}.{base64url.encode(hmac.digest(password, signed.encode(), 'sha256'))}"


def _unknown_kid(of: BadTokens) -> str:
    """Signed with the right key, under a name that no key of the pool has."""
    kid = base64url.encode(b"a key that there is not ........")
    signed = f"{_part({'kid': kid, 'alg': 'RS256'})}.{of.minted().token.split('.')[1]}"
    return f"{signed}.{base64url.encode(of.key.signature(signed))}"


def _revoked(of: BadTokens) -> str:
    """Its sign-in is over; only who asks the service can know."""
    tokens = of.minted()
    of.cognito.sign_out(tokens)
    return tokens.token


def _part(document: Mapping[str, Any]) -> str:
    return base64url.encode(json.dumps(document, separators=(",", ":")).encode())


_MAKERS: Mapping[str, Callable[[BadTokens], str]] = {
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
    "id_token": _id_token,
    "access_token": _access_token,
    "revoked": _revoked,
}
# What to say to who takes a good token for a bad one.
_GOOD: Mapping[Use, str] = {
    "access": "access_token is a good one where access tokens are wanted; the flaws are BAD_TOKENS",
    "id": "id_token is a good one where ID tokens are wanted; the flaws are BAD_ID_TOKENS",
}
