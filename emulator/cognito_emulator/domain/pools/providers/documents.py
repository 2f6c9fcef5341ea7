"""Documents that providers publish about themselves, fetched, and what to say where that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.fetching import Fetch, FetchFailure

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

_OK = 200


def fetched(ctx: Context, provider: IdentityProvider, url: str) -> bytes | None:
    """Return a document of a provider; where there is none, a warning tells why."""
    answer = ctx.outside(f"fetch {url}", lambda: ctx.fetch(Fetch(url)))
    if isinstance(answer, FetchFailure):
        tell(ctx, provider, answer.sentence)
        return None
    if answer.status != _OK:
        tell(ctx, provider, f"{url} answers with the status {answer.status}")
        return None
    return answer.body


def tell(ctx: Context, provider: IdentityProvider, flaw: str) -> None:
    """Say what is wrong with a document, which no answer of the service does."""
    ctx.warn(
        f"The identity provider {provider.name} does not say of itself what is needed: {flaw}."
        f" With a stand-in in its place (--provider {provider.name}=stand-in) nothing is fetched.",
        ctx.tx.get(POOLS, provider.pool_id),
    )
