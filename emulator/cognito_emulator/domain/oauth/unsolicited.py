"""Sign-ins that a SAML provider begins: RelayState says what the app wants (documented)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from cognito_emulator.domain.federation import choice
from cognito_emulator.domain.federation import place as places
from cognito_emulator.domain.federation.saml import sign_in as saml
from cognito_emulator.domain.oauth import authorization, federated_requests
from cognito_emulator.domain.oauth.failures import UntrustedRequest
from cognito_emulator.domain.oauth.federated_returns import Return
from cognito_emulator.domain.pools.providers import details

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.federation.profile import Profile
    from cognito_emulator.domain.oauth.record import AuthorizationRequest
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

#: What the error page says of a provider that comes by itself, and may not (measured [saml-6]).
INVALID = "Invalid samlResponse or relayState from identity provider"


def is_request(relay_state: str | None) -> bool:
    """Whether a RelayState is an app's request, rather than a state that was sent away."""
    return relay_state is not None and "client_id=" in relay_state


def back(ctx: Context, pool: Pool, relay_state: str, field: str, place: Place) -> Return:
    """Return who comes by themselves, and for which app.

    Args:
        ctx: the request.
        pool: to which the user signs in.
        relay_state: an authorization request, as a query string.
        field: SAMLResponse of the form.
        place: where the browser is.

    Raises:
        UntrustedRequest: nobody knows for which app, or the provider may not begin.
        AuthorizationError: the app may not ask for that, and hears of it.

    """
    client, request = _requested(ctx, pool, relay_state)
    provider = _provider(ctx, pool, client, request)
    recipients = places.acs_of_pool(ctx, pool, place)
    delivery = saml.Delivery(field, recipients, None, place.emulator_url)

    def profile(ctx: Context, provider: IdentityProvider) -> Profile:
        return saml.profile(ctx, provider, delivery)

    return Return(request, provider.name, profile)


def _requested(ctx: Context, pool: Pool, relay_state: str) -> tuple[Client, AuthorizationRequest]:
    values = parse_qs(relay_state, keep_blank_values=True)
    parameters = {name: found[0] for name, found in values.items()}
    if "scope" in parameters:  # a blank may be written %2B, which is a plus here (documented)
        parameters["scope"] = parameters["scope"].replace("+", " ")
    repeated = {name for name, found in values.items() if len(found) > 1}
    try:
        return authorization.requested(ctx, pool, parameters, repeated)
    except UntrustedRequest as refusal:
        raise _invalid(refusal.description or refusal.error, refusal.client_id) from None


def _provider(
    ctx: Context, pool: Pool, client: Client, request: AuthorizationRequest
) -> IdentityProvider:
    """Return the provider that a request names, if it may begin.

    Raises:
        UntrustedRequest: there is none, or it may not. That a client with users of other kinds is
            refused is documented; that it happens here, a guess.

    """
    provider = federated_requests.provider_of(ctx, pool, client, request)
    if provider is None:
        raise _invalid(
            "identity_provider in RelayState names no provider of the client.", client.id
        )
    if provider.type != "SAML" or not details.is_on(provider, "IDPInit"):
        raise _invalid(
            f"IDPInit of {provider.name} is not true, so it may not begin a sign-in.", client.id
        )
    others = choice.others_than_saml(ctx, pool, client)
    if others:
        raise _invalid(
            f"{provider.name} may not begin a sign-in, as the client has other identity providers"
            f" than SAML ones: {', '.join(others)}.",
            client.id,
        )
    return provider


def _invalid(hint: str, client_id: str | None) -> UntrustedRequest:
    return UntrustedRequest(INVALID, client_id=client_id, hint=hint)
