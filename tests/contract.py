"""The service model held against what the emulator answers: every test's calls are checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.api.spec import Shape
from cognito_emulator.domain.work.context import Caller
from cognito_emulator.emulator import Emulator

# What any operation may answer with, though the model does not list it per operation: the request
# validator's refusals, and our own word for what is not emulated.
COMMON = {
    "InvalidParameterException",
    "MissingAuthenticationTokenException",
    "NotImplementedException",
    "SerializationException",
}

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
    "timestamp": datetime,
    "blob": bytes,
}


class CheckedEmulator(Emulator):
    """An emulator whose answers and refusals must fit the service model."""

    def call(
        self, name: str, request: object = None, caller: Caller | None = None
    ) -> Mapping[str, Any]:
        """Answer, and check the answer."""
        try:
            answer = super().call(name, request, caller)
        except errors.CognitoError as refusal:
            if name in spec.operations():
                declared = spec.operation(name).errors | COMMON
                assert refusal.type in declared, f"{name} does not declare {refusal.type}"
            raise
        output = spec.operation(name).output
        assert output is not None or not answer, f"{name} has no output"
        if output is not None:
            check(output, answer, name)
        return answer


def check(shape: Shape, value: object, path: str) -> None:
    """Assert that a value has the form of its shape."""
    if shape.document:
        return
    if shape.kind == "structure":
        assert isinstance(value, Mapping), f"{path}: {value!r} is no structure"
        unknown = set(value) - set(shape.members)
        assert not unknown, f"{path}: {unknown} are no members of {shape.name}"
        missing = shape.required - set(value)
        assert not missing, f"{path}: {missing} are missing from {shape.name}"
        for name, member in value.items():
            check(shape.members[name], member, f"{path}.{name}")
    elif shape.kind == "list":
        assert isinstance(value, list | tuple), f"{path}: {value!r} is no list"
        assert shape.element is not None
        for place, element in enumerate(value):
            check(shape.element, element, f"{path}[{place}]")
    elif shape.kind == "map":
        assert isinstance(value, Mapping), f"{path}: {value!r} is no map"
        assert shape.value is not None
        for name, element in value.items():
            check(shape.value, element, f"{path}.{name}")
    else:
        assert isinstance(value, _TYPES[shape.kind]), f"{path}: {value!r} is no {shape.kind}"
        if shape.enum:
            assert value in shape.enum, f"{path}: {value!r} is not one of {shape.enum}"
