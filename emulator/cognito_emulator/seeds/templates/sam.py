"""AWS SAM: events of functions that are triggers of user pools, and resources that it makes.

SAM writes the function's ARN into the LambdaConfig of the pool, or that of the alias that it
publishes (documented in its translator). What it makes has names by which templates refer to it
(documented).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds.places import Place, items, mapping

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Resource, Template

_FUNCTION = "AWS::Serverless::Function"
_ALIAS = "AutoPublishAlias"
_ALIAS_OF = "Alias"
# The APIs that SAM makes for events that name none: the event's type, what names one, the API's.
_IMPLICIT_APIS = {
    "ServerlessRestApi": ("Api", "RestApiId", "AWS::ApiGateway::RestApi"),
    "ServerlessHttpApi": ("HttpApi", "ApiId", "AWS::ApiGatewayV2::Api"),
}

Triggers = dict[str, dict[str, str]]
"""ARNs of functions, by the logical ids of pools, and by triggers."""


def triggers(template: Template) -> Triggers:
    """Return what SAM adds to the pools.

    Raises:
        SeedError: an event names no pool of the template, or a trigger has two functions.

    """
    found: Triggers = {}
    for there, function, described in _events(template):
        if described.get("Type") != "Cognito":
            continue
        place, event = there.member("Properties"), _properties(there, described)
        pool = _pool(template, place, event)
        arn = _target(template, place, function)
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


def _target(template: Template, place: Place, function: Resource) -> str:
    """Return the ARN that events of a function are given: its own, or that of its alias."""
    if template.made_by_sam.get(f"{function.logical_id}.{_ALIAS_OF}") is None:
        return str(template.attribute(place, function.logical_id, "Arn"))
    return str(template.reference(place, f"{function.logical_id}.{_ALIAS_OF}"))


def _events(template: Template) -> Iterator[tuple[Place, Resource, Mapping[str, Any]]]:
    """Give the events of functions, each with its place and its function."""
    for resource in template.resources.values():
        given = resource.properties.get("Events")
        if resource.kind != _FUNCTION or not isinstance(given, Mapping):
            continue
        for name, described in given.items():
            place = resource.inside.member("Events").member(str(name))
            yield place, resource, mapping(place, described)


def _properties(place: Place, event: Mapping[str, Any]) -> dict[str, Any]:
    return mapping(place.member("Properties"), event.get("Properties") or {})


def _pool(template: Template, place: Place, event: Mapping[str, Any]) -> Resource:
    wanted = event.get("UserPool")
    name = wanted.get("Ref") if isinstance(wanted, Mapping) else None
    pool = template.resources.get(name) if isinstance(name, str) else None
    if pool is None or pool.kind != "AWS::Cognito::UserPool":
        raise place.member("UserPool").wrong(
            "This must be {Ref: ...} of a user pool in the same template."
        )
    return pool


# --- what it makes --------------------------------------------------------------------------------


def made(template: Template) -> Mapping[str, Resource]:
    """Return what SAM makes of the functions of a template, by the names that refer to it.

    Raises:
        SeedError: an event is none, or nobody says the name of an alias.

    """
    found: dict[str, Resource] = {}
    for function in template.resources.values():
        if function.kind == _FUNCTION:
            found |= _beside(template, function)
    for place, function, event in _events(template):
        for name, (kind, member, api) in _IMPLICIT_APIS.items():
            if event.get("Type") == kind and member not in _properties(place, event):
                found.setdefault(name, function._replace(logical_id=name, kind=api, properties={}))
    return found


def _beside(template: Template, function: Resource) -> Iterator[tuple[str, Resource]]:
    """Give what SAM makes beside a function."""
    name = function.logical_id
    given = {**template.globals_of(_FUNCTION)[1], **function.properties}

    def beside(ending: str, kind: str, **properties: object) -> tuple[str, Resource]:
        plain = f"{name}{ending.replace('.', '')}"
        resource = function._replace(logical_id=plain, kind=kind, properties=properties)
        return f"{name}{ending}", resource

    if "Role" not in given:
        yield beside("Role", "AWS::IAM::Role")
    if "FunctionUrlConfig" in given:
        yield beside("Url", "AWS::Lambda::Url")
    if (alias := _alias(template, given)) is not None:
        of = {"FunctionName": {"Ref": name}}
        yield beside(f"Alias{alias}", "AWS::Lambda::Alias", **of, Name=alias)
        yield beside(f".{_ALIAS_OF}", "AWS::Lambda::Alias", **of, Name=alias)
        yield beside(".Version", "AWS::Lambda::Version", **of)


def _alias(template: Template, given: Mapping[str, Any]) -> str | None:
    """Return the alias that a function is published by: text, or a parameter (documented)."""
    alias = given.get(_ALIAS)
    name = alias.get("Ref") if isinstance(alias, Mapping) else None
    if isinstance(name, str) and name in template.parameters:
        alias = template.reference(template.root.member("Parameters").member(name), name)
    return alias if isinstance(alias, str) else None
