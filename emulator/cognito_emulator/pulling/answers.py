"""Answers of the real service as JSON has them, held against the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.api import spec
from cognito_emulator.printable import whole
from cognito_emulator.seeds.values import in_base64

_SCALARS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
}


def plain(operation: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer as JSON: dates, which no seed has, as text; bytes in base64.

    What the model does not know stays as it is: boto3 may be newer.

    Raises:
        ValueError: something in it is not of the type that the model says; the message says what.

    """
    said = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    found: dict[str, Any] = _plain(operation, spec.operation(operation).output, said)
    return found


def _plain(path: str, shape: spec.Shape | None, value: Any) -> Any:  # noqa: ANN401 - as boto3 has it
    kind = shape.kind if shape else ""
    wanted = _SCALARS.get(kind, object)
    wrong = not isinstance(value, wanted) or (wanted is int and isinstance(value, bool))
    if wrong or (kind in ("structure", "map", "list") and not isinstance(value, Mapping | list)):
        raise ValueError(f"The answer of {path} is {type(value).__name__}, where it is {kind}.")
    match value:
        case Mapping():
            return {
                whole(str(name)): _plain(f"{path}.{name}", _inside(shape, name), item)
                for name, item in value.items()
            }
        case list():
            element = shape.element if shape else None
            return [_plain(path, element, item) for item in value]
        case str():
            return whole(value)
        case None | bool() | int() | float():
            return value
        case bytes():
            return in_base64(value)
        case _:
            return str(value)


def _inside(shape: spec.Shape | None, name: str) -> spec.Shape | None:
    if shape is None:
        return None
    return shape.members.get(name) or shape.value
