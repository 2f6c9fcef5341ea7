"""Whether a user may sign in at all: found, enabled, confirmed, not awaiting a reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.accounts import lockout
from cognito_emulator.domain.users import directory, passwords
from cognito_emulator.domain.users.record import User

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_DAY = 86400


def refused() -> errors.NotAuthorizedException:
    """Return the error that tells only that it was not right (text recorded [accounts-4])."""
    return errors.NotAuthorizedException("Incorrect username or password.")


def find(
    ctx: Context, pool: Pool, client: Client, name: str, *, hidden: bool = False
) -> User | None:
    """Return the user who signs in as ``name``, ``None`` for a hidden one.

    Args:
        ctx: the operation.
        pool: in which to look.
        client: which may hide unknown users.
        name: username or alias.
        hidden: whether unknown users are hidden whatever the client says.

    Raises:
        UserNotFoundException: the user is unknown, and not hidden.

    """
    user = directory.by_name(ctx, pool, name)
    if user is None and not (client.hides_users or hidden):
        raise errors.UserNotFoundException("User does not exist.")
    return user


def admit(client: Client, user: User) -> None:
    """Let pass a user who may go on signing in, before any password is looked at.

    For UNCONFIRMED users that order is measured [accounts-5], for disabled ones it is with SRP,
    measured [accounts-6]. A client that hides users answers for imported or reset ones as for a
    wrong password (documented).

    Raises:
        NotAuthorizedException: the user is disabled (text recorded [accounts-7]).
        UserNotConfirmedException: the user has not confirmed the sign-up.
        PasswordResetRequiredException: an administrator reset the password.

    """
    if not user.enabled:
        raise errors.NotAuthorizedException("User is disabled.")
    if user.status == "UNCONFIRMED":
        raise errors.UserNotConfirmedException("User is not confirmed.")
    if user.status == "RESET_REQUIRED":
        if client.hides_users:
            raise refused()
        raise errors.PasswordResetRequiredException("Password reset required for the user")


def check_password(ctx: Context, pool: Pool, user: User, text: str) -> None:
    """Check a password and, if it is a temporary one, its age.

    Raises:
        NotAuthorizedException: wrong, or temporary and too old, or the user is locked out.

    """
    lockout.check(ctx, user)
    if not passwords.check_password(pool, user, text):
        lockout.count(ctx, user)
        raise refused()
    check_age(ctx, pool, user)


def check_age(ctx: Context, pool: Pool, user: User) -> None:
    """Refuse a temporary password that is older than the policy's TemporaryPasswordValidityDays.

    Raises:
        NotAuthorizedException: it is (text measured [accounts-8]).

    """
    password = user.password
    lifetime = pool.password_policy.temporary_days * _DAY
    if password and password.temporary and ctx.now >= password.set_at + lifetime:
        raise errors.NotAuthorizedException(
            "Temporary password has expired and must be reset by an administrator."
        )
