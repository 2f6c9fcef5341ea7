"""How users are found, by the names that they have, and saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.store import Reach

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Reader

_AT_ONCE = 1_000


def by_name(ctx: Context, pool: Pool, name: str) -> User | None:
    """Return the user who signs in with ``name``: a username or an active alias, never a ``sub``.

    That sign-in does not resolve ``sub`` is measured [users-1].
    """
    return ctx.tx.find(USERS, "name", (pool.id, pool.fold(name)))


def for_admin(ctx: Context, pool: Pool, name: str) -> User:
    """Return the user whom an admin operation names by username, alias or ``sub``.

    Raises:
        UserNotFoundException: there is none (text recorded [users-2]).

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


def everyone(ctx: Context, pool: Pool) -> Iterator[User]:
    """Go through a pool's users, oldest first, of which only some are in memory at a time.

    It is for a transaction that sees one moment: else people may come and go in between.
    """
    start: int | None = 0
    while start is not None:
        found, start = ctx.tx.page(USERS, "pool", pool.id, Reach(start, _AT_ONCE))
        yield from found


def newest(ctx: Context, pool: Pool) -> int:
    """Return where a pool's users end by now, for :func:`came_since`."""
    return ctx.tx.end(USERS, "pool", pool.id)


def came_since(ctx: Context, pool: Pool, newest: int, user: User) -> bool:
    """Whether a user was made after a moment; only those are looked at who were."""
    reach = Reach[User](newest, 1, lambda one: one.sub == user.sub)
    found, _ = ctx.tx.page(USERS, "pool", pool.id, reach)
    return bool(found)


def save(ctx: Context, pool: Pool, user: User, **changes: object) -> User:
    """Write ``user`` with ``changes``, its look-up names brought up to date, and return it.

    The modification date is the caller's affair: not every write advances it (recorded
    [users-3]).
    """
    changed = replace(user, **changes) if changes else user  # type: ignore[arg-type]
    names = _names_of(ctx, pool, changed)
    return ctx.tx.put(USERS, changed if names == user.names else replace(changed, names=names))


def touch(ctx: Context, pool: Pool, user: User, **changes: object) -> User:
    """Write ``user`` with ``changes`` and a new modification date."""
    return save(ctx, pool, user, modified_at=ctx.now, **changes)


def named(ctx: Context, pool: Pool, client: Client, name: str) -> User | None:
    """Return the user whom a public operation of registration or recovery names.

    ``None`` stands for somebody unknown or disabled whom the client hides.

    Raises:
        UserNotFoundException: unknown, and the client does not hide that (text measured
            [hidden-users-6] for ForgotPassword); a disabled user counts as unknown (measured
            [hidden-users-7]).

    """
    user = by_name(ctx, pool, name)
    if user is not None and user.enabled:
        return user
    if client.hides_users:
        return None
    raise errors.UserNotFoundException("Username/client id combination not found.")


def _names_of(ctx: Context, pool: Pool, user: User) -> tuple[str, ...]:
    """Return what sign-in finds a user by, see :attr:`User.names`.

    Names of identities lead to their user (measured [identities-9] of AdminDeleteUser). The address
    of who comes from a provider may be another user's username, and leads to that one then (a
    guess).
    """
    found = (_alias(pool, user.attributes, name) for name in _alias_attributes(pool))
    aliases = [pool.fold(alias) for alias in found if alias]
    if pool.username_attributes and user.is_federated:
        aliases = [alias for alias in aliases if _is_free(ctx, pool, user, alias)]
    federated = (each.username for each in user.identities if each.attribute is None)
    names = (pool.fold(user.username), *aliases, *map(pool.fold, federated))
    return tuple(dict.fromkeys(names))


def _is_free(ctx: Context, pool: Pool, user: User, name: str) -> bool:
    holder = ctx.tx.find(USERS, "name", (pool.id, name))
    return holder is None or holder.sub == user.sub


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
