"""How a provider is asked: over the network, or in this process if a stand-in plays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.federation.stand_ins import playing
from cognito_emulator.domain.pools.providers import stand_ins

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.conversation import Ask
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.fetching import Fetch, Fetched, FetchFailure


# The token endpoint is told it (measured [federation-30]). That the others are, and that it is the
# id in our answer to the browser, is a guess.
_REQUEST_ID = "X-Amz-Cognito-Request-Id"


def asking(ctx: Context, provider: IdentityProvider, place: Place) -> Ask:
    """Return what asks a provider, once for all runs of a request.

    Args:
        ctx: the request.
        provider: it.
        place: where the browser reaches the emulator, and with it the stand-in.

    """
    played = stand_ins.plays(ctx, provider)
    fetcher = playing.fetcher(ctx, provider, place.emulator_url) if played else ctx.fetch

    def ask(wanted: Fetch) -> Fetched | FetchFailure:
        told = wanted._replace(headers={**wanted.headers, _REQUEST_ID: ctx.caller.request_id})
        return ctx.outside(f"{wanted.method} {wanted.url}", lambda: fetcher(told))

    return ask
