"""Where a provider that speaks OAuth 2.0 is asked: by browsers, and by the pool itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.stand_ins import playing
from cognito_emulator.domain.pools.providers import details, discovery, stand_ins

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.pools.providers.record import IdentityProvider, ProviderType
    from cognito_emulator.domain.work.context import Context

# Where the keys are of providers whose details do not say so (as they publish it themselves).
_KEYS: Mapping[ProviderType, str] = {
    "Google": "https://www.googleapis.com/oauth2/v3/certs",
    "SignInWithApple": "https://appleid.apple.com/auth/keys",
}


class Endpoints(NamedTuple):
    """A provider's addresses.

    Attributes:
        issuer: what its ID tokens must name; ``None`` of a provider that has none.
        authorize_url: where browsers go.
        token_url, attributes_url, jwks_uri: what the pool itself asks; empty where there is no such
            thing.

    """

    issuer: str | None
    authorize_url: str
    token_url: str
    attributes_url: str
    jwks_uri: str


def of(ctx: Context, provider: IdentityProvider, place: Place) -> Endpoints:
    """Return the addresses of a provider: given, discovered, known of its type, or a stand-in's.

    Args:
        ctx: the request.
        provider: it.
        place: where the browser reaches the emulator, and with it the stand-in.

    Raises:
        FederationError: it does not say where it is (a guess).

    """
    known = details.complete(provider)
    if stand_ins.plays(ctx, provider):
        return _played(known, playing.endpoints(provider, place.emulator_url))
    if provider.type == "OIDC":
        known = {**_discovered(ctx, provider), **known}
    return Endpoints(
        issuer=known.get("oidc_issuer"),
        authorize_url=known.get("authorize_url", ""),
        token_url=known.get("token_url", ""),
        attributes_url=known.get("attributes_url", ""),
        jwks_uri=known.get("jwks_uri", _KEYS.get(provider.type, "")),
    )


def _played(known: Mapping[str, str], there: Mapping[str, str]) -> Endpoints:
    """Return the addresses of a stand-in; the issuer is that of the provider that it plays."""
    profile = there.get("people", there.get("user_info", ""))
    query = urlsplit(known.get("attributes_url", "")).query
    return Endpoints(
        issuer=known.get("oidc_issuer"),
        authorize_url=there["authorization"],
        token_url=there["token"],
        attributes_url=f"{profile}?{query}" if query else profile,
        jwks_uri=there.get("keys", ""),
    )


def _discovered(ctx: Context, provider: IdentityProvider) -> Mapping[str, str]:
    """Return what the details of an OIDC provider do not say, if there is such a thing."""
    if discovery.is_superfluous(provider):
        return {}
    found = discovery.endpoints(ctx, provider)
    if found is None:
        raise FederationError(discovery.UNREACHABLE, "server_error")
    return found
