"""The Serverless Framework: functions for a user pool that is there already (``existing: true``).

A custom resource of its own looks the pool up by its name, and writes the functions into the
LambdaConfig (documented in its source).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.seeds.places import Placed, items, mapping
from cognito_emulator.seeds.templates import physical
from cognito_emulator.seeds.templates.assembling import TRIGGERS, Found

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Resource, Template

_KIND = "Custom::CognitoUserPool"
_CONFIGS = "UserPoolConfigs"


def is_for_existing_pool(resource: Resource) -> bool:
    """Whether a resource adds functions to a pool; others have custom resources of that name."""
    return resource.kind == _KIND and _CONFIGS in resource.properties


def triggers(template: Template, resource: Resource) -> Found:
    """Return what a resource writes into the LambdaConfig of the pool that it names.

    Raises:
        SeedError: it names no pool or no function, or cannot be resolved.

    """
    given = template.properties(resource, "UserPoolName", "FunctionName", _CONFIGS)
    for name in ("UserPoolName", "FunctionName"):
        if not isinstance(given.get(name), str):
            raise resource.inside.member(name).wrong("This is missing, or no text.")
    arn = physical.function_arn(template.stack, given["FunctionName"])
    here = resource.inside.member(_CONFIGS)
    written: dict[str, object] = {}
    for place, described in items(here, given[_CONFIGS]):
        config = mapping(place, described)
        trigger, version = str(config.get("Trigger")), config.get("LambdaVersion")
        written[trigger] = arn if version is None else {"LambdaArn": arn, "LambdaVersion": version}
        if (key := config.get("KMSKeyID")) is not None:
            written["KMSKeyID"] = key
    origins = dict.fromkeys(written, here)
    placed = Placed(resource.place, written, origins)
    return Found(TRIGGERS, given["UserPoolName"], placed, resource.kind, template.report)
