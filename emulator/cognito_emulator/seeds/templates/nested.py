"""Stacks in stacks: ``AWS::CloudFormation::Stack``, and SAM's ``AWS::Serverless::Application``."""

from __future__ import annotations

from collections.abc import Mapping
from os import fspath
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.seeds.files import object_of
from cognito_emulator.seeds.places import Place, mapping
from cognito_emulator.seeds.templates import is_cloudformation
from cognito_emulator.seeds.templates.deployment import Given
from cognito_emulator.seeds.templates.intrinsics import NO_VALUE

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Resource, Template

TYPES: Mapping[str, str] = {
    "AWS::CloudFormation::Stack": "TemplateURL",
    "AWS::Serverless::Application": "Location",
}
"""The property that says where the template is, by the types of resources."""

OUTPUTS = "Outputs."
"""How the attribute begins that is an output of a nested stack."""

_DEEPEST = 10


class Nesting(NamedTuple):
    """How a stack stands in another one.

    Attributes:
        path: the logical ids from the outermost stack to this one, one behind the other.
        place: of its resource.
        above: the stack that it stands in.
        values: of its parameters, as they are written there.

    """

    path: str
    stack_name: str
    place: Place
    above: Template
    values: Mapping[str, Any]
    depth: int

    def given(self, name: str) -> object | None:
        """Return what the stack above gives a parameter; ``None`` without that.

        Raises:
            SeedError: it cannot be resolved.

        """
        if name not in self.values:
            return None
        here = self.place.member("Properties").member("Parameters").member(name)
        found = self.above.resolver.resolve(here, self.values[name])
        return None if found is NO_VALUE else found

    def is_plain(self, name: str) -> bool:
        """Whether what it gives is known without asking resources: text, or its own parameter."""
        value = self.values[name]
        if isinstance(value, Mapping):
            named = value.get("Ref")
            if not isinstance(named, str) or named not in self.above.parameters:
                return False
            return self.above.is_told(named)
        parts = value if isinstance(value, list) else [value]
        return all(isinstance(each, str | int | float) and "{{" not in str(each) for each in parts)


def opened(above: Template, resource: Resource, outer: Nesting | None) -> Template | None:
    """Return the template of a nested stack; ``None`` where it is elsewhere, which is reported.

    Raises:
        SeedError: its file is not there, or is no template; it is nested in itself.

    """
    from cognito_emulator.seeds.templates.cloudformation import (  # noqa: PLC0415 - they are mutual
        Template,
    )

    property_ = TYPES[resource.kind]
    here = resource.inside.member(property_)
    location = _location(above, resource, property_)
    if location is None:
        where = above.resolved_property(resource, property_)
        shown = where if isinstance(where, str) else "an application of the repository"
        sentence = f"its template is not here: {shown}"
        above.report.skipped(resource.place, sentence, resource.kind)
        return None
    depth = outer.depth + 1 if outer else 1
    if depth > _DEEPEST:
        raise here.wrong(f"Stacks are nested more than {_DEEPEST} deep here.")
    path = above.deployment.local(here, above.path, location)
    file = Place(fspath(path), file=path)
    document = object_of(path)
    if not is_cloudformation(document):
        raise here.wrong(f"{location} is no template.")
    inside = resource.inside.member("Parameters")
    nesting = Nesting(
        f"{outer.path if outer else ''}{resource.logical_id}",
        f"{above.name}-{resource.logical_id}",
        resource.place,
        above,
        mapping(inside, resource.properties.get("Parameters") or {}),
        depth,
    )
    above.report.folded(resource.place, f"it is the stack of {location}")
    return Template(Given(file, document, path), above.deployment, above.report, nesting)


def _location(above: Template, resource: Resource, property_: str) -> str | None:
    """Return where a nested stack's template is, from the folder of the one above."""
    metadata = resource.described.get("Metadata")
    asset = metadata.get("aws:asset:path") if isinstance(metadata, Mapping) else None
    if isinstance(asset, str):  # the CDK says so; the property has an address of S3
        return asset
    where = above.resolved_property(resource, property_)
    if not isinstance(where, str):
        return None
    if "://" not in where:
        return where
    beside = where.rpartition("/")[2].partition("?")[0]  # plugins of the Serverless Framework
    there = above.path.parent / beside if above.path and beside else None
    return beside if there is not None and there.is_file() else None
