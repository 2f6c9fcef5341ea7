"""Which client calls the token endpoint, and how it proves that (RFC 6749, section 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.clients import secrets
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.oauth.failures import GrantError

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


class Credentials(NamedTuple):
    """Who somebody claims to be, by the Authorization header or in the body.

    Attributes:
        client_id: empty where none was sent.
        secret: ``None`` or empty where none was sent.

    """

    client_id: str
    secret: str | None = None


def authenticated(ctx: Context, pool: Pool, credentials: Credentials) -> Client:
    """Return the client that somebody proves to be.

    A client without a secret need not prove anything; one that it sends is not looked at: an empty
    one measured [oauth-6], any other a guess. Each of several secrets will do (documented).

    Args:
        ctx: the operation.
        pool: the domain's.
        credentials: who they claim to be.

    Raises:
        GrantError: ``invalid_client``: no such client, or not its secret (measured [oauth-8]);
            ``invalid_request``: no client is named (a guess).

    """
    if not credentials.client_id:
        raise GrantError("invalid_request", why="There is no client_id.")
    client = ctx.tx.get(CLIENTS, credentials.client_id)
    if client is None or client.pool_id != pool.id:
        why = f"The pool has no client {credentials.client_id!r:.100}."
        raise GrantError("invalid_client", why=why)
    if not _proves(client, credentials.secret or ""):
        why = f"The client_secret is {'wrong' if credentials.secret else 'missing'}."
        raise GrantError("invalid_client", why=why)
    return client


def _proves(client: Client, secret: str) -> bool:
    """Whether somebody knows a client's secret; one without takes whatever is sent."""
    return not client.secrets or secrets.matches(client, secret)
