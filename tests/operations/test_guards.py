"""What every operation refuses first: an unknown pool, an unknown client, a token that is none."""

from __future__ import annotations

import random
from typing import Any

from cognito_emulator import errors
from cognito_emulator.api import patterns, registry, spec
from cognito_emulator.api.spec import Shape
from tests.linearity import sample
from tests.support import Lab
from tests.table import table

POOL = "us-east-1_Missing00"
CLIENT = "missingclient0000000000000"
UNKNOWN = {"UserPoolId": POOL, "ClientId": CLIENT, "AccessToken": "no.access.token"}
OPERATIONS = {name: spec.operation(name).input for name in sorted(registry.registered())}
#: They say of an unknown pool what they say of an unknown domain (guess).
OF_DOMAINS = {"DeleteUserPoolDomain", "UpdateUserPoolDomain"}
OF_A_POOL = [
    name
    for name, shape in OPERATIONS.items()
    if "UserPoolId" in shape.members and name not in OF_DOMAINS
]
WITH_A_TOKEN = [name for name, shape in OPERATIONS.items() if "AccessToken" in shape.members]
#: It says of an unknown client what it says of a missing secret (guess).
REVOKING = "RevokeToken"
BY_A_CLIENT = [
    name
    for name, shape in OPERATIONS.items()
    if "ClientId" in shape.members and name not in {*OF_A_POOL, *OF_DOMAINS, REVOKING}
]


def request(name: str) -> dict[str, Any]:
    """What the model requires of a request, of what there is not."""
    made: dict[str, Any] = value(OPERATIONS[name])
    return {**made, **{each: UNKNOWN[each] for each in UNKNOWN.keys() & OPERATIONS[name].members}}


def value(shape: Shape) -> Any:
    if shape.kind == "structure":
        required = {name: shape.members[name] for name in sorted(shape.required)}
        return {name: value(member) for name, member in required.items()}
    if shape.element is not None:
        return [value(shape.element)]
    if shape.enum:
        return shape.enum[0]
    if shape.kind == "string":
        return text(shape)
    return {"map": {}, "boolean": True, "blob": b"x"}.get(shape.kind, shape.minimum or 1)


def text(shape: Shape) -> str:
    least = max(shape.minimum or 0, 1)
    if shape.pattern is None:
        return "x" * least
    return sample(patterns.compiled(shape.pattern), random.Random(0), least, least + 60)


@table("name", OF_A_POOL)
def test_an_unknown_pool(lab: Lab, name: str) -> None:
    message = lab.refused(name, errors.ResourceNotFoundException, **request(name))

    assert message == f"User pool {POOL} does not exist."


@table("name", BY_A_CLIENT)
def test_an_unknown_client(lab: Lab, name: str) -> None:
    message = lab.refused(name, errors.ResourceNotFoundException, **request(name))

    assert message == f"User pool client {CLIENT} does not exist."


@table("name", WITH_A_TOKEN)
def test_a_token_that_is_none(lab: Lab, name: str) -> None:
    message = lab.refused(name, errors.NotAuthorizedException, **request(name))

    assert message == "Invalid Access Token"
