"""The types of the service model, in words."""

from __future__ import annotations

from cognito_emulator.api.spec import Shape
from tools.reference.markdown import code

_PLAIN = {
    "string": "text",
    "boolean": "true or false",
    "integer": "whole number",
    "long": "whole number",
    "timestamp": "date",
    "blob": "bytes",
}
_UNITS = {"string": " characters", "list": " items", "map": " entries"}


def words(shape: Shape) -> str:
    """Return a type in words, with its limits."""
    if shape.document:
        return "any JSON"
    if shape.enum:
        return " or ".join(code(value) for value in shape.enum)
    limits = _limits(shape)
    if shape.element:
        return f"list{f' ({limits})' if limits else ''} of {_item(shape.element)}"
    return f"{_kind(shape)}{f', {limits}' if limits else ''}"


def _item(shape: Shape) -> str:
    """Return what a list has several of."""
    if shape.enum:
        return code(*shape.enum)
    return words(shape).replace("text", "texts", 1).replace("object", "objects", 1)


def _kind(shape: Shape) -> str:
    if shape.kind == "structure":
        return f"object of {code(*shape.members)}" if shape.members else "object"
    if shape.kind == "map" and shape.value:
        return f"object of any names, of each value: {words(shape.value)}"
    return _PLAIN[shape.kind]


def _limits(shape: Shape) -> str:
    low, high, unit = shape.minimum, shape.maximum, _UNITS.get(shape.kind, "")
    if high is None:
        return f"{low}{unit} or more" if low else ""
    return f"{low}{unit}" if low == high else f"{low or 0} to {high}{unit}"
