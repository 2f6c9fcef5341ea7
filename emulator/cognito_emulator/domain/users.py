"""Users: the record, and how they are found and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from cognito_emulator import errors
from cognito_emulator.domain.auth import forced
from cognito_emulator.domain.auth.attempt import ATTEMPTS
from cognito_emulator.domain.auth.lockout import FAILURES
from cognito_emulator.domain.codes import CODES
from cognito_emulator.domain.devices import DEVICES
from cognito_emulator.domain.limits import TALLIES
from cognito_emulator.domain.mfa.record import Mfa
from cognito_emulator.domain.passkeys import PASSKEYS, REGISTRATIONS
from cognito_emulator.domain.passwords import AT_CHANGE, Password, private_exponent
from cognito_emulator.domain.tokens import sessions
from cognito_emulator.store import Table

if TYPE_CHECKING:
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.store import Reader

Status = Literal[
    "UNCONFIRMED",
    "CONFIRMED",
    "FORCE_CHANGE_PASSWORD",
    "RESET_REQUIRED",
    "EXTERNAL_PROVIDER",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of a pool.

    Attributes:
        username: the canonical name; equal to ``sub`` where people sign in with e-mail or phone.
        attributes: all but ``sub``, in the order in which they were first set.
        names: what sign-in finds the user by: the username and the active aliases, as the pool
            compares them. Kept up by :func:`save`.
        groups: names of the groups, in joining order.
        pending: new values that wait for their verification, by attribute
            (AttributesRequireVerificationBeforeUpdate).
        signed_out_at: epoch seconds of the last sign-out everywhere, ``None`` where there was none.
        former: earlier passwords, newest first (PasswordHistorySize).
        mfa: the user's second factors.

    """

    pool_id: str
    username: str
    sub: str
    status: Status
    created_at: float
    modified_at: float
    enabled: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)
    password: Password | None = None
    signed_out_at: float | None = None
    former: tuple[Password, ...] = ()
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    pending: Mapping[str, str] = field(default_factory=dict)
    mfa: Mfa = field(default_factory=Mfa)


def _email(user: User) -> tuple[tuple[str, str], ...]:
    """Return what ListUsers looks an e-mail address up by, active alias or not."""
    address = user.attributes.get("email")
    return ((user.pool_id, address.casefold()),) if address else ()


USERS: Table[User] = Table(
    "users",
    key=lambda user: (user.pool_id, user.username),
    unique={
        "name": lambda user: tuple((user.pool_id, name) for name in user.names),
        "sub": lambda user: ((user.pool_id, user.sub),),
    },
    groups={
        "pool": lambda user: (user.pool_id,),
        "email": _email,
        "group": lambda user: tuple((user.pool_id, group) for group in user.groups),
    },
)

#: What goes with its user. Sign-ins stay, for their tokens are told of the deletion; messages stay
#: to be read by a test.
BELONGINGS: tuple[Table[Any], ...] = (
    ATTEMPTS,
    CODES,
    DEVICES,
    FAILURES,
    PASSKEYS,
    REGISTRATIONS,
    TALLIES,
)


def by_name(ctx: Context, pool: Pool, name: str) -> User | None:
    """Return the user who signs in with ``name``: a username or an active alias, never a ``sub``.

    That sign-in does not resolve ``sub`` is measured.
    """
    return ctx.tx.find(USERS, "name", (pool.id, pool.fold(name)))


def for_admin(ctx: Context, pool: Pool, name: str) -> User:
    """Return the user whom an admin operation names by username, alias or ``sub``.

    Raises:
        UserNotFoundException: there is none (text recorded 2026-09).

    """
    return known(ctx.tx, pool, name)


def known(reader: Reader, pool: Pool, name: str) -> User:
    """Return a user by username, alias or ``sub``, as :func:`for_admin` does."""
    user = reader.find(USERS, "name", (pool.id, pool.fold(name))) or reader.find(
        USERS, "sub", (pool.id, name)
    )
    if user is None:
        raise errors.UserNotFoundException("User does not exist.")
    return user


def save(ctx: Context, pool: Pool, user: User, **changes: object) -> User:
    """Write ``user`` with ``changes``, its look-up names brought up to date, and return it.

    The modification date is the caller's affair: not every write advances it (recorded 2026-09).
    """
    changed = replace(user, **changes) if changes else user  # type: ignore[arg-type]
    names = names_of(pool, changed.username, changed.attributes)
    return ctx.tx.put(USERS, changed if names == user.names else replace(changed, names=names))


def touch(ctx: Context, pool: Pool, user: User, **changes: object) -> User:
    """Write ``user`` with ``changes`` and a new modification date."""
    return save(ctx, pool, user, modified_at=ctx.now, **changes)


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
    """Return the record of a new password; a user keeps the salt (measured: it never changes)."""
    salt = former.salt if former else ctx.ids.salt()
    x = private_exponent(salt, identity(pool, username), text)
    return Password(salt, x, ctx.now, temporary)


def named(ctx: Context, pool: Pool, client: Client, name: str) -> User | None:
    """Return the user whom a public operation of registration or recovery names.

    ``None`` stands for somebody unknown or disabled whom the client hides.

    Raises:
        UserNotFoundException: unknown, and the client does not hide that (text measured for
            ForgotPassword); a disabled user counts as unknown (measured 2016).

    """
    user = by_name(ctx, pool, name)
    if user is not None and user.enabled:
        return user
    if client.hides_users:
        return None
    raise errors.UserNotFoundException("Username/client id combination not found.")


def delete(ctx: Context, user: User) -> None:
    """Remove a user; the name is free at once. Memberships go along (recorded 2026-09).

    Nor does the next user of that name or ``sub`` inherit codes, tallies or forced challenges.
    """
    for table in BELONGINGS:
        for record in ctx.tx.all(table, "user", (user.pool_id, user.sub)):
            ctx.tx.delete(table, table.key(record))
    for wish in forced.of_user(ctx, user.pool_id, user.username):
        if wish.username is not None:
            ctx.tx.delete(forced.FORCED, wish.id)
    ctx.tx.delete(USERS, (user.pool_id, user.username))


def sign_out(ctx: Context, pool: Pool, user: User) -> None:
    """End all of a user's sign-ins: GlobalSignOut and its admin twin; triggers hear of it since.

    That the modification date stays is not confirmed.
    """
    sessions.sign_out_everywhere(ctx, user)
    save(ctx, pool, user, signed_out_at=ctx.now)


def set_enabled(ctx: Context, pool: Pool, user: User, *, enabled: bool) -> User:
    """Let a user sign in, or no longer; the date advances each time (not confirmed for repeats)."""
    return touch(ctx, pool, user, enabled=enabled)


def set_password(
    ctx: Context, pool: Pool, user: User, text: str, *, temporary: bool = False, **changes: object
) -> User:
    """Give a user a password that meets the pool's policy and history, and save.

    Raises:
        InvalidPasswordException: the policy is not met.
        PasswordHistoryPolicyViolationException: the password was used before.

    """
    pool.password_policy.enforce(text, AT_CHANGE)
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
        raise errors.PasswordHistoryPolicyViolationException(  # the service's text is not known
            "Password has previously been used"
        )
    return past


def names_of(pool: Pool, username: str, attributes: Mapping[str, str]) -> tuple[str, ...]:
    """Return what sign-in finds a user by, see :attr:`User.names`."""
    found = (_alias(pool, attributes, name) for name in _alias_attributes(pool))
    aliases = (alias for alias in found if alias)
    return tuple(dict.fromkeys(pool.fold(name) for name in (username, *aliases)))


def _alias_attributes(pool: Pool) -> tuple[str, ...]:
    return pool.username_attributes or pool.alias_attributes


def _alias(pool: Pool, attributes: Mapping[str, str], name: str) -> str | None:
    """Return the alias that an attribute gives the user, if it is active.

    E-mail and phone aliases count once they are verified, except where they stand in for the
    username, which works unverified too (both documented).
    """
    if name in pool.username_attributes or name == "preferred_username":
        return attributes.get(name)
    verified = attributes.get(f"{name}_verified") == "true"
    return attributes.get(name) if verified else None
