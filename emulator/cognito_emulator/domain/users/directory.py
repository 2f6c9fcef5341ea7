"""How users are found, by the names that they have, and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.users.record import USERS, User

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Reader


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


def subs(ctx: Context, pool: Pool) -> frozenset[str]:
    """Return who is there, by ``sub``."""
    return frozenset(user.sub for user in ctx.tx.all(USERS, "pool", pool.id))


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
