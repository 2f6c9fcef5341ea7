"""The listener's action ``jwt-validation``: a Bearer token is verified, and forwarded as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.fronts import tokens

if TYPE_CHECKING:
    from cognito_emulator.fronts.request import FrontRequest
    from cognito_emulator.fronts.tokens import Token
    from cognito_emulator.fronts.user_pool import UserPool


def objection(request: FrontRequest, pool: UserPool) -> str | None:
    """Return why a request is refused; ``None`` if its token is good.

    Verified are the signature by RS256, ``iss`` and ``exp``, and ``nbf`` and ``iat`` where they are
    there (documented): which client a token is for, and which of the two it is, nobody asks.
    That a token may stand without ``Bearer`` is a guess.
    """
    header = request.header("Authorization")
    if header is None:
        return "there is no header Authorization"
    try:
        token = tokens.read(tokens.without_bearer(header))
    except tokens.UnreadableError as unreadable:
        return f"Authorization has no token: {unreadable}"
    return _flaw(token, pool)


def _flaw(token: Token, pool: UserPool) -> str | None:
    if token.algorithm != "RS256":
        return f"the token's algorithm is {token.algorithm:.40}, not RS256"
    key = token.key(pool)
    if key is None or not key.verifies(token.signed, token.signature):
        return "no key of the pool has signed the token"
    if token.claims.get("iss") != pool.issuer:
        return "the token's iss is not the pool's issuer"
    expiry = token.time("exp")
    if expiry is None or expiry <= pool.now:
        return "the token has expired, or has no exp"
    for claim in ("nbf", "iat"):
        if (token.time(claim) or 0) > pool.now:
            return f"the token's {claim} is in the future"
    return None
