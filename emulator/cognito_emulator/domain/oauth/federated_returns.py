"""Somebody comes back from an identity provider: signed in first, and then sent on to the app.

Each step is a transaction, so that what a step did stays if a later one fails. The state is spent
before, by `federated_requests.returned`: a sign-in that comes to nothing cannot be tried again by
it. Functions that are told of a sign-in find its user, as they do after a sign-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from cognito_emulator import errors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.federation import failures
from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.place import Place
from cognito_emulator.domain.federation.protocols import PROTOCOLS, Errand
from cognito_emulator.domain.oauth import authorization, federated_requests
from cognito_emulator.domain.oauth.failures import AuthorizationError
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.sign_in import federated
from cognito_emulator.domain.work import events
from cognito_emulator.domain.work.events import EventDetails

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.profile import Profile
    from cognito_emulator.domain.oauth.authorization import Arrival
    from cognito_emulator.domain.oauth.record import AuthorizationRequest, FederatedRequest
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.completed import CompletedSignIn
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.sessions import SamlSession

Result = TypeVar("Result")


class Return(NamedTuple):
    """Somebody who comes from a provider, and for what.

    Attributes:
        request: what the app asks for.
        provider: the provider's name.
        profile: finds out who it is: asks the provider, or verifies what it says.

    """

    request: AuthorizationRequest
    provider: str
    profile: Callable[[Context, IdentityProvider], Profile]


def brought(kept: FederatedRequest, parameters: Mapping[str, str], emulator_url: str) -> Return:
    """Return who comes back with what a provider sent.

    Args:
        kept: what the browser was sent away with.
        parameters: what it brings.
        emulator_url: where it reaches the emulator.

    """

    def profile(ctx: Context, provider: IdentityProvider) -> Profile:
        errand = Errand(provider, Place(kept.url, emulator_url), kept.state, kept.request_id)
        return PROTOCOLS[provider.type].profile(ctx, errand, parameters)

    return Return(kept.request, kept.provider, profile)


class Transactions(Protocol):
    """Runs work in a transaction of its own, with the pool to which somebody signs in."""

    def __call__(self, work: Callable[[Context, Pool], Result], /) -> Result:
        """Return what work returns, once what it wrote is real."""
        ...


class _SignedIn(NamedTuple):
    completed: CompletedSignIn
    saml_session: SamlSession | None


def arrival(transactions: Transactions, back: Return) -> Arrival:
    """Sign somebody in, and return where the browser goes.

    Args:
        transactions: run each step.
        back: who comes, and for what.

    Raises:
        AuthorizationError: it comes to nothing; the app hears of it. If a function refuses that is
            told of the user, as PostConfirmation is, the user stays (claimed).

    """
    try:
        signed_in = transactions(partial(_sign_in, back=back))
    except events.REFUSALS as refusal:  # of one that was asked once the user was there
        raise transactions(partial(_told, back=back, refusal=refusal)) from None
    return transactions(partial(_send_on, back=back, signed_in=signed_in))


def _sign_in(ctx: Context, pool: Pool, *, back: Return) -> _SignedIn:
    client = client_lookup.get(ctx, pool, back.request.client_id)
    provider = _provider(ctx, pool, back)
    try:
        profile = back.profile(ctx, provider)
        completed = federated.completed(ctx, pool, client, provider, profile, EventDetails(client))
    except FederationError as failure:
        raise federated_requests.refused(ctx, back.request, provider, failure) from None
    return _SignedIn(completed, profile.session)


def _provider(ctx: Context, pool: Pool, back: Return) -> IdentityProvider:
    """Return the provider.

    Raises:
        AuthorizationError: it was deleted while the user was there (a guess).

    """
    try:
        return providers.get(ctx, pool, back.provider)
    except errors.ResourceNotFoundException as gone:
        ctx.warn(f"A sign-in by {back.provider} failed: it was deleted meanwhile.", pool)
        raise AuthorizationError(back.request, "invalid_request", gone.message) from None


def _told(
    ctx: Context, pool: Pool, *, back: Return, refusal: errors.CognitoError
) -> AuthorizationError:
    """Return what the app hears of a function that refused once the user was there."""
    provider = _provider(ctx, pool, back)
    return federated_requests.refused(ctx, back.request, provider, failures.of_service(refusal))


def _send_on(ctx: Context, pool: Pool, *, back: Return, signed_in: _SignedIn) -> Arrival:
    client = client_lookup.get(ctx, pool, back.request.client_id)
    return authorization.arrived(
        ctx,
        client,
        back.request,
        signed_in.completed,
        provider=back.provider,
        saml_session=signed_in.saml_session,
    )
