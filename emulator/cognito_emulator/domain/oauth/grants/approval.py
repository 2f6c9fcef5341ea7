"""What a user who signed in at a pool's domain has an app have, and the tokens for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.oauth.grants.functions import asking
from cognito_emulator.domain.tokens import issue, scopes
from cognito_emulator.domain.tokens.grant import grant
from cognito_emulator.domain.tokens.record import Authorized
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.domain.work.events import EventDetails

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

_SOURCE = "HostedAuth"


class Approval(NamedTuple):
    """Who has signed in, and what the app asked for.

    Attributes:
        username: the user's canonical name.
        auth_time: when the user signed in, in epoch seconds.
        scopes, nonce, resource: of the authorization request.

    """

    sub: str
    username: str
    auth_time: float
    scopes: tuple[str, ...]
    nonce: str | None = None
    resource: str | None = None


def redeem(ctx: Context, pool: Pool, client: Client, approval: Approval) -> Tokens:
    """Return the tokens that an app gets, and remember the sign-in that they live by.

    The trigger's source is documented; that it is asked now, and not when the user signed in, is a
    guess.

    Raises:
        GrantError: ``invalid_grant``: the user is gone (measured [authorization-25]) or disabled (a
            guess), or the client may not read what its scopes ask for (measured [oauth-5]); see
            also `cognito_emulator.domain.oauth.grants.functions.asking`.

    """
    user = _holder(ctx, pool, approval)
    if unreadable := list(scopes.unreadable(approval.scopes, client)):
        why = f"A scope asks for {unreadable[0]}, which is not in ReadAttributes of the client."
        raise GrantError("invalid_grant", why=why)
    sign_in, refresh = issue.remember(
        ctx,
        client,
        user,
        at=approval.auth_time,
        scopes=approval.scopes,
        authorized=Authorized(approval.resource),
    )
    granted = grant(ctx, pool, client, user, sign_in)._replace(nonce=approval.nonce)
    with asking():
        return issue.signed(ctx, pool, granted, _SOURCE, EventDetails(client), refresh)


def _holder(ctx: Context, pool: Pool, approval: Approval) -> User:
    user = ctx.tx.get(USERS, (pool.id, approval.username))
    if user is None or user.sub != approval.sub or not user.enabled:
        raise GrantError("invalid_grant", why="The user was disabled or deleted.")
    return user
