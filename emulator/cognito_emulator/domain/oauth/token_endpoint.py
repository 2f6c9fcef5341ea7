"""What the token endpoint does with a request: who asks, by which grant, may that be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.oauth import client_authentication
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.oauth.grants import (
    authorization_code,
    client_credentials,
    refresh_token,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.client_authentication import Credentials
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context


class Grant(NamedTuple):
    """A grant of the token endpoint.

    Attributes:
        redeem: makes tokens of the form.
        flow: of AllowedOAuthFlows, which a client must have; ``None`` where any will do.

    """

    redeem: Callable[[Context, Pool, Client, Mapping[str, str]], Tokens]
    flow: str | None = None


GRANTS: Mapping[str, Grant] = {
    "authorization_code": Grant(authorization_code.redeem, "code"),
    "refresh_token": Grant(refresh_token.redeem),
    "client_credentials": Grant(client_credentials.redeem, "client_credentials"),
}
_NOT_EMULATED = {
    "urn:ietf:params:oauth:grant-type:token-exchange": "Token exchange (RFC 8693) is not emulated.",
}


def tokens(ctx: Context, pool: Pool, credentials: Credentials, form: Mapping[str, str]) -> Tokens:
    """Return the tokens that a request is good for; the order of checks is a guess.

    Args:
        ctx: the operation.
        pool: the domain's.
        credentials: who asks.
        form: the request's parameters.

    Raises:
        GrantError: the request is refused.

    """
    wanted = _grant(form.get("grant_type"))
    client = client_authentication.authenticated(ctx, pool, credentials)
    if not client.oauth.enabled:
        # Measured [oauth-10] for client_credentials; for the others a guess.
        why = "AllowedOAuthFlowsUserPoolClient of the client is not true."
        raise GrantError("invalid_grant", why=why)
    if wanted.flow is not None and wanted.flow not in client.oauth.flows:
        why = f"{wanted.flow} is not in AllowedOAuthFlows of the client."
        raise GrantError("unauthorized_client", why=why)  # documented
    return wanted.redeem(ctx, pool, client, form)


def _grant(name: str | None) -> Grant:
    if not name:
        raise GrantError("invalid_request", why="There is no grant_type in a form.")  # documented
    if name not in GRANTS:
        why = f"grant_type is {name!r:.50}, not one of {', '.join(GRANTS)}."
        raise GrantError("unsupported_grant_type", _NOT_EMULATED.get(name), why=why)
    return GRANTS[name]
