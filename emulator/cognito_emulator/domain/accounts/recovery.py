"""Passwords that are forgotten, reset, changed, or set by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.accounts import eligibility, migration, triggers
from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.messages import codes, delivery, limits
from cognito_emulator.domain.users import directory, passwords

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.messages.delivery import Contact
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails

_MAY_FORGET = ("CONFIRMED", "RESET_REQUIRED", "UNCONFIRMED")
_MAY_BE_RESET = ("CONFIRMED", "RESET_REQUIRED")
_ADMIN_ONLY = ("admin_only",)
_EVERY_CHANNEL = ("verified_email", "verified_phone_number")


def forgot(ctx: Context, pool: Pool, client: Client, name: str, details: EventDetails) -> Contact:
    """Send a user a code to set a new password with; the status stays.

    A client that hides users is shown an invented address for somebody unknown, disabled, or
    without a verified address (documented).

    Raises:
        UserNotFoundException: there is no such user, and the client does not hide that.
        NotAuthorizedException: only administrators reset passwords here (text claimed), or the
            user has a temporary one (measured [recovery-1]).
        InvalidParameterException: no address of the user is verified (measured [recovery-2]).
        LimitExceededException: too many tries within an hour.
        RunAgain: not an error; UserMigration brought the user over.

    """
    migration.at_recovery(ctx, pool, client, name, details)
    user = directory.named(ctx, pool, client, name)
    limits.count(ctx, pool, user.sub if user else name, limits.RECOVER)
    if pool.recovery == _ADMIN_ONLY:
        raise errors.NotAuthorizedException("Contact administrator to reset password.")
    if user is not None:
        _require_status(user, _MAY_FORGET)
    contact = _contact(pool, user, pool.recovery) if user else None
    if user is not None and contact is not None:
        return delivery.send_code(ctx, pool, user, contact, delivery.FORGOT_PASSWORD, details)
    if client.hides_users:
        channels = tuple(channel.removeprefix("verified_") for channel in pool.recovery)
        if user is not None:
            needs = (f"a verified {channel}" for channel in channels)
            delivery.warn_unsent(ctx, pool, user, "the code to reset the password", *needs)
        return delivery.pretended(pool, name, channels)
    raise _no_contact()


def confirm_forgot(  # noqa: PLR0913 - what the request says, and of what its events tell
    ctx: Context,
    pool: Pool,
    client: Client,
    name: str,
    code: str,
    password: str,
    *,
    details: EventDetails,
) -> None:
    """Set a new password by the code that was sent.

    Raises:
        UserNotFoundException: there is no such user, and the client does not hide that.
        CodeMismatchException, ExpiredCodeException: the code is not good, or a hidden user's.
        InvalidPasswordException: the policy is not met; the code stays good.
        PasswordHistoryPolicyViolationException: the password was used before.
        LimitExceededException: too many tries within an hour.

    """
    user = directory.named(ctx, pool, client, name)
    limits.count(ctx, pool, user.sub if user else name, limits.RECOVER)
    if user is None:
        raise codes.mismatch()
    codes.use(ctx, user, codes.RESET, code)
    confirmed = passwords.set_password(ctx, pool, user, password, status="CONFIRMED")
    triggers.confirmed(ctx, pool, confirmed, details, "ConfirmForgotPassword")


def reset(ctx: Context, pool: Pool, user: User, details: EventDetails) -> None:
    """Void a user's password on an administrator's behalf, and send a code to set a new one with.

    Raises:
        NotAuthorizedException: the user is disabled (text claimed), or in no state for it (measured
            [recovery-3] for temporary passwords).
        InvalidParameterException: no address of the user is verified (text claimed).

    """
    if not user.enabled:
        raise errors.NotAuthorizedException("User is disabled")
    _require_status(user, _MAY_BE_RESET)
    channels = _EVERY_CHANNEL if pool.recovery == _ADMIN_ONLY else pool.recovery
    contact = _contact(pool, user, channels)
    if contact is None:
        raise _no_contact()
    waiting = directory.touch(ctx, pool, user, status="RESET_REQUIRED")
    delivery.send_code(ctx, pool, waiting, contact, delivery.FORGOT_PASSWORD, details)


def change(ctx: Context, pool: Pool, user: User, previous: str | None, proposed: str) -> None:
    """Replace a password that the user knows; tokens stay good (recorded [recovery-4]).

    A user without a password need not name one (documented).

    Raises:
        NotAuthorizedException: the previous password is another one (text measured [recovery-5]).
        PasswordResetRequiredException: an administrator reset the password (a guess, but that the
            service model lists the error).
        InvalidPasswordException: the policy is not met.
        PasswordHistoryPolicyViolationException: the password was used before.
        LimitExceededException: too many tries within an hour.

    """
    limits.count(ctx, pool, user.sub, limits.CHANGE_PASSWORD)
    if user.status == "RESET_REQUIRED":
        raise errors.PasswordResetRequiredException("Password reset required for the user")
    if user.password is not None and not passwords.check_password(pool, user, previous or ""):
        raise eligibility.refused()
    still_temporary = user.status == "FORCE_CHANGE_PASSWORD"  # set anew while a token was out
    passwords.set_password(ctx, pool, user, proposed, temporary=still_temporary)


def set_by_admin(ctx: Context, pool: Pool, user: User, text: str, *, permanent: bool) -> None:
    """Set a password, whatever the status; tokens stay good (recorded [recovery-6]).

    Raises:
        InvalidPasswordException: the policy is not met.
        PasswordHistoryPolicyViolationException: the password was used before.

    """
    status = "CONFIRMED" if permanent else "FORCE_CHANGE_PASSWORD"
    passwords.set_password(ctx, pool, user, text, temporary=not permanent, status=status)


def _contact(pool: Pool, user: User, mechanisms: tuple[str, ...]) -> Contact | None:
    """Return where a user's code goes, never the way that the second factor's codes go."""
    return delivery.to_recover(user, policy.recovery(pool, user, mechanisms))


def _require_status(user: User, allowed: tuple[str, ...]) -> None:
    if user.status not in allowed:
        raise errors.NotAuthorizedException("User password cannot be reset in the current state.")


def _no_contact() -> errors.InvalidParameterException:
    return errors.InvalidParameterException(
        "Cannot reset password for the user as there is no registered/verified email or "
        "phone_number"
    )
