"""Which client calls the token endpoint, and how it proves that (RFC 6749, section 2.3)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.oauth.failures import GrantError

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


class Credentials(NamedTuple):
    """Who somebody claims to be, by the Authorization header or in the body.

    Attributes:
        secret: ``None`` or empty where none was sent.

    """

    client_id: str
    secret: str | None = None


def authenticated(ctx: Context, pool: Pool, credentials: Credentials) -> Client:
    """Return the client that somebody proves to be.

    Raises:
        GrantError: ``invalid_client``.

    """
    client = ctx.tx.get(CLIENTS, credentials.client_id)
    if client is None or client.pool_id != pool.id or not _proves(client, credentials.secret or ""):
        raise GrantError("invalid_client")
    return client


def _proves(client: Client, secret: str) -> bool:
    known = [
        hmac.compare_digest(each.value.encode(), secret.encode("utf-8", "surrogatepass"))
        for each in client.secrets
    ]
    return any(known) or not client.secrets
