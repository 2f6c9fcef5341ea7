"""The operations of the API, and which of them the emulator has."""

from __future__ import annotations

from cognito_emulator import operations as families
from cognito_emulator.api import registry, spec
from tools.reference.markdown import code, table
from tools.reference.regions import region


@region("operations")
def all_operations() -> str:
    """Return a row for each operation of the service model."""
    family_of = {
        name: handler.__module__.removeprefix(f"{families.__name__}.").replace("_", " ")
        for name, handler in registry.registered().items()
    }
    return table(
        ("Operation", "Emulated", "Family", "Needs"),
        (
            (
                code(name),
                "yes" if name in family_of else "no",
                family_of.get(name, ""),
                needs(operation),
            )
            for name, operation in spec.operations().items()
        ),
    )


def needs(operation: spec.Operation) -> str:
    """Return what a caller of an operation has to have."""
    if operation.signed:
        return "AWS credentials"
    if "AccessToken" not in operation.input.members:
        return "nothing"
    if "Session" in operation.input.members:
        return "an access token, or a `Session`"
    return "an access token"
