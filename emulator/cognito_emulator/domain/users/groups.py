"""Groups of a pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.pools import arns
from cognito_emulator.domain.users.record import GROUPS, USERS, Group, User, group_key

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


# The service lists groups in an order that is stable but follows neither name nor precedence nor
# time, and a user's groups in another one (recorded [users-39]). Sorting by a salted digest is
# as arbitrary; with these salts the lists of that row come out.
_LISTING, _MEMBERSHIP = 927, 10


@lru_cache(maxsize=4096)
def _rank(name: str, salt: int) -> bytes:
    return blake2b(name.encode(), digest_size=8, salt=salt.to_bytes(2, "big")).digest()


def get(ctx: Context, pool: Pool, name: str) -> Group:
    """Return the group of that name.

    Raises:
        ResourceNotFoundException: there is none (text recorded [users-36]).

    """
    group = ctx.tx.get(GROUPS, group_key(pool.id, name))
    if group is None or group.name != name:
        raise errors.ResourceNotFoundException("Group not found.")
    return group


def of_user(ctx: Context, pool_id: str, names: tuple[str, ...]) -> list[Group]:
    """Return a user's groups of those names, in the order of lists and tokens."""
    ordered = sorted(names, key=lambda name: _rank(name, _MEMBERSHIP))
    found = (ctx.tx.get(GROUPS, group_key(pool_id, name)) for name in ordered)
    return [group for group in found if group is not None]


def create(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> Group:
    """Make a group. Its role need not exist (recorded [users-38]).

    Args:
        ctx: the operation.
        pool: the group's.
        request: a CreateGroupRequest, checked against the model.

    Raises:
        GroupExistsException: the pool has one of that name, whatever its case (measured
            [users-37]).
        InvalidParameterException: the role is another account's (measured [pools-4]).

    """
    name, settings = request["GroupName"], _settings(pool, request)
    if ctx.tx.get(GROUPS, group_key(pool.id, name)) is not None:
        raise errors.GroupExistsException("A group with the name already exists.")
    group = Group(pool_id=pool.id, name=name, created_at=ctx.now, modified_at=ctx.now, **settings)
    return ctx.tx.put(GROUPS, group)


def update(ctx: Context, pool: Pool, group: Group, request: Mapping[str, Any]) -> Group:
    """Change what is given; an empty description is not. The date advances only if anything is.

    Args:
        ctx: the operation.
        pool: the group's.
        group: as it is.
        request: an UpdateGroupRequest, checked against the model.

    Raises:
        InvalidParameterException: the role is another account's (measured [pools-4]).

    """
    given = {name: value for name, value in _settings(pool, request).items() if value is not None}
    if not given:
        return group
    return ctx.tx.put(GROUPS, replace(group, modified_at=ctx.now, **given))


def delete(ctx: Context, pool: Pool, group: Group) -> None:
    """Remove a group and its memberships."""
    for user in members(ctx, pool, group):
        remaining = tuple(name for name in user.groups if name != group.name)
        ctx.tx.put(USERS, replace(user, groups=remaining))
    ctx.tx.delete(GROUPS, group_key(pool.id, group.name))


def in_pool(ctx: Context, pool: Pool) -> list[Group]:
    """Return a pool's groups, in the order of lists."""
    found = ctx.tx.all(GROUPS, "pool", pool.id)
    return sorted(found, key=lambda group: _rank(group.name, _LISTING))


def members(ctx: Context, pool: Pool, group: Group) -> list[User]:
    """Return a group's members, in the order in which they joined."""
    return ctx.tx.all(USERS, "group", (pool.id, group.name))


def _settings(pool: Pool, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a request gives, ``None`` where it does not; the role must do."""
    _check_role(pool, request.get("RoleArn"))
    return {
        "description": request.get("Description") or None,
        "precedence": request.get("Precedence"),
        "role_arn": request.get("RoleArn"),
    }


def _check_role(pool: Pool, role_arn: str | None) -> None:
    if (refusal := arns.foreign_role(role_arn, pool.account_id)) is not None:
        raise errors.InvalidParameterException(refusal)
