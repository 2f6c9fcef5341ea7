"""The authorization request: read and checked, and what it comes to once somebody has signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.oauth import redirects
from cognito_emulator.domain.oauth.failures import AuthorizationError, UntrustedRequest
from cognito_emulator.domain.oauth.record import (
    AUTHORIZATION_CODES,
    AuthorizationCode,
    AuthorizationRequest,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import BrowserSession, ResponseType
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

#: How long a code is good (documented), in seconds.
CODE_LIFETIME = 300
_FLOWS: Mapping[str, str] = {"code": "code", "token": "implicit"}


def client_of(ctx: Context, pool: Pool, parameters: Mapping[str, str]) -> Client:
    """Return the client that an authorization request names.

    Raises:
        UntrustedRequest: it names none, or none of this pool's.

    """
    client_id = parameters.get("client_id")
    if not client_id:
        raise UntrustedRequest("Required String parameter 'client_id' is not present")
    try:
        client = client_lookup.get(ctx, pool, client_id)
    except errors.ResourceNotFoundException:
        raise UntrustedRequest("invalid_request", client_id=client_id) from None
    return client


def requested(
    ctx: Context, pool: Pool, parameters: Mapping[str, str]
) -> tuple[Client, AuthorizationRequest]:
    """Return an authorization request, and who asks.

    Raises:
        UntrustedRequest: client or redirect URI are not good: nothing goes back to the app.
        AuthorizationError: the request is refused at the app.

    """
    client = client_of(ctx, pool, parameters)
    redirect_uri = parameters.get("redirect_uri")
    if not redirect_uri:
        raise UntrustedRequest("Required String parameter 'redirect_uri' is not present")
    if redirect_uri not in client.oauth.callback_urls:
        raise UntrustedRequest("redirect_mismatch", client_id=client.id)
    return client, _checked(client, redirect_uri, parameters)


def answered(
    ctx: Context, client: Client, request: AuthorizationRequest, session: BrowserSession
) -> str:
    """Return where the browser goes with what was asked for: a code, or tokens."""
    code = ctx.tx.put(
        AUTHORIZATION_CODES,
        AuthorizationCode(
            code=ctx.ids.uuid(),
            pool_id=client.pool_id,
            client_id=client.id,
            sub=session.sub,
            username=session.username,
            auth_time=session.auth_time,
            redirect_uri=request.redirect_uri,
            scopes=request.scopes,
            nonce=request.nonce,
            code_challenge=request.code_challenge,
            resource=request.resource,
            expires_at=ctx.now + CODE_LIFETIME,
        ),
    )
    return redirects.with_code(request, code.code)


def _checked(
    client: Client, redirect_uri: str, parameters: Mapping[str, str]
) -> AuthorizationRequest:
    """Return the request that a good client makes for a good redirect URI."""
    wanted = parameters.get("response_type")
    response_type: ResponseType = "token" if wanted == "token" else "code"
    request = AuthorizationRequest(
        client_id=client.id,
        redirect_uri=redirect_uri,
        response_type=response_type,
        scopes=tuple((parameters.get("scope") or "").split()) or client.oauth.scopes,
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        code_challenge=parameters.get("code_challenge"),
        prompts=tuple((parameters.get("prompt") or "").split()),
        login_hint=parameters.get("login_hint"),
        lang=parameters.get("lang"),
        identity_provider=parameters.get("identity_provider"),
        idp_identifier=parameters.get("idp_identifier"),
        resource=parameters.get("resource"),
    )
    flow = _FLOWS.get(wanted or "")
    if flow is None:
        raise AuthorizationError(request, "invalid_request")
    if flow not in client.oauth.flows:
        raise AuthorizationError(request, "unauthorized_client")
    if not set(request.scopes) <= set(client.oauth.scopes):
        raise AuthorizationError(request, "invalid_request", "invalid_scope")
    return request
