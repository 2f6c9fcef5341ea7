"""AWS SAM: events of functions that are triggers of user pools.

SAM writes the function's ARN into the LambdaConfig of the pool (documented in its translator).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds.places import Place, items, mapping

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Resource, Template

_FUNCTION = "AWS::Serverless::Function"

Triggers = dict[str, dict[str, str]]
"""ARNs of functions, by the logical ids of pools, and by triggers."""


def triggers(template: Template) -> Triggers:
    """Return what SAM adds to the pools.

    Raises:
        SeedError: an event names no pool of the template, or a trigger has two functions.

    """
    found: Triggers = {}
    for place, function, event in _events(template):
        pool = _pool(template, place, event)
        arn = template.attribute(place, function.logical_id, "Arn")
        here = place.member("Trigger")
        wished = template.resolver.resolve(here, event.get("Trigger"))
        given = pool.properties.get("LambdaConfig")
        own = given if isinstance(given, Mapping) else {}
        added = found.setdefault(pool.logical_id, {})
        for where, trigger in items(here, wished if isinstance(wished, list) else [wished]):
            if not isinstance(trigger, str):
                raise where.wrong("This must be the name of a trigger.")
            if trigger in own or trigger in added:
                raise where.wrong(f'Cognito trigger "{trigger}" defined multiple times.')
            added[trigger] = arn
            template.report.folded(place, f"it is LambdaConfig.{trigger} of {pool.logical_id}")
    return found


def _events(template: Template) -> Iterator[tuple[Place, Resource, Mapping[str, Any]]]:
    """Give the properties of events that are of the type Cognito, with their functions."""
    for resource in template.resources.values():
        given = resource.properties.get("Events")
        if resource.kind != _FUNCTION or not isinstance(given, Mapping):
            continue
        for name, described in given.items():
            place = resource.inside.member("Events").member(str(name))
            event = mapping(place, described)
            if event.get("Type") == "Cognito":
                inside = place.member("Properties")
                yield inside, resource, mapping(inside, event.get("Properties"))


def _pool(template: Template, place: Place, event: Mapping[str, Any]) -> Resource:
    wanted = event.get("UserPool")
    name = wanted.get("Ref") if isinstance(wanted, Mapping) else None
    pool = template.resources.get(name) if isinstance(name, str) else None
    if pool is None or pool.kind != "AWS::Cognito::UserPool":
        raise place.member("UserPool").wrong(
            "This must be {Ref: ...} of a user pool in the same template."
        )
    return pool
