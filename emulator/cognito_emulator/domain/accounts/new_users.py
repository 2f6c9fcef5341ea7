"""What every new user is made of, and what nobody else may have: names and ``sub``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.users import directory, passwords, usernames
from cognito_emulator.domain.users.record import USERS, User

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import Status
    from cognito_emulator.domain.work.context import Context


class Names(NamedTuple):
    """What tells a user from all others of the pool, for good."""

    username: str
    sub: str


def names(ctx: Context, pool: Pool, username: str, wanted: str | None = None) -> Names:
    """Return a new user's names.

    Where people sign in with addresses, both are one (measured [registration-8]).
    """
    sub = wanted or ctx.once("sub", ctx.ids.sub)  # PreSignUp is told of it
    return Names(sub if pool.username_attributes else username, sub)


def add(
    ctx: Context,
    pool: Pool,
    names: Names,
    initial: Mapping[str, str],
    status: Status,
    password: str | None,
) -> User:
    """Keep a new user; the password need not meet the policy."""
    first = None
    if password is not None:
        temporary = status == "FORCE_CHANGE_PASSWORD"
        first = passwords.new_password(
            ctx, pool, names.username, None, password, temporary=temporary
        )
    user = User(
        pool_id=pool.id,
        username=names.username,
        sub=names.sub,
        status=status,
        created_at=ctx.now,
        modified_at=ctx.now,
        attributes=initial,
        password=first,
    )
    return directory.save(ctx, pool, user)


def require_name(
    ctx: Context,
    pool: Pool,
    username: str,
    initial: Mapping[str, str],
    taken: str,
    *,
    federated: bool = False,
) -> None:
    """Refuse a name that somebody signs in with.

    Args:
        ctx: the operation.
        pool: the new user's.
        username: the name.
        initial: the attributes, which may be names.
        taken: what the operation says of a username that is taken.
        federated: whether the user comes from a provider.

    Raises:
        UsernameExistsException: somebody does.

    """
    refusal = usernames.refusal(ctx, pool, None, initial, federated=federated)
    if refusal is None and usernames.taken_by(ctx, pool, username):
        refusal = taken
    if refusal is not None:
        raise errors.UsernameExistsException(refusal)


def require_sub(ctx: Context, pool: Pool, wanted: str | None) -> None:
    """Refuse a ``sub`` that a seed names and another user of the pool has.

    Raises:
        InvalidParameterException: so it is.

    """
    if wanted is not None and ctx.tx.find(USERS, "sub", (pool.id, wanted)) is not None:
        raise errors.InvalidParameterException(f"There already is a user with the sub {wanted}.")
