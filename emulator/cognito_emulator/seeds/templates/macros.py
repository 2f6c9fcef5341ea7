"""Macros, which CloudFormation runs over a template before it deploys it."""

from __future__ import annotations

from os import fspath
from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds.files import snippet_of
from cognito_emulator.seeds.places import Place, Placed, mapping
from cognito_emulator.seeds.templates.intrinsics import NO_VALUE

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Template

INCLUDE = "AWS::Include"
"""The macro that puts a file in its place."""

KNOWN = (
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::CodeDeployBlueGreen",
)
"""Macros whose work is done here, or is no user pool's concern."""


def why_not(name: str) -> str:
    """Say why a macro does nothing here."""
    return (
        f"the macro {name} runs in AWS only, what it makes is not here;"
        " aws cloudformation get-template --template-stage Processed has it"
    )


def transformed(template: Template, place: Place, macro: object) -> Any:  # noqa: ANN401 - any JSON
    """Return what a macro makes: a file that it includes, or `NO_VALUE`, which is reported.

    Raises:
        SeedError: the file is not there, or cannot be read.

    """
    described = mapping(place, macro)
    name = described.get("Name")
    if not isinstance(name, str):
        raise place.wrong("This has no Name of a macro.")
    if name != INCLUDE:
        template.report.lost(place, why_not(name))
        return NO_VALUE
    inside = place.member("Parameters")
    here = inside.member("Location")
    given = mapping(inside, described.get("Parameters") or {}).get("Location")
    location = template.resolver.text(here, given)
    if "://" in location:
        template.report.lost(here, f"{location} is not here")
        return NO_VALUE
    path = template.deployment.local(here, template.path, location)
    with template.resolver.within(here, f"the file {location}"):
        found = snippet_of(path)
    return Placed(Place(fspath(path), file=path), found)
