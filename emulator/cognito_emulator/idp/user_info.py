"""The profile of who signed in, for who has an access token (OpenID Connect Core, section 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.idp import grants
from cognito_emulator.idp.behaviours import PAGE
from cognito_emulator.idp.exchange import Answer, Answered, NoAnswer, Request, single, text

if TYPE_CHECKING:
    from cognito_emulator.idp.provider import Provider


def answer(provider: Provider, request: Request) -> Answered:
    """Tell who signed in."""
    token = access_token(request)
    granted = None if token is None else grants.of_access_token(provider, token, request.now)
    if granted is None:
        return provider.oauth.without_access(token)
    behaviour = granted.grant.behaviour
    if behaviour == "userinfo-error":
        return text("Internal Server Error", 500)
    if behaviour == "userinfo-garbage":
        return text(PAGE, 200, "text/html")
    if behaviour == "userinfo-timeout":
        return NoAnswer()
    return provider.oauth.profile(granted, request)


def access_token(request: Request) -> str | None:
    """Return the access token that a request brings, in one of three ways (RFC 6750, section 2)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return single((*request.query, *request.form)).get("access_token")


def nobody(token: str | None) -> Answer:
    """Refuse a request that brings no token, or none that is good (RFC 6750, section 3)."""
    if token is None:
        return Answer(401, (("WWW-Authenticate", "Bearer"),), b"")
    sentence = "The access token is unknown or has expired."
    challenge = f'Bearer error="invalid_token", error_description="{sentence}"'
    return Answer(401, (("WWW-Authenticate", challenge),), b"")
