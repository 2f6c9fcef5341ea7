"""How a provider is reached: at its own addresses, or at those of the stand-in that plays it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.federation.oidc import endpoints

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.endpoints import Endpoints
    from cognito_emulator.domain.federation.oidc.exchange import Ask
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.fetching import Fetch, Fetched, FetchFailure


class Reach(NamedTuple):
    """Where a provider is, and who asks it."""

    endpoints: Endpoints
    ask: Ask


def of(ctx: Context, provider: IdentityProvider, _place: Place) -> Reach:
    """Return how a provider is reached."""

    def ask(wanted: Fetch) -> Fetched | FetchFailure:
        return ctx.outside(f"{wanted.method} {wanted.url}", lambda: ctx.fetch(wanted))

    return Reach(endpoints.of(provider), ask)
