"""Where a provider that speaks OAuth 2.0 is reached, and what it is told of us."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from cognito_emulator.domain.pools.providers import details

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider


class Endpoints(NamedTuple):
    """A provider's addresses.

    Attributes:
        issuer: what its ID tokens must name; ``None`` of a provider that has none.
        authorize_url: where browsers go.
        token_url, attributes_url, jwks_uri: what the service itself asks; empty where there is no
            such thing.

    """

    issuer: str | None
    authorize_url: str
    token_url: str
    attributes_url: str
    jwks_uri: str


class Registration(NamedTuple):
    """What a provider knows the pool by.

    Attributes:
        client_id, client_secret: as the provider gave them; a client may be without a secret.
        redirect_uri: the pool's, at the address by which the browser came.

    """

    client_id: str
    client_secret: str | None
    redirect_uri: str


def of(provider: IdentityProvider) -> Endpoints:
    """Return the addresses of a provider, given, discovered, or known of its type."""
    known = details.complete(provider)
    return Endpoints(
        issuer=known.get("oidc_issuer"),
        authorize_url=known.get("authorize_url", ""),
        token_url=known.get("token_url", ""),
        attributes_url=known.get("attributes_url", ""),
        jwks_uri=known.get("jwks_uri", ""),
    )


def authorization_url(
    provider: IdentityProvider, address: str, registration: Registration, state: str
) -> str:
    """Return where the browser goes (parameters and order measured [federation-3]: no nonce).

    Args:
        provider: it.
        address: of its authorization endpoint; a query that it has stays.
        registration: what the provider knows the pool by.
        state: what it is to bring back.

    """
    query = urlencode(
        {
            "client_id": registration.client_id,
            "redirect_uri": registration.redirect_uri,
            "scope": provider.details.get("authorize_scopes", ""),
            "response_type": "code",
            "state": state,
        }
    )
    return f"{address}{'&' if '?' in address else '?'}{query}"
