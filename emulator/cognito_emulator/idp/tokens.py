"""The token endpoint (RFC 6749, section 5)."""

from __future__ import annotations

import hmac
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cognito_emulator import base64url
from cognito_emulator.idp import client_authentication, grants, id_tokens
from cognito_emulator.idp.behaviours import PAGE
from cognito_emulator.idp.exchange import (
    Answered,
    NoAnswer,
    OAuthError,
    Request,
    document,
    repeated,
    single,
    text,
)

if TYPE_CHECKING:
    from cognito_emulator.idp.behaviours import Behaviour
    from cognito_emulator.idp.grants import Grant, Granted
    from cognito_emulator.idp.provider import Provider


def answer(provider: Provider, request: Request) -> Answered:
    """Give tokens for a code, or for a refresh token."""
    try:
        return _answer(provider, request)
    except OAuthError as error:
        return provider.oauth.failed(error)


def _answer(provider: Provider, request: Request) -> Answered:
    sent = (*request.query, *request.form)
    if (twice := repeated(sent)) is not None:
        raise OAuthError("invalid_request", f"The parameter {twice} was sent more than once.")
    client_id = client_authentication.client_id(provider, request)
    values = single(sent)
    grant_type = values.get("grant_type", provider.oauth.usual_grant_type)
    if grant_type == "authorization_code":
        granted = _of_code(provider, request, client_id)
    elif grant_type == "refresh_token":
        granted = _of_refresh_token(provider, request, client_id)
    elif grant_type is None:
        raise OAuthError("invalid_request", "The request has no grant_type.")
    else:
        sentence = f"The grant_type {grant_type} is not supported."
        raise OAuthError("unsupported_grant_type", sentence)
    misbehaved = _misbehaved(provider, granted.grant.behaviour)
    return misbehaved or document(_tokens(provider, request, granted))


def _of_code(provider: Provider, request: Request, client_id: str) -> Granted:
    values = single((*request.query, *request.form))
    if "code" not in values:
        raise OAuthError("invalid_request", "The request has no code.")
    granted = grants.of_code(provider, values["code"], request.now)
    grant = granted.grant
    if grant.client_id != client_id:
        raise OAuthError("invalid_grant", "The code was given to another client.")
    if grant.redirect_uri != values.get("redirect_uri"):
        sentence = (
            f"The redirect_uri is not the one that the code was sent to: {grant.redirect_uri}"
        )
        raise OAuthError("invalid_grant", sentence)
    _check_verifier(grant, values.get("code_verifier"))
    return granted


def _check_verifier(grant: Grant, verifier: str | None) -> None:
    """Hold a verifier against its challenge (RFC 7636, section 4.6)."""
    if grant.challenge is None:
        if verifier is not None:
            sentence = "There is a code_verifier, but there was no code_challenge."
            raise OAuthError("invalid_grant", sentence)
        return
    if verifier is None:
        raise OAuthError("invalid_grant", "The request has no code_verifier.")
    made = verifier
    if grant.challenge_method == "S256":
        made = base64url.encode(sha256(verifier.encode()).digest())
    if not hmac.compare_digest(made.encode(), grant.challenge.encode()):
        raise OAuthError("invalid_grant", "The code_verifier does not fit the code_challenge.")


def _of_refresh_token(provider: Provider, request: Request, client_id: str) -> Granted:
    values = single((*request.query, *request.form))
    if "refresh_token" not in values:
        raise OAuthError("invalid_request", "The request has no refresh_token.")
    granted = grants.of_refresh_token(provider, values["refresh_token"], request.now)
    if granted.grant.client_id != client_id:
        raise OAuthError("invalid_grant", "The refresh token was given to another client.")
    wanted = values.get("scope", granted.grant.scope).split()
    if not set(wanted) <= set(granted.grant.scopes):
        raise OAuthError("invalid_scope", "More scopes were asked for than were allowed.")
    return granted._replace(grant=replace(granted.grant, scope=" ".join(wanted)))


def _misbehaved(provider: Provider, behaviour: Behaviour) -> Answered | None:
    if behaviour == "token-error":
        sentence = "The stand-in was told to refuse this code."
        return provider.oauth.failed(OAuthError("invalid_grant", sentence))
    if behaviour == "token-server-error":
        return text("Internal Server Error", 500)
    if behaviour == "token-garbage":
        return text(PAGE, 200, "text/html")
    return NoAnswer() if behaviour == "token-timeout" else None


def _tokens(provider: Provider, request: Request, granted: Granted) -> dict[str, Any]:
    grant = granted.grant
    access_token = grants.access_token(provider, grant, request.now)
    members: dict[str, Any] = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": provider.oauth.token_seconds,
    }
    if grant.offline:
        members["refresh_token"] = grants.refresh_token(provider, grant, request.now)
    if grant.scope:
        members["scope"] = grant.scope
    if provider.oauth.has_id_token(grant) and grant.behaviour != "no-id-token":
        issuer = provider.issuer_at(request.base_url)
        members["id_token"] = id_tokens.make(
            provider, granted, issuer, request.now, access_token=access_token
        )
    return provider.oauth.tokens(members)
