"""The authorizer COGNITO_USER_POOLS of REST APIs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cognito_emulator.fronts.arrivals import Arrival
from cognito_emulator.fronts.outcome import Refusal
from cognito_emulator.fronts.rest import claims, refusals
from cognito_emulator.fronts.tokens import Token, UnreadableError, read, without_bearer


@dataclass(frozen=True, slots=True)
class CognitoAuthorizer:
    """Takes ID tokens on a method without scopes, and access tokens on one with scopes.

    It knows the pool, and no app client: any client's token will do (documented). It asks nobody
    whether a token was revoked, no more than an HTTP API does (recorded [api-gateway-10]).

    Attributes:
        scopes: those of the method; a token needs one of them.

    """

    scopes: tuple[str, ...] = ()

    def authorize(
        self, arrival: Arrival, resource: str, parameters: object
    ) -> dict[str, Any] | Refusal:
        """Return ``authorizer`` of the event, or a refusal.

        With or without ``Bearer`` before the token (measured [api-gateway-31]); that its case
        counts for nothing is a guess.
        """
        _ = resource, parameters
        text = without_bearer(arrival.request.header("Authorization") or "")
        if not text:
            return refusals.unauthorized(arrival, "no token")
        try:
            token = read(text)
        except UnreadableError as wrong:
            return refusals.unauthorized(arrival, f"no JSON Web Token: {wrong}")
        return self._refused(arrival, token) or {"claims": claims.shown(token.claims)}

    def _refused(self, arrival: Arrival, token: Token) -> Refusal | None:
        """Return a refusal of a token, if there is one; the order of the checks is a guess."""
        wrong = _forged(arrival, token)
        if wrong:
            return refusals.unauthorized(arrival, wrong)
        expiry = token.time("exp")
        if expiry is None or expiry <= arrival.pool.now:
            return refusals.expired(arrival, "expired token")
        if (token.time("nbf") or 0) > arrival.pool.now:  # a guess: with the plain message
            return refusals.unauthorized(arrival, "token that is not valid yet")
        wrong = self._unsuitable(token)
        return refusals.unauthorized(arrival, wrong) if wrong else None

    def _unsuitable(self, token: Token) -> str | None:
        """Say why a good token is none for this method (recorded [api-gateway-2, api-gateway-3]).

        That an access token without any of the scopes has the same answer is a guess.
        """
        if not self.scopes:
            return None if token.use == "id" else f"{token.use} token on a method without scopes"
        if token.use != "access":
            return f"{'ID' if token.use == 'id' else token.use} token on a method with scopes"
        if not set(token.scopes) & set(self.scopes):
            return f"access token without any of the scopes {listed(self.scopes)}"
        return None


def _forged(arrival: Arrival, token: Token) -> str | None:
    """Say why the pool cannot have made a token."""
    if token.algorithm != "RS256":
        return f"token signed with {token.algorithm}, not RS256"
    key = token.key(arrival.pool)
    if key is None:
        return "kid of no key of the pool"
    if not key.verifies(token.signed, token.signature):
        return "wrong signature"
    if token.claims.get("iss") != arrival.pool.issuer:
        return f"token of another issuer than {arrival.pool.issuer}"
    return None


def listed(names: Iterable[str]) -> str:
    """Return names for a sentence."""
    return ", ".join(names)
