"""Passwords of users: made, set by policy and history, and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.pools.password_policy import CHANGE_PREFIX
from cognito_emulator.domain.users.directory import touch
from cognito_emulator.domain.users.record import Password, User, private_exponent

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.password_policy import PasswordPolicy
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.ids import Ids


def generate(ids: Ids, policy: PasswordPolicy) -> str:
    """Return a new password of all classes, as long as the policy wants it."""
    text = ids.password()
    while len(text) < policy.minimum_length:
        text += ids.password()
    return text


def identity(pool: Pool, username: str) -> str:
    """Return what a password is hashed with: SRP's pool name and user id."""
    return pool.short_id + username


def new_password(
    ctx: Context,
    pool: Pool,
    username: str,
    former: Password | None,
    text: str,
    *,
    temporary: bool = False,
) -> Password:
    """Return the record of a new password; a user keeps the salt.

    It is the same at each sign-in (recorded [sign-in-21]); that a new password keeps it is a guess.
    """
    salt = former.salt if former else ctx.ids.salt()
    x = private_exponent(salt, identity(pool, username), text)
    return Password(salt, x, ctx.now, temporary)


def set_password(
    ctx: Context, pool: Pool, user: User, text: str, *, temporary: bool = False, **changes: object
) -> User:
    """Give a user a password that meets the pool's policy and history, and save.

    Raises:
        InvalidPasswordException: the policy is not met.
        PasswordHistoryPolicyViolationException: the password was used before.

    """
    pool.password_policy.enforce(text, CHANGE_PREFIX)
    former = _history(pool, user, text)
    password = new_password(ctx, pool, user.username, user.password, text, temporary=temporary)
    return touch(ctx, pool, user, password=password, former=former, **changes)


def check_password(pool: Pool, user: User, text: str) -> bool:
    """Whether ``text`` is the user's password."""
    return user.password is not None and user.password.matches(identity(pool, user.username), text)


def _history(pool: Pool, user: User, text: str) -> tuple[Password, ...]:
    size = pool.password_policy.history or 0
    past = ((user.password, *user.former) if user.password else user.former)[:size]
    who = identity(pool, user.username)
    if any(password.matches(who, text) for password in past):
        raise errors.PasswordHistoryPolicyViolationException(  # the text is a guess
            "Password has previously been used"
        )
    return past
