"""Signing out of a pool's domain: the browser session ends, whatever else is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.oauth import authorization, browser_sessions, single_logout

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


class Exit(NamedTuple):
    """Where a browser goes that has signed out.

    Attributes:
        uri: a registered one; ``None`` where it stays at the domain.
        to_login: whether it goes to the login page, with what the request has.
        hint: what developers are told who find themselves at the error page.

    """

    uri: str | None = None
    to_login: bool = False
    hint: str = ""


def signed_out(
    ctx: Context,
    pool: Pool,
    parameters: Mapping[str, str],
    handle: str | None,
    emulator_url: str,
) -> Exit:
    """End a browser's session, and return where the browser goes.

    A ``logout_uri`` that is registered wins over all else. Without one the request is one to sign
    in anew, which needs a ``redirect_uri`` (both documented); without any, the session has ended
    all the same (measured [authorization-16]). A request that names no client goes to the login
    page (measured [authorization-17]), also one of OpenID Connect RP-Initiated Logout, whose
    parameters are not honoured (measured [authorization-7]). Of identity providers only those of
    SAML hear of it, if that is wished (documented).

    Args:
        ctx: the request.
        pool: whose domain is asked.
        parameters: of the request.
        handle: of the browser's session.
        emulator_url: where this browser reaches the emulator.

    """
    ended = browser_sessions.end_named(ctx, pool, handle)
    if not parameters.get("client_id"):
        return Exit(to_login=True)
    client = ctx.tx.get(CLIENTS, parameters["client_id"])
    client = client if client is not None and client.pool_id == pool.id else None
    uri = parameters.get("logout_uri")
    if uri and client is not None and uri in client.oauth.logout_urls:
        there = single_logout.begun(ctx, pool, ended, uri, emulator_url) if ended else uri
        return Exit(uri=there)
    if parameters.get("redirect_uri"):
        return Exit(to_login=True)
    return Exit(hint=_hint(client, uri))


def _hint(client: Client | None, uri: str | None) -> str:
    if client is None:
        return "The pool has no such client."
    if not uri:
        return "There is neither a logout_uri nor a redirect_uri."
    return authorization.unregistered("sign-out", uri, client.oauth.logout_urls, client)
