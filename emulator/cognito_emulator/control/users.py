"""The users and groups of a pool, as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.control import pools
from cognito_emulator.domain import doors
from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.pools.factors import FACTORS, Factor
from cognito_emulator.domain.users import directory, groups, identities
from cognito_emulator.domain.users.record import USERS, Status, User

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.engine import Engine

__all__ = [
    "FACTORS",
    "Factor",
    "Status",
    "User",
    "attributes",
    "groups_of",
    "login",
    "of_pool",
    "plant",
    "second_factors",
    "user",
]


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


def groups_of(engine: Engine, pool_id: str) -> list[str]:
    """Return the names of a pool's groups.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    found = engine.run_inside(lambda ctx: groups.in_pool(ctx, doors.pool(ctx, pool_id)))
    return [group.name for group in found]
