"""The authorization request: read and checked, and what it comes to once somebody has signed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.oauth import browser_sessions, redirects, request_rules
from cognito_emulator.domain.oauth.failures import AuthorizationError, UntrustedRequest
from cognito_emulator.domain.oauth.grants import implicit
from cognito_emulator.domain.oauth.record import (
    AUTHORIZATION_CODES,
    AuthorizationCode,
    AuthorizationRequest,
)
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import BrowserSession, ResponseType
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.completed import CompletedSignIn
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.sessions import SamlSession

#: How long a code is good (documented), in seconds.
CODE_LIFETIME = 300
_DECIDING = frozenset({"client_id", "redirect_uri"})
_SHOWN_CHARS = 200


class Arrival(NamedTuple):
    """The end of a sign-in in a browser.

    Attributes:
        location: where the browser goes.
        session: what it remembers of the sign-in.

    """

    location: str
    session: BrowserSession


def client_of(ctx: Context, pool: Pool, parameters: Mapping[str, str]) -> Client:
    """Return the client that an authorization request names.

    Raises:
        UntrustedRequest: it names none (text measured [authorization-7], of managed login), or none
            of this pool's (``invalid_request`` is a guess).

    """
    client_id = parameters.get("client_id")
    if not client_id:
        raise UntrustedRequest("Missing required parameter client_id in request URL")
    try:
        return client_lookup.get(ctx, pool, client_id)
    except errors.ResourceNotFoundException:
        ids = [each.id for each in client_lookup.of_pool(ctx, pool)]
        hint = f"The pool has no client {_shown(client_id)}: {nearest(client_id, ids)}."
        raise UntrustedRequest("invalid_request", client_id=client_id, hint=hint) from None


def requested(
    ctx: Context,
    pool: Pool,
    parameters: Mapping[str, str],
    repeated: Collection[str] = (),
) -> tuple[Client, AuthorizationRequest]:
    """Return an authorization request, and who asks.

    Args:
        ctx: the request.
        pool: whose domain is asked.
        parameters: of the request; what is unknown is ignored.
        repeated: names of parameters that have several values: no such request is good (RFC 6749,
            section 3.1; that the service says ``invalid_request`` is a guess).

    Raises:
        UntrustedRequest: client or redirect URI are not good: nothing goes back to the app.
        AuthorizationError: the request is refused at the app.

    """
    client = client_of(ctx, pool, parameters)
    if not _DECIDING.isdisjoint(repeated):
        hint = "client_id and redirect_uri may be given once only."
        raise UntrustedRequest("invalid_request", client_id=client.id, hint=hint)
    request = _read(client, _redirect_uri(client, parameters), parameters)
    refusal = request_rules.refusal(pool, client, request, parameters, repeated)
    if refusal is not None:
        ctx.warn(f"An authorization request of client {client.id} was refused: {refusal.why}", pool)
        raise AuthorizationError(request, refusal.error, refusal.description)
    return client, request


def silently(
    ctx: Context,
    pool: Pool,
    client: Client,
    request: AuthorizationRequest,
    session: BrowserSession | None,
) -> str | None:
    """Return where the browser goes without a page; ``None`` where somebody has to sign in.

    A session answers at once in both faces (measured [authorization-8] of the classic one).

    Raises:
        AuthorizationError: ``login_required``: a page is needed, and the app wants none
            (documented); or what `answered` raises.

    """
    if session is not None and browser_sessions.is_reusable(ctx, pool, client, request, session):
        return answered(ctx, client, request, session)
    if "none" in request.prompts:
        raise AuthorizationError(request, "login_required")
    return None


def arrived(
    ctx: Context,
    client: Client,
    request: AuthorizationRequest,
    completed: CompletedSignIn,
    *,
    provider: str | None = None,
    saml_session: SamlSession | None = None,
) -> Arrival:
    """Return where the browser goes in which somebody has signed in, for an app.

    Args:
        ctx: the request.
        client: the app's.
        request: what it asks for.
        completed: the sign-in.
        provider: the identity provider that vouched for the user, if one did.
        saml_session: the session there, with SAML.

    Raises:
        AuthorizationError: as `answered` does.

    """
    session = browser_sessions.opened(ctx, completed, provider=provider, saml_session=saml_session)
    return Arrival(answered(ctx, client, request, session), session)


def answered(
    ctx: Context, client: Client, request: AuthorizationRequest, session: BrowserSession
) -> str:
    """Return where the browser goes with what was asked for: a code, or tokens.

    Raises:
        AuthorizationError: the app gets no tokens: see `implicit.tokens_of`.

    """
    if request.response_type == "token":
        pool = client_lookup.pool_of(ctx, client)
        tokens = implicit.tokens_of(ctx, pool, client, session, request)
        return redirects.with_tokens(request, tokens)
    code = ctx.tx.put(AUTHORIZATION_CODES, _new_code(ctx, client, request, session))
    return redirects.with_code(request, code.code)


def _new_code(
    ctx: Context, client: Client, request: AuthorizationRequest, session: BrowserSession
) -> AuthorizationCode:
    return AuthorizationCode(
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
    )


def _redirect_uri(client: Client, parameters: Mapping[str, str]) -> str:
    """Return where the app wants its answer, which it has registered letter by letter.

    Where the request names no place, it is DefaultRedirectURI, if the client has one provider
    (documented).

    Raises:
        UntrustedRequest: there is none (text measured [authorization-9]), or it is not registered
            (measured [authorization-10]).

    """
    asked = parameters.get("redirect_uri")
    if not asked and len(client.oauth.identity_providers) == 1:
        asked = client.oauth.default_redirect_uri
    if not asked:
        raise UntrustedRequest(
            "Required String parameter 'redirect_uri' is not present", client_id=client.id
        )
    if asked not in client.oauth.callback_urls:
        hint = unregistered("callback", asked, client.oauth.callback_urls, client)
        raise UntrustedRequest("redirect_mismatch", client_id=client.id, hint=hint)
    return asked


def unregistered(kind: str, url: str, known: Collection[str], client: Client) -> str:
    """Return what to say of a URL that a client has not registered."""
    start = f"The client {client.id} ({client.name}) has no {kind} URL"
    if not known:
        return f"{start} at all."
    return f"{start} {_shown(url)}: {nearest(url, known)}."


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}..."


def _read(client: Client, redirect_uri: str, parameters: Mapping[str, str]) -> AuthorizationRequest:
    """Return the request as far as it can be read; `request_rules` judge it."""
    wanted = parameters.get("response_type")
    response_type: ResponseType = "token" if wanted == "token" else "code"
    return AuthorizationRequest(
        client_id=client.id,
        redirect_uri=redirect_uri,
        response_type=response_type,
        scopes=_words(parameters, "scope") or client.oauth.scopes,
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        code_challenge=parameters.get("code_challenge") or None,
        prompts=_words(parameters, "prompt"),
        max_age=request_rules.seconds(parameters.get("max_age")),
        login_hint=parameters.get("login_hint"),
        lang=parameters.get("lang"),
        identity_provider=parameters.get("identity_provider") or None,
        idp_identifier=parameters.get("idp_identifier") or None,
        resource=parameters.get("resource") or None,
    )


def _words(parameters: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the words of a parameter, each once."""
    return tuple(dict.fromkeys(parameters.get(name, "").split()))
