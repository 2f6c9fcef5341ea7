"""Users who come over from another directory when they are first asked for: UserMigration.

The user becomes real before the operation goes on, which begins anew for that: the other triggers,
and the functions behind them, find somebody who is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.accounts import eligibility, registration
from cognito_emulator.domain.accounts import migration_trigger as triggers
from cognito_emulator.domain.factors import preferences
from cognito_emulator.domain.messages import delivery
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.work import events
from cognito_emulator.domain.work.context import RunAgain

if TYPE_CHECKING:
    from cognito_emulator.domain.accounts.migration_trigger import Newcomer
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


# In an answer it is the name of the user, not an attribute.
_USERNAME = "username"


def at_sign_in(
    ctx: Context, pool: Pool, client: Client, name: str, password: str, details: EventDetails
) -> None:
    """Bring over a user who is unknown and signs in with a password.

    Raises:
        RunAgain: not an error; the user is here now.
        UserNotFoundException: the function's answer cannot be read, or it knows nobody and the
            client does not hide that (a guess).
        NotAuthorizedException: it knows nobody, and the client hides that (claimed [migration-4]),
            or what it says cannot be a user here (measured [migration-2] for a ``sub`` among the
            attributes).
        UserLambdaValidationException: it refuses.

    """
    newcomer = _newcomer(ctx, pool, client, name, password, details)
    if newcomer is None:
        return
    if not newcomer.attributes:
        raise eligibility.refused() if client.hides_users else _failed(client)
    if _brought(ctx, pool, name, password, newcomer, details) is None:
        raise eligibility.refused()
    raise RunAgain


def at_recovery(ctx: Context, pool: Pool, client: Client, name: str, details: EventDetails) -> None:
    """Bring over a user who is unknown and has forgotten the password.

    Raises:
        RunAgain: not an error; the user is here now.
        UserNotFoundException: the function's answer cannot be read, it knows nobody and the client
            does not hide that, or what it says cannot be a user here (a guess).
        UserLambdaValidationException: it refuses (measured [migration-3]), whatever the client
            hides (a guess).

    """
    newcomer = _newcomer(ctx, pool, client, name, None, details)
    if newcomer is None:
        return
    if not newcomer.attributes and client.hides_users:
        return
    if not newcomer.attributes or _brought(ctx, pool, name, None, newcomer, details) is None:
        raise _failed(client)
    raise RunAgain


def _newcomer(
    ctx: Context,
    pool: Pool,
    client: Client,
    name: str,
    password: str | None,
    details: EventDetails,
) -> Newcomer | None:
    """Return what the function says of somebody unknown, ``None`` where it is not asked.

    Where there is no password, it was forgotten.

    Raises:
        UserNotFoundException: its answer is no event, whatever the client hides (measured
            [migration-1]), or has a member of another type (a guess).
        UserLambdaValidationException: it refuses.

    """
    if (
        not events.is_set(ctx, pool, "UserMigration")
        or directory.by_name(ctx, pool, name) is not None
    ):
        return None
    source = "ForgotPassword" if password is None else "Authentication"
    try:
        return triggers.ask(ctx, pool, source, name, password, details)
    except errors.InvalidLambdaResponseException as unreadable:
        raise _failed(client) from unreadable


def _brought(
    ctx: Context,
    pool: Pool,
    name: str,
    password: str | None,
    newcomer: Newcomer,
    details: EventDetails,
) -> User | None:
    """Return the new user, welcomed if so wished; ``None`` where there can be none like that.

    Then the operation has to fail, for half of the user may be written.
    """
    try:
        user = _made(ctx, pool, name, password, newcomer)
        contacts = delivery.to_invite(user.attributes, newcomer.media) if newcomer.welcome else ()
    except errors.CognitoError as refusal:
        ctx.warn(f"UserMigration: {name} cannot come over: {refusal}", pool)
        return None
    # That the welcome names the password that was typed is a guess.
    secret = password or registration.temporary_password(ctx, pool, None)
    if newcomer.welcome and secret is not None:
        delivery.invite(ctx, pool, user, secret, contacts, details)
    return user


def _made(ctx: Context, pool: Pool, name: str, password: str | None, newcomer: Newcomer) -> User:
    """Make the user; whoever signed in must be found by the name that was typed."""
    values = {n: value for n, value in newcomer.attributes.items() if n != _USERNAME}
    username = newcomer.attributes.get(_USERNAME) or name
    user = registration.migrate(
        ctx,
        pool,
        name if pool.username_attributes else username,
        values,
        password if newcomer.confirmed else None,
        force_alias=newcomer.force_alias,
    )
    if pool.fold(name) not in user.names:
        raise errors.InvalidParameterException(f"{name} is no name of {user.username}")
    if newcomer.sms_mfa:
        user = preferences.prefer(ctx, pool, user, {"SMS_MFA": preferences.Wish(enabled=True)})
    return user if newcomer.confirmed else directory.save(ctx, pool, user, status="RESET_REQUIRED")


def _failed(client: Client) -> errors.UserNotFoundException:
    return errors.UserNotFoundException(f"Exception migrating user in app client {client.id}")
