"""What belongs to user pools among the resources of a template of CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds.places import Mistakes, mapping
from cognito_emulator.seeds.templates import cognito_resources, nested, physical, sam, serverless
from cognito_emulator.seeds.templates.assembling import POOLS, Found, typed
from cognito_emulator.seeds.templates.cognito_resources import TYPES, Members, is_custom
from cognito_emulator.seeds.templates.intrinsics import names_in

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Resource, Template


def found(template: Template) -> list[Found]:
    """Return what belongs to user pools, also in the stacks that are nested in a template.

    Raises:
        SeedError: some of it cannot be resolved.

    """
    mistakes, listed = Mistakes(), []
    triggers: sam.Triggers = {}
    with mistakes:
        triggers = sam.triggers(template)
    for resource in template.resources.values():
        with mistakes:
            if resource.kind in TYPES:
                added = triggers.get(resource.logical_id, {})
                listed.append(_translated(template, resource, added))
            elif serverless.is_for_existing_pool(resource):
                listed.append(serverless.triggers(template, resource))
            elif (child := template.nested(resource)) is not None:
                listed += found(child)
            else:
                _tell(template, resource)
    mistakes.settle()
    return listed


def _tell(template: Template, resource: Resource) -> None:
    """Say why a resource is not taken; functions and nested stacks are told of elsewhere."""
    if resource.kind in physical.FUNCTIONS or resource.kind in nested.TYPES:
        return
    is_about_pool = is_custom(resource.kind) and _is_about_pool(template, resource)
    is_lost, sentence = cognito_resources.why_not(resource.kind, is_about_pool=is_about_pool)
    tell = template.report.lost if is_lost else template.report.skipped
    tell(resource.place, sentence, resource.kind)


def _is_about_pool(template: Template, resource: Resource) -> bool:
    """Whether a resource names a user pool, or what belongs to one."""
    if {each.lower() for each in resource.properties} & {"userpoolid", "userpool"}:
        return True
    named = (template.resources.get(each) for each in names_in(resource.properties))
    return any(each.kind in TYPES for each in named if each is not None)


def _translated(template: Template, resource: Resource, triggers: Mapping[str, str]) -> Found:
    kind, report = TYPES[resource.kind], template.report
    given = template.properties(resource)
    cognito_resources.refuse_unknown(resource.kind, resource.inside, given)
    told = len(report.rows)
    for name in given:
        report.taken(resource.inside.member(name))
    own_id = template.own_id(resource)
    members = Members(resource.inside, resource.logical_id, own_id, given, {}, report)
    pool_id = own_id if kind.part == POOLS else _owner(resource, given)
    if kind.part == POOLS:
        members.given["Id"] = pool_id
        if triggers:
            here = resource.inside.member("LambdaConfig")
            own = mapping(here, given.get("LambdaConfig") or {})
            members.given["LambdaConfig"] = {**own, **triggers}
    _translate(kind, members, told)
    placed = typed(kind.part, cognito_resources.placed(members))
    return Found(kind.part, pool_id, placed, resource.kind, report)


def _translate(kind: cognito_resources.Type, members: Members, told: int) -> None:
    """Complete members; what is told of one that moves takes the place of what was told before.

    Args:
        kind: of the resource.
        members: as they are written.
        told: how many rows the report had before those of this resource; they stay as they are.

    """
    rows = members.report.rows
    before = len(rows)
    kind.translate(members)
    moved = {(row.place.source, row.place.path) for row in rows[before:]}
    rows[told:before] = [
        row
        for row in rows[told:before]
        if row.outcome != "taken" or (row.place.source, row.place.path) not in moved
    ]


def _owner(resource: Resource, given: dict[str, Any]) -> str:
    """Return the id of the pool that a resource names."""
    if not isinstance(owner := given.pop("UserPoolId", None), str):
        raise resource.inside.member("UserPoolId").wrong("This is missing, or no text.")
    return owner
