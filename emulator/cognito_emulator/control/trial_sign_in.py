"""A sign-in at a pool's pages without an app: it comes back to the emulator itself.

A client takes part that has the emulator's own page among its callback URLs, the code flow, and no
secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.oauth import token_endpoint
from cognito_emulator.domain.oauth.client_authentication import Credentials
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.pools import lookup as pool_lookup

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

#: Where it begins, and where it comes back to.
BEGIN, END = "/_emulator/sign-in", "/_emulator/signed-in"


class Code(NamedTuple):
    """What comes back: a code, and for which client."""

    value: str
    client_id: str


def end_at(base_url: str) -> str:
    """Return the callback URL that a client has to have, for who asks at a base URL."""
    return f"{base_url}{END}"


def url(engine: Engine, base_url: str) -> str | None:
    """Return where the browser is sent; ``None`` if no client can take part.

    Args:
        engine: the engine.
        base_url: the emulator's address for the browser.

    """

    def found(ctx: Context) -> str | None:
        for pool in pool_lookup.everywhere(ctx):
            client = next(filter(can_take_part, client_lookup.of_pool(ctx, pool)), None)
            domain = domains.shown(ctx, pool)
            at = domains.url(domain, base_url) if domain else None
            if client is not None and at is not None:
                return f"{at}/oauth2/authorize?{urlencode(_request(client, end_at(base_url)))}"
        return None

    def can_take_part(client: Client) -> bool:
        oauth = client.oauth
        has_page = oauth.enabled and end_at(base_url) in oauth.callback_urls
        return has_page and "code" in oauth.flows and not client.secrets

    return engine.run_inside(found, base_url=base_url)


def redeemed(engine: Engine, code: Code, base_url: str) -> Tokens:
    """Return the tokens for a code that came back.

    Raises:
        ValueError: the code is not good, or no longer.
        ResourceNotFoundException: there is no such client.

    """
    form = {
        "grant_type": "authorization_code",
        "code": code.value,
        "redirect_uri": end_at(base_url),
    }

    def granted(ctx: Context) -> Tokens:
        pool = doors.pool_of(ctx, doors.client(ctx, code.client_id))
        return token_endpoint.tokens(ctx, pool, Credentials(code.client_id, None), form)

    try:
        return engine.run_inside(granted, base_url=base_url)
    except GrantError as refusal:
        raise ValueError(
            f"The code is good for no tokens: {refusal.error}. It is good once, for five minutes; "
            f"{BEGIN} begins again."
        ) from None


def _request(client: Client, redirect_uri: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": redirect_uri,
        "state": client.id,  # by which the code's client is known when it comes back
    }
