"""The ID token of a provider is verified (OpenID Connect Core, 3.1.3.7).

Of the texts, those of the issuer and of HS256 are measured [federation-8]; the others are guesses.
No nonce is compared, as none is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.oidc.exchange import document
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure

if TYPE_CHECKING:
    import jwt

    from cognito_emulator.domain.federation.oidc.conversation import Conversation

_SYMMETRIC = ("HS256", "HS384", "HS512")
# RSA, HMAC and EC (documented).
_ASYMMETRIC = (
    *("RS256", "RS384", "RS512"),
    *("ES256", "ES384", "ES512"),
    *("PS256", "PS384", "PS512"),
)
_SKEW = 60  # seconds by which the clocks may differ; a guess
_OK = 200


def verified(conversation: Conversation, token: object) -> dict[str, Any]:
    """Return the claims of an ID token; none of a provider that issues none.

    Its keys are fetched anew each time (documented).

    Args:
        conversation: with the provider.
        token: what it gave.

    Raises:
        FederationError: the token is not to be believed, or missing.

    """
    expected_issuer = conversation.endpoints.issuer
    if expected_issuer is None:
        return {}
    if not isinstance(token, str):
        raise FederationError("Missing id_token")
    claims = _signed(conversation, token, _header(token))
    if claims.get("iss") != expected_issuer:
        raise FederationError(f"Bad id_token issuer {claims.get('iss')}")
    audience = claims.get("aud")
    if conversation.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise FederationError(f"Bad id_token audience {audience}")
    _check_time(claims, conversation.now)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise FederationError("username attribute mapping required")
    return claims


_UNREADABLE = "invalid_token: Error when parsing id_token"


def _header(token: str) -> dict[str, Any]:
    """Return what a token says of its signature; PyJWT before 2.13 is undone by deep nesting."""
    import jwt  # noqa: PLC0415 - slow to load

    try:
        return jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, RecursionError):
        raise FederationError(_UNREADABLE) from None


def _signed(conversation: Conversation, token: str, header: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims of a token whose signature is the provider's.

    The client's secret signs as well, with HS256 (measured [federation-8]).
    """
    import jwt  # noqa: PLC0415 - slow to load

    algorithm = header.get("alg")
    if algorithm in _SYMMETRIC:
        key: Any = conversation.client_secret or ""
        failed = "Error when verifying Symmetric MAC"
    elif algorithm in _ASYMMETRIC:
        key = _key(_keys(conversation), header.get("kid"), str(algorithm))
        failed = "Error when verifying signature"
    else:
        raise FederationError(f"invalid_token_signature: Unsupported algorithm {algorithm}")
    try:
        if not key:
            raise jwt.InvalidKeyError
        content = _verifier().decode(token, key, algorithms=[str(algorithm)])
    except jwt.PyJWTError:
        raise FederationError(f"invalid_token_signature: {failed}") from None
    return _claims(content)


@cache
def _verifier() -> jwt.PyJWS:
    """Return what verifies signatures by keys of any length.

    A client's secret may be short, and PyJWT would warn whoever runs the emulator of each token.
    """
    import jwt  # noqa: PLC0415 - slow to load
    from jwt.algorithms import get_default_algorithms  # noqa: PLC0415 - likewise

    verifier = jwt.PyJWS(algorithms=())
    for name, algorithm in get_default_algorithms().items():
        if name in (*_SYMMETRIC, *_ASYMMETRIC):
            setattr(algorithm, "check_key_length", lambda _key: None)  # noqa: B010 - no type has it
            verifier.register_algorithm(name, algorithm)
    return verifier


def _claims(content: bytes) -> dict[str, Any]:
    """Return the claims that were signed; of what is no JSON object, an error."""
    try:
        claims = orjson.loads(content)
    except orjson.JSONDecodeError:
        claims = None
    if not isinstance(claims, dict):
        raise FederationError(_UNREADABLE)
    return claims


def _keys(conversation: Conversation) -> list[Mapping[str, Any]]:
    """Return the provider's keys; none where they do not come.

    Raises:
        FederationError: nobody answers in time (text documented).

    """
    answer = conversation.ask(Fetch(conversation.endpoints.jwks_uri))
    if isinstance(answer, FetchFailure) and answer.kind == "timed out":
        raise FederationError("Timeout in calling jwks uri")
    content = document(answer) if isinstance(answer, Fetched) and answer.status == _OK else {}
    keys = content.get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _key(keys: list[Mapping[str, Any]], kid: object, algorithm: str) -> Any:  # noqa: ANN401 - of any kind
    """Return the key that signed a token, made for its algorithm; ``None`` if there is none.

    A provider with one key need not name it (OpenID Connect Core, 10.1).
    """
    import jwt  # noqa: PLC0415 - slow to load

    named = [key for key in keys if key.get("kid") == kid] if kid is not None else keys
    if len(named) != 1:
        return None
    try:
        return jwt.PyJWK(dict(named[0]), algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    expires, begins = _number(claims.get("exp")), _number(claims.get("nbf", 0))
    if expires is None or begins is None:
        raise FederationError("Bad id_token expiration")
    if expires + _SKEW <= now:
        raise FederationError("id_token has expired")
    if begins - _SKEW > now:
        raise FederationError("id_token is not valid yet")


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
