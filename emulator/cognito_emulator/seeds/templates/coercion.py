"""Values as the API's requests have them, where a template may write them otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.api.spec import Shape

# What is not known, and stays as it is.
_ANY = Shape("any", "structure", document=True)

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def coerced(shape: Shape, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with its texts, numbers and flags as the model has them, all the way down.

    A template may write ``"8"`` for 8 and ``"true"`` for true, as every parameter is text where it
    is used (documented). That it may also write 8 for ``"8"`` is a guess. What is of no such kind
    stays as it is, and is judged as any seed's is.
    """
    if shape.document:
        return value
    match value:
        case Mapping():
            members = shape.members
            return {
                name: coerced(members.get(name, shape.value or _ANY), item)
                for name, item in value.items()
            }
        case list() if shape.element:
            return [coerced(shape.element, item) for item in value]
        case _:
            return _scalar(shape, value)


def _scalar(shape: Shape, value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case bool() | int() | float() if shape.kind == "string":
            return str(value).lower() if isinstance(value, bool) else str(value)
        case str() if shape.kind == "boolean":
            return _FLAGS.get(value.lower(), value)
        case str() if shape.kind in ("integer", "long") and _is_number(value):
            return int(value)
        case _:
            return value


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 20  # noqa: PLR2004 - of 64 bits
