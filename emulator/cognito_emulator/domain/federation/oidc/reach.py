"""How a provider is reached: at its own addresses, or at those of the stand-in that plays it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.federation.oidc import endpoints
from cognito_emulator.domain.federation.stand_ins import playing
from cognito_emulator.domain.pools.providers import stand_ins

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.endpoints import Endpoints
    from cognito_emulator.domain.federation.oidc.exchange import Ask
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.fetching import Fetch, Fetched, Fetcher, FetchFailure


class Reach(NamedTuple):
    """Where a provider is, and who asks it."""

    endpoints: Endpoints
    ask: Ask


def of(ctx: Context, provider: IdentityProvider, place: Place) -> Reach:
    """Return how a provider is reached."""
    own = endpoints.of(provider)
    if not stand_ins.plays(ctx, provider):
        return Reach(own, _asking(ctx, ctx.fetch))
    there = playing.endpoints(provider, place.emulator_url)
    played = own._replace(  # the issuer stays the provider's
        authorize_url=there["authorization"],
        token_url=there["token"],
        attributes_url=there.get("user_info", ""),
        jwks_uri=there.get("keys", ""),
    )
    return Reach(played, _asking(ctx, playing.fetcher(ctx, provider, place.emulator_url)))


def _asking(ctx: Context, fetch: Fetcher) -> Ask:
    def ask(wanted: Fetch) -> Fetched | FetchFailure:
        return ctx.outside(f"{wanted.method} {wanted.url}", lambda: fetch(wanted))

    return ask
