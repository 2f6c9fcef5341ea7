"""The JWT authorizer of HTTP APIs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cognito_emulator.fronts.arrivals import Arrival
from cognito_emulator.fronts.http import claims, refusals
from cognito_emulator.fronts.http.events import Payload, Routed
from cognito_emulator.fronts.outcome import Refusal
from cognito_emulator.fronts.tokens import Token, UnreadableError, read, without_bearer


@dataclass(frozen=True, slots=True)
class JwtAuthorizer:
    """Takes any token of the pool's issuer for one of its audiences; it does not know token_use.

    Attributes:
        scopes: those of the route; a token needs one of them.
        audience: client ids; ``None`` for those of all clients of the pool.

    """

    scopes: tuple[str, ...] = ()
    audience: tuple[str, ...] | None = None

    def authorize(self, routed: Routed, payload: Payload) -> dict[str, Any] | Refusal:
        """Return ``authorizer`` of the event, or a refusal.

        In the payload 2.0 it is recorded [api-gateway-14], in 1.0 documented.
        """
        arrival = routed.arrival
        text = without_bearer(arrival.request.header("Authorization") or "")
        if not text:
            return refusals.no_token(arrival, "no token")
        try:
            token = read(text)
        except UnreadableError as wrong:
            text = _described(str(wrong))
            return refusals.invalid_token(arrival, self.scopes, text, str(wrong))
        wrong_with = self._wrong(arrival, token)
        if wrong_with is not None:
            return refusals.invalid_token(arrival, self.scopes, *wrong_with)
        matched = [scope for scope in self.scopes if scope in token.scopes]
        if self.scopes and not matched:
            reason = f"{token.use} token without any of the scopes {', '.join(self.scopes)}"
            return refusals.insufficient_scope(arrival, self.scopes, reason)
        said = {"claims": claims.shown(token.claims), "scopes": matched or None}
        return {"jwt": said} if payload == "2.0" else said

    def _wrong(self, arrival: Arrival, token: Token) -> tuple[str, str] | None:
        """Return the description that a client gets and our reason, ``None`` for a good token.

        The checks are documented, their order is a guess. Texts are measured
        [api-gateway-17, api-gateway-40] of the algorithm and of expiry, documented of the audience;
        the others are a guess.
        """
        pool = arrival.pool
        if not token.algorithm.startswith("RS"):
            algorithm = _described(token.algorithm)
            return f"signing method {algorithm} is invalid", f"token signed with {algorithm}"
        key = token.key(pool)
        if token.algorithm != "RS256" or key is None:
            return "unable to find a key for the token", "kid of no key of the pool"
        if not key.verifies(token.signed, token.signature):
            return "crypto/rsa: verification error", "wrong signature"
        return self._untimely(token, pool.now) or self._foreign(arrival, token)

    @staticmethod
    def _untimely(token: Token, now: float) -> tuple[str, str] | None:
        expiry = token.time("exp")
        if expiry is None or expiry <= now:
            return "the token has expired", "expired token"
        if (token.time("nbf") or 0) > now:
            return "the token is not valid yet", "token that is not valid yet"
        if (token.time("iat") or 0) > int(now):
            return "the token was issued in the future", "token of the future"
        return None

    def _foreign(self, arrival: Arrival, token: Token) -> tuple[str, str] | None:
        pool = arrival.pool
        if token.claims.get("iss") != pool.issuer:
            reason = f"token of another issuer than {pool.issuer}"
            return "the token does not have a valid issuer", reason
        audience = pool.client_ids if self.audience is None else self.audience
        found = token.claims.get("aud", token.claims.get("client_id"))
        named = found if isinstance(found, list) else [found]
        if not any(each in audience for each in named):
            return "the token does not have a valid audience", "token of another client"
        return None


def _described(text: str) -> str:
    """Return a text that may stand between quotes in a header."""
    return "".join(each for each in text if each.isascii() and each.isprintable() and each != '"')
