"""The Session of a sign-up: once confirmed, its code counts as a first factor (documented).

SignUp gives one, ConfirmSignUp may take it and gives another, and InitiateAuth with USER_AUTH takes
that. Who gets one is a guess: clients that may use USER_AUTH, beyond LITE.

At the pages of a domain there is another one, which stands for the password that was given there:
who confirms the sign-up in the same browser is signed in (a guess).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.sign_in.first_factors import ADDRESSES
from cognito_emulator.domain.sign_in.record import ATTEMPTS, Attempt
from cognito_emulator.domain.sign_in.sessions import find, opened, unknown

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

# In place of a challenge's name.
_UNCONFIRMED, _CONFIRMED, _AT_PAGES = "SIGN_UP", "CONFIRM_SIGN_UP", "SIGN_UP_AT_PAGES"
_FACTORS = {attribute: factor for factor, attribute in ADDRESSES.items()}


def begin(ctx: Context, pool: Pool, client: Client, user: User) -> str | None:
    """Return the Session of a new user, ``None`` where there is none to be had.

    Nor for somebody whom PreSignUp confirmed: there is no confirmation to hand it to.
    """
    if user.status != "UNCONFIRMED":
        return None
    attempt = _by_choice(pool, client, user)
    return None if attempt is None else opened(ctx, client, attempt).handle


def confirm(
    ctx: Context, pool: Pool, client: Client, user: User, attribute: str, session: str | None
) -> str | None:
    """Return the Session that follows on a confirmation by a code to ``attribute``, if one does.

    It follows without SignUp's Session too: Amplify never sends that one, and signs in with this.
    None follows where a second factor is due after the first (a guess): the code cannot be both.

    Raises:
        NotAuthorizedException: the Session is not that of this user's sign-up, spent or expired.

    """
    if session is not None:
        _spend(ctx, client, user, session, _UNCONFIRMED)
    attempt = _by_choice(pool, client, user)
    if attempt is None or policy.wants_password(pool, user):
        return None
    factor = _FACTORS[attribute]
    confirmed = replace(attempt, challenge=_CONFIRMED, passed=(factor,))
    return opened(ctx, client, confirmed).handle


def redeem(ctx: Context, pool: Pool, client: Client, user: User | None, session: str) -> str:
    """Return the first factor that a confirmed sign-up stands for, and spend its Session.

    Raises:
        NotAuthorizedException: it is not that of this user's confirmation, spent or expired, or a
            second factor has come to be due since (a guess).

    """
    if user is not None and policy.wants_password(pool, user):
        raise unknown()
    return _spend(ctx, client, user, session, _CONFIRMED).passed[0]


def begin_at_pages(ctx: Context, client: Client, user: User) -> str:
    """Return the Session of somebody who has signed up with a password at the pages.

    It is good for as long as any other one (a guess); whoever confirms later signs in by hand.
    """
    attempt = _attempt(client, user, "USER_PASSWORD_AUTH", _AT_PAGES)
    return opened(ctx, client, replace(attempt, passed=("PASSWORD",))).handle


def redeem_at_pages(ctx: Context, client: Client, user: User | None, session: str) -> None:
    """Take the Session of a sign-up at the pages for its password, once.

    Raises:
        NotAuthorizedException: it is not that of this user's sign-up, spent or expired.

    """
    _spend(ctx, client, user, session, _AT_PAGES)


def _by_choice(pool: Pool, client: Client, user: User) -> Attempt | None:
    if pool.tier == "LITE" or "ALLOW_USER_AUTH" not in (client.explicit_flows or ()):
        return None
    return _attempt(client, user, "USER_AUTH", _UNCONFIRMED)


def _attempt(client: Client, user: User, flow: str, state: str) -> Attempt:
    return Attempt(
        pool_id=user.pool_id,
        client_id=client.id,
        username=user.username,
        sub=user.sub,
        flow=flow,
        challenge=state,
    )


def _spend(ctx: Context, client: Client, user: User | None, session: str, state: str) -> Attempt:
    attempt = find(ctx, client, state, session, sub=user.sub if user else "")
    ctx.tx.put(ATTEMPTS, replace(attempt, spent=True))
    return attempt
