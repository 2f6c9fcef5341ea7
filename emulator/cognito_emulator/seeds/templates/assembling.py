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

TRIGGERS = "Triggers"
"""The list of members of a LambdaConfig that stand elsewhere, and name their pool by its name."""


class Found(NamedTuple):
    """A resource of a template, in the words of a seed.

    Attributes:
        part: the list of the pool that it stands in, `POOLS`, `MEMBERSHIPS` or `TRIGGERS`.
        pool_id: of the pool that it names, of `TRIGGERS` its name; a pool's own.
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
    pools = _pools(resources)
    parts = _parts(resources, pools)
    return [
        pool._replace(members=_whole(pool.members, parts[pool_id]))
        for pool_id, pool in pools.items()
    ]


def _pools(resources: Iterable[Found]) -> dict[str, Found]:
    """Return the pools by their ids."""
    pools: dict[str, Found] = {}
    for each in resources:
        if each.part != POOLS:
            continue
        if (first := pools.setdefault(each.pool_id, each)) is not each:
            raise each.members.place.wrong(
                f"The user pool {each.pool_id} is there already: {first.members.place}."
            )
    return pools


def _parts(
    resources: Iterable[Found], pools: Mapping[str, Found]
) -> dict[str, dict[str, list[Found]]]:
    """Return what names pools, by their ids and by lists."""
    # Of namesakes the first one is meant.
    ids = {pool.members.get("PoolName"): pool_id for pool_id, pool in [*pools.items()][::-1]}
    parts: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for each in resources:
        owner = ids.get(each.pool_id, "") if each.part == TRIGGERS else each.pool_id
        if owner not in pools:
            tell = each.report.lost if each.part == TRIGGERS else each.report.skipped
            tell(each.members.place, _elsewhere(each.pool_id), each.kind)
        elif each.part != POOLS:
            parts[owner][each.part].append(each)
    return parts


def _whole(pool: Placed, parts: Mapping[str, list[Found]]) -> Placed:
    """Return a pool with what belongs to it."""
    triggers, named = parts.get(TRIGGERS, []), pool.get("PoolName")
    for each in triggers:
        listed = ", ".join(each.members)
        each.report.folded(each.members.place, f"in LambdaConfig of {named} it is {listed}")
    config = pool.get("LambdaConfig") or {}
    if triggers and isinstance(config, Mapping):  # what it is else, is refused later
        written = {name: it for each in triggers for name, it in each.members.items()}
        origins = {"LambdaConfig": triggers[0].members.place, **pool.origins}
        pool = Placed(pool.place, {**pool, "LambdaConfig": {**config, **written}}, origins)
    return _with_parts(pool, _with_groups(parts))


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
        if name not in (MEMBERSHIPS, TRIGGERS)
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
