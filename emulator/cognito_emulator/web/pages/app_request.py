"""The authorization request that stands in a page's query: what the app wants, and by which client.

Whoever opens a page without a good one hears so in the place of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.oauth import authorization
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationRequest
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.web.hosting.visit import Work


def read(ctx: Context, place: PoolDomain) -> tuple[Client, AuthorizationRequest]:
    """Return who asks, and for what.

    Raises:
        UntrustedRequest, AuthorizationError: the request is not good, see
            `cognito_emulator.domain.oauth.authorization.requested`.

    """
    return authorization.requested(ctx, place.pool, visit().query)


def client(ctx: Context, place: PoolDomain) -> Client:
    """Return who asks.

    Raises:
        UntrustedRequest, AuthorizationError: the request is not good.

    """
    return read(ctx, place)[0]


def pool(admitted: Work[object] = read) -> Pool:
    """Return the pool whose page is opened, if the page may be shown.

    Args:
        admitted: raises if it may not; by default all that matters is the request.

    Raises:
        UntrustedRequest, AuthorizationError: it may not be shown.

    """

    def work(ctx: Context, place: PoolDomain) -> Pool:
        admitted(ctx, place)
        return place.pool

    return visit().look(work)
