"""The grant ``client_credentials`` (RFC 6749, 4.4): tokens of a machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.oauth.grants.functions import asking
from cognito_emulator.domain.tokens import issue
from cognito_emulator.domain.work.events import EventDetails

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context


def redeem(ctx: Context, pool: Pool, client: Client, form: Mapping[str, str]) -> Tokens:
    """Return an access token that a client has for itself.

    Raises:
        GrantError: ``invalid_client``: the client has no secret (a guess); ``invalid_request``:
            ``aws_client_metadata`` is no object of texts (a guess); ``invalid_scope``: no scope is
            left (a guess); or a function refuses.

    """
    if not client.secrets:
        raise GrantError("invalid_client", why="The client has no secret.")
    metadata = _metadata(form.get("aws_client_metadata"))
    details = EventDetails(client, metadata, ("PreTokenGeneration",))
    scopes = _scopes(client, form.get("scope"))
    with asking():
        return issue.for_machine(ctx, pool, client, scopes, details)


def _scopes(client: Client, wanted: str | None) -> tuple[str, ...]:
    """Return the scopes of the token: all of the client's where none is asked for (documented).

    Of those asked for, the ones that the client does not have are passed over: so says the newest
    text (documented); older reports have it refused.
    """
    names = (wanted or "").split()
    granted = tuple(name for name in client.oauth.scopes if not names or name in names)
    if not granted:
        listed = ", ".join(client.oauth.scopes) or "empty"
        why = f"No scope is in AllowedOAuthScopes of the client: {listed}."
        raise GrantError("invalid_scope", why=why)
    return granted


def _metadata(text: str | None) -> dict[str, str] | None:
    if not text:
        return None
    try:
        read: Any = orjson.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        why = "aws_client_metadata is not a JSON object of texts."
        raise GrantError("invalid_request", why=why)
    return read
