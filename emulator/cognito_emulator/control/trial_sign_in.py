"""A sign-in at a pool's pages without an app: it comes back to the emulator itself.

A client takes part that has the emulator's own page among its callback URLs, and the code flow. A
secret that it has is known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.pools import lookup as pool_lookup

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
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


class Beginning(NamedTuple):
    """Where a trial begins, and at which pool."""

    pool_id: str
    url: str


def beginning(engine: Engine, base_url: str) -> Beginning | None:
    """Return where the browser is sent; ``None`` if no client can take part.

    Args:
        engine: the engine.
        base_url: the emulator's address for the browser.

    """

    def found(ctx: Context) -> Beginning | None:
        for pool in pool_lookup.everywhere(ctx):
            client = next(filter(can_take_part, client_lookup.of_pool(ctx, pool)), None)
            at = _domain_url(ctx, pool, base_url)
            if client is not None and at is not None:
                query = urlencode(_request(client, end_at(base_url)))
                return Beginning(pool.id, f"{at}/oauth2/authorize?{query}")
        return None

    def can_take_part(client: Client) -> bool:
        oauth = client.oauth
        return oauth.enabled and end_at(base_url) in oauth.callback_urls and "code" in oauth.flows

    return engine.run_inside(found, base_url=base_url)


class Link(NamedTuple):
    """An address at which a browser signs in to a pool, to type or to click.

    Attributes:
        url: it.
        to_app: whether it leads to an app, which has not begun the sign-in: most libraries refuse
            an answer whose ``state`` they have not sent.

    """

    url: str
    to_app: bool


def link(engine: Engine, pool_id: str, base_url: str) -> Link | None:
    """Return where a browser signs in to a pool.

    It is `BEGIN` where the pool takes part in the trial, else the sign-in page for the pool's first
    app that may send users there: it leads to that app. ``None`` says that no app of it may.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    trial = beginning(engine, base_url)
    if trial is not None and trial.pool_id == pool_id:
        return Link(f"{base_url}{BEGIN}", to_app=False)

    def found(ctx: Context) -> Link | None:
        pool = doors.pool(ctx, pool_id)
        at = _domain_url(ctx, pool, base_url)
        for client in client_lookup.of_pool(ctx, pool):
            if at is not None and (query := _request_of_app(client)) is not None:
                return Link(f"{at}/login?{urlencode(query)}", to_app=True)
        return None

    return engine.run_inside(found, base_url=base_url)


def redeemed(engine: Engine, code: Code, base_url: str) -> Tokens:
    """Return the tokens for a code that came back.

    Raises:
        ValueError: the code is not good, or no longer.
        ResourceNotFoundException: there is no such client.

    """
    from cognito_emulator.control import authorization  # noqa: PLC0415 - all grants; no link needs

    form = {
        "grant_type": "authorization_code",
        "code": code.value,
        "redirect_uri": end_at(base_url),
    }

    def granted(ctx: Context) -> Tokens:
        return authorization.tokens_of(ctx, doors.client(ctx, code.client_id), form)

    try:
        authorization.ask_for_tokens(engine)
        return engine.run_inside(granted, base_url=base_url)
    except GrantError as refusal:
        why = authorization.reason(refusal)
        raise ValueError(f"The code was refused: {why} Begin again at {BEGIN}.") from None


def _request(client: Client, redirect_uri: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": redirect_uri,
        "state": client.id,  # by which the code's client is known when it comes back
    }


def _request_of_app(client: Client) -> dict[str, str] | None:
    """Return the least that an app asks for; ``None`` if it may not ask, or has no way back."""
    oauth = client.oauth
    kinds = {"code": "code", "implicit": "token"}
    response_type = next((kinds[flow] for flow in kinds if flow in oauth.flows), None)
    listed = sorted(oauth.callback_urls, key=lambda url: url.endswith(END))  # apps' own first
    back = oauth.default_redirect_uri or next(iter(listed), None)
    if not oauth.enabled or response_type is None or back is None:
        return None
    return {"client_id": client.id, "response_type": response_type, "redirect_uri": back}


def _domain_url(ctx: Context, pool: Pool, base_url: str) -> str | None:
    domain = domains.shown(ctx, pool)
    return domains.url(domain, base_url) if domain else None
