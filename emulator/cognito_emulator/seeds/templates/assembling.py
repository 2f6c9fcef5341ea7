"""From resources that name their pools to pools that hold what belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.seeds import vocabulary
from cognito_emulator.seeds.kinds import PARTS, POOL
from cognito_emulator.seeds.places import Placed
from cognito_emulator.seeds.templates.coercion import coerced

if TYPE_CHECKING:
    from cognito_emulator.seeds.kind import Kind
    from cognito_emulator.seeds.templates.report import Report

MEMBERSHIPS = "Memberships"
"""The list of users' memberships of groups, which become the Groups of the users."""

POOLS = "UserPools"
"""The list of the pools themselves."""


class Found(NamedTuple):
    """A resource of a template, in the words of a seed.

    Attributes:
        part: the list of the pool that it stands in, `POOLS` or `MEMBERSHIPS`.
        pool_id: of the pool that it names; a pool's own.
        members: with their origins.
        kind: what the template calls it.
        report: of its template.

    """

    part: str
    pool_id: str
    members: Placed
    kind: str
    report: Report


def assembled(found: Iterable[Found]) -> list[Found]:
    """Return the pools, each with what names it among its members.

    What names another pool is skipped.

    Raises:
        SeedError: two pools have the same id.

    """
    resources = list(found)
    pools: dict[str, Found] = {}
    for each in resources:
        if each.part == POOLS and each.pool_id in pools:
            first = pools[each.pool_id].members.place
            raise each.members.place.wrong(
                f"The user pool {each.pool_id} is there already: {first}."
            )
        if each.part == POOLS:
            pools[each.pool_id] = each
    parts: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for each in resources:
        if each.part == POOLS:
            continue
        if each.pool_id not in pools:
            each.report.skipped(each.members.place, _elsewhere(each.pool_id), each.kind)
        else:
            parts[each.pool_id][each.part].append(each)
    return [
        pool._replace(members=_with_parts(pool.members, _with_groups(parts[pool_id])))
        for pool_id, pool in pools.items()
    ]


def typed(part: str, members: Placed) -> Placed:
    """Return members with texts, numbers and flags as the model has them."""
    kind = kind_of(part)
    if kind is None:
        return members
    words = vocabulary.words(kind)
    shapes = {**words.wanted, **words.own}
    given = {
        name: coerced(shapes[kind.renamed.get(name, name)], value)
        if kind.renamed.get(name, name) in shapes
        else value
        for name, value in members.items()
    }
    return Placed(members.place, given, members.origins)


def kind_of(part: str) -> Kind | None:
    """Return how what stands in a list is written; memberships are no kind of their own."""
    if part == POOLS:
        return POOL
    return PARTS[part].kind if part in PARTS else None


def _elsewhere(pool_id: str) -> str:
    return f"its user pool, {pool_id}, is not in this template"


def _with_parts(pool: Placed, parts: Mapping[str, list[Placed]]) -> Placed:
    first = {name: pool[name] for name in ("PoolName", "Id") if name in pool}
    return Placed(pool.place, {**first, **pool, **parts}, pool.origins)


def _with_groups(parts: Mapping[str, list[Found]]) -> dict[str, list[Placed]]:
    """Return the lists of a pool, with memberships as the groups of its users."""
    kept = {
        name: [each.members for each in listed]
        for name, listed in parts.items()
        if name != MEMBERSHIPS
    }
    users = kept.get("Users", [])
    names = {str(user.get("Username")) for user in users}
    joined: dict[str, list[Any]] = defaultdict(list)
    for _part, _pool, membership, _kind, report in parts.get(MEMBERSHIPS, []):
        name = str(membership.get("Username"))
        if name not in names:
            report.lost(membership.place, f"there is no user {name} in this template")
            continue
        joined[name].append(membership.get("GroupName"))
        report.folded(membership.place, f"it is in Groups of the user {name}")
    if users:
        kept["Users"] = [_joining(user, joined[str(user.get("Username"))]) for user in users]
    return kept


def _joining(user: Placed, groups: list[Any]) -> Placed:
    return Placed(user.place, {**user, "Groups": groups}, user.origins) if groups else user
