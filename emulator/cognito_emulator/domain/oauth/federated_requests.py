"""Authorization requests whose user is away, to sign in at an identity provider.

`federated_returns` has what follows when the user is back.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.federation import choice
from cognito_emulator.domain.federation import state as states
from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.oidc.dialect import Wish
from cognito_emulator.domain.federation.place import Place
from cognito_emulator.domain.federation.protocols import PROTOCOLS, Errand
from cognito_emulator.domain.oauth import browser_sessions
from cognito_emulator.domain.oauth.failures import AuthorizationError, UntrustedRequest
from cognito_emulator.domain.oauth.record import FEDERATED_REQUESTS, FederatedRequest
from cognito_emulator.domain.pools.providers.record import OWN_USERS
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationRequest, BrowserSession
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

#: For how long a user may be away (documented), in seconds.
LIFETIME = 300
#: What the error page says of a state that is not the browser's (measured [federation-16]).
INVALID_STATE = "Invalid State"


class Departure(NamedTuple):
    """A browser that goes to a provider.

    Attributes:
        location: where.
        state: what it has to bring back, and a cookie holds.

    """

    location: str
    state: str


def provider_of(
    ctx: Context, pool: Pool, client: Client, request: AuthorizationRequest
) -> IdentityProvider | None:
    """Return the provider that a request leads to without a page; ``None`` where there is none.

    It is the one that the request names, or the client's only one (documented).
    """
    if request.identity_provider is not None:
        return choice.named(ctx, pool, client, request.identity_provider)
    if request.idp_identifier is not None:
        return choice.identified(ctx, pool, client, request.idp_identifier)
    return choice.only(ctx, pool, client)


def is_unavailable(request: AuthorizationRequest, found: IdentityProvider | None) -> bool:
    """Whether a request names a provider that is not there, or not for its client.

    The login page says so (measured [authorization-15]); names are case-sensitive (documented).

    Args:
        request: it.
        found: where it leads, as `provider_of` says.

    """
    named = request.identity_provider not in {None, OWN_USERS} or request.idp_identifier
    return bool(named) and found is None


def why_unavailable(ctx: Context, pool: Pool, client: Client, request: AuthorizationRequest) -> str:
    """Return a sentence on why a request does not lead to the provider that it names."""
    name, identifier = request.identity_provider, request.idp_identifier
    there = [provider.name for provider in choice.of_client(ctx, pool, client)]
    known = f"the client {client.name} has {', '.join(there) or 'no provider'}"
    if name is None:
        return f"The app sends idp_identifier={identifier!r:.50}, which is no provider's: {known}."
    if choice.is_of_pool(ctx, pool, name):
        return f"The client {client.name} has no {name} in its SupportedIdentityProviders."
    meant = nearest(name, there) if there else known
    return f"The app sends identity_provider={name!r:.50}, and there is none: {meant}."


def session_for(
    ctx: Context,
    pool: Pool,
    client: Client,
    request: AuthorizationRequest,
    found: IdentityProvider | None,
    handle: str | None,
) -> BrowserSession | None:
    """Return the browser's session that may answer a request.

    Whoever switches to another provider than they came by, or to or from the pool's own users,
    signs in anew (documented). So does whoever came by what the client does not have: that users
    can only sign in by what it has is documented, that sessions count is a guess.

    Args:
        ctx: the request.
        pool: to which somebody has signed in.
        client: by which somebody wants to.
        request: what the app asks for.
        found: where it leads, as `provider_of` says.
        handle: what the cookie says.

    """
    if is_unavailable(request, found):
        return None
    session = browser_sessions.find(ctx, pool, handle)
    if session is None:
        return None
    came_by = session.provider or OWN_USERS
    wanted = found.name if found else request.identity_provider
    allowed = client.oauth.identity_providers or (OWN_USERS,)
    return session if wanted in {None, came_by} and came_by in allowed else None


def begun(
    ctx: Context,
    pool: Pool,
    client: Client,
    request: AuthorizationRequest,
    provider: IdentityProvider,
    place: Place,
) -> Departure:
    """Send a user to a provider.

    Where the app sends no nonce, its ID token has one all the same (measured [federation-26]).

    Args:
        ctx: the request.
        pool: to which the user signs in.
        client: by which.
        request: what the app asks for.
        provider: where the user goes.
        place: where the pool's domain is, for this browser.

    Raises:
        AuthorizationError: the provider cannot be reached, and the app hears of it (a guess).

    """
    protocol = PROTOCOLS[provider.type]
    handle, nonce, request_id = ctx.ids.uuid(), states.nonce(ctx.ids), protocol.request_id(ctx)
    journey = states.Journey(
        handle=handle,
        client_id=client.id,
        redirect_uri=request.redirect_uri,
        response_type=request.response_type,
        scopes=request.scopes,
        state=request.state,
        code_challenge=request.code_challenge,
        host=place.host,
        started_at=ctx.now,
        nonce=nonce,
        request_id=request_id,
    )
    kept = ctx.tx.put(
        FEDERATED_REQUESTS,
        FederatedRequest(
            handle=handle,
            pool_id=pool.id,
            client_id=client.id,
            provider=provider.name,
            state=states.written(ctx.ids, provider, journey),
            url=place.url,
            request=replace(request, nonce=request.nonce or nonce),
            expires_at=ctx.now + LIFETIME,
            request_id=request_id,
        ),
    )
    errand = Errand(
        provider, place, kept.state, request_id, Wish(request.login_hint, request.prompts)
    )
    try:
        return Departure(protocol.location(ctx, errand), kept.state)
    except FederationError as failure:
        raise refused(ctx, request, provider, failure) from None


def returned(
    ctx: Context,
    pool: Pool,
    state: str | None,
    cookie: str | None,
    *,
    cookie_required: bool,
    parameter: str = "state",
) -> FederatedRequest:
    """Return what a browser that comes back was sent away with; it comes back once.

    Args:
        ctx: the request.
        pool: whose domain is asked.
        state: what it brings.
        cookie: what it kept.
        cookie_required: whether it must have kept it. Over plain HTTP a post from the provider's
            page comes without.
        parameter: in what it brings the state.

    Raises:
        UntrustedRequest: the state is unknown, too old, or another browser's (text measured
            [federation-16]); the hint says which.

    """
    kept = _kept(ctx, pool, state)
    if kept is None or state is None:
        flaw = _UNKNOWN if state else _MISSING
    elif kept.expires_at <= ctx.now:
        flaw = _TOO_OLD
    elif cookie is None and cookie_required:
        flaw = _NO_COOKIE
    elif cookie is not None and not _same(state, cookie):
        flaw = _ANOTHER
    else:
        ctx.tx.delete(FEDERATED_REQUESTS, kept.handle)
        return kept
    raise UntrustedRequest(INVALID_STATE, hint=flaw.format(parameter=parameter))


_MISSING = "There is no {parameter}: the provider has not sent it back."
_UNKNOWN = (
    "The {parameter} is none that was sent to a provider of this pool, or it has come back before."
)
_TOO_OLD = f"The {{parameter}} is older than {LIFETIME // 60} minutes."
_NO_COOKIE = (
    "This browser has no cookie for the {parameter}: it has come back by another host than it left"
    " by, has come back in another tab since, or blocks cookies."
)
_ANOTHER = (
    "The {parameter} is not the latest that this browser was sent away with: it has begun another"
    " sign-in since, or this is another's."
)


def _kept(ctx: Context, pool: Pool, state: str | None) -> FederatedRequest | None:
    """Return what a state stands for, if the pool has sent it away letter by letter."""
    handle = states.handle_in(state) if state else None
    kept = ctx.tx.get(FEDERATED_REQUESTS, handle) if handle else None
    if kept is None or kept.pool_id != pool.id or not _same(state or "", kept.state):
        return None
    return kept


def _same(brought: str, expected: str) -> bool:
    return hmac.compare_digest(brought.encode(), expected.encode())


def refused(
    ctx: Context,
    request: AuthorizationRequest,
    provider: IdentityProvider,
    failure: FederationError,
) -> AuthorizationError:
    """Return what the app hears of a sign-in that came to nothing; developers are told, too."""
    ctx.warn(f"A sign-in by {provider.name} failed: {failure.description.strip()}")
    told = PROTOCOLS[provider.type].in_words(failure)
    return AuthorizationError(request, told.error, told.description)
