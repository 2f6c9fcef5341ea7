"""The users and groups of a pool, as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.control import pools
from cognito_emulator.domain import doors
from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.pools.factors import FACTORS, Factor
from cognito_emulator.domain.users import directory, groups, identities
from cognito_emulator.domain.users.record import USERS, Status, User
from cognito_emulator.store import Reach

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = [
    "FACTORS",
    "Factor",
    "Page",
    "Status",
    "User",
    "attributes",
    "groups_of",
    "login",
    "members_of",
    "of_pool",
    "page",
    "plant",
    "second_factors",
    "user",
]


class Page(NamedTuple):
    """Some of a pool's users.

    Attributes:
        users: they, oldest first.
        following: the position at which the next one stands, if there is one.
        total: how many the pool has.

    """

    users: list[User]
    following: int | None
    total: int


def plant(engine: Engine, pool_id: str, described: Mapping[str, Any]) -> User:
    """Add a user to a pool, quietly; see :meth:`Emulator.plant_user`."""
    from cognito_emulator.seeds import plant_user  # noqa: PLC0415 - late, as all of seeds

    return engine.run_inside(lambda ctx: plant_user(ctx, doors.pool(ctx, pool_id), described))


def attributes(of: User) -> Mapping[str, str]:
    """Return a user's attributes as answers show them, all but ``sub``."""
    return identities.shown(of)


def user(engine: Engine, pool_id: str, username: str) -> User:
    """Return a user by username, alias or ``sub``.

    Raises:
        ResourceNotFoundException: there is no such pool.
        UserNotFoundException: there is no such user.

    """
    return directory.known(engine.store, pools.pool(engine, pool_id), username)


def login(pool: Pool, user: User) -> str:
    """Return what a user signs in with: where that is an address, not the username."""
    addresses = (user.attributes.get(name) for name in pool.username_attributes)
    return next(filter(None, addresses), user.username)


def second_factors(user: User) -> list[str]:
    """Return the second factors that a user has turned on: UserMFASettingList."""
    return list(policy.active(user))


def of_pool(engine: Engine, pool_id: str) -> list[User]:
    """Return a pool's users, oldest first.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    return engine.store.all(USERS, "pool", pools.pool(engine, pool_id).id)


def page(engine: Engine, pool_id: str, limit: int, start: int = 0) -> Page:
    """Return some of a pool's users, in the same time however many it has.

    Args:
        engine: the engine.
        pool_id: the pool's id.
        limit: how many at most.
        start: the position to begin at: 0, or where another page said that the next one stands.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """

    def found(ctx: Context) -> Page:
        pool = doors.pool(ctx, pool_id)
        users, following = ctx.tx.page(USERS, "pool", pool.id, Reach(start, limit))
        return Page(users, following, ctx.tx.count(USERS, "pool", pool.id))

    return engine.run_inside(found)


def groups_of(engine: Engine, pool_id: str) -> list[str]:
    """Return the names of a pool's groups.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    found = engine.run_inside(lambda ctx: groups.in_pool(ctx, doors.pool(ctx, pool_id)))
    return [group.name for group in found]


def members_of(engine: Engine, pool_id: str, group: str) -> list[User]:
    """Return a group's members, in the order in which they joined.

    Raises:
        ResourceNotFoundException: there is no such pool, or no such group.

    """

    def found(ctx: Context) -> list[User]:
        pool = doors.pool(ctx, pool_id)
        return groups.members(ctx, pool, groups.get(ctx, pool, group))

    return engine.run_inside(found)
