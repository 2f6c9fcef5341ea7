"""Groups in seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.users import groups
from cognito_emulator.domain.users.record import GROUPS, group_key
from cognito_emulator.seeds.kind import Kind, Part, advice_for
from cognito_emulator.views import groups as group_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import Group
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

KIND = Kind(
    operation="CreateGroup",
    shown=(("GetGroup", "Group"),),
    wrapper="Group",
    advice=advice_for("Groups", one=["GetGroup"], several=["ListGroups"]),
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    for entry in entries:
        ctx.tx.delete(GROUPS, group_key(pool.id, entry.request["GroupName"]))


def _plant(ctx: Context, pool: Pool, entry: Entry) -> Group:
    return groups.create(ctx, pool, entry.request)


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    return map(group_views.group, ctx.tx.all(GROUPS, "pool", pool.id))


PART = Part("Groups", KIND, _make_room, _plant, _export, before=("Users",))
