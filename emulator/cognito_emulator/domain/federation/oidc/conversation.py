"""What is known of a provider while it is asked about one sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.fetching import Fetch, Fetched, FetchFailure

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.dialect import Dialect
    from cognito_emulator.domain.federation.oidc.endpoints import Endpoints
    from cognito_emulator.domain.pools.providers.record import IdentityProvider

#: Asks a provider, or who plays it.
Ask = Callable[[Fetch], Fetched | FetchFailure]


class Conversation(NamedTuple):
    """A provider, and what it knows the pool by.

    Attributes:
        provider: it.
        dialect: how it speaks.
        endpoints: where it is.
        ask: asks it.
        client_id, client_secret: the pool's there; a client may be without a secret.
        redirect_uri: the pool's, at the address by which the browser came.
        now: epoch seconds.

    """

    provider: IdentityProvider
    dialect: Dialect
    endpoints: Endpoints
    ask: Ask
    client_id: str
    client_secret: str | None
    redirect_uri: str
    now: float
