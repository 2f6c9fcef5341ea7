"""Values of a seed: of the type that the model says, or written so that it can be."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

from cognito_emulator.api.json_types import decoded
from cognito_emulator.errors import SerializationException
from cognito_emulator.nearest import nearest
from cognito_emulator.seeds.places import Place, items, kind_of, mapping

if TYPE_CHECKING:
    from cognito_emulator.api.spec import Shape


def is_typed(shape: Shape, value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether a value is written as the model says, all the way down; no place is needed then."""
    if shape.document:
        return False
    match shape.kind:
        case "structure":
            members = shape.members
            return type(value) is dict and all(
                name in members and is_typed(members[name], item) for name, item in value.items()
            )
        case "list" if shape.element:
            return type(value) is list and all(is_typed(shape.element, item) for item in value)
        case kind:
            return type(value) is _PLAIN.get(kind)


def typed(place: Place, shape: Shape, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value if it is of the JSON type that the model says, all the way down.

    Raises:
        SeedError: it is not.

    """
    if type(value) is _PLAIN.get(shape.kind):
        return value
    if shape.document:  # any JSON, so long as it is an object
        return mapping(place, value)
    match shape.kind:
        case "structure":
            return _structure(place, shape, value)
        case "list" if shape.element:
            return [typed(here, shape.element, item) for here, item in items(place, value)]
        case "map" if shape.value:
            entries = mapping(place, value).items()
            return {name: typed(place.member(name), shape.value, item) for name, item in entries}
    wanted, sentence = _SCALARS.get(shape.kind, (object, ""))
    if shape.kind == "blob":
        _check_base64(place, value)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int):
        raise place.wrong(f"{sentence}, not {kind_of(value)}{_written(wanted, value)}.")
    return value


def text(place: Place, value: object) -> str:
    """Return a value if it is text.

    Raises:
        SeedError: it is not.

    """
    if isinstance(value, str):
        return value
    raise place.wrong(f"{_SCALARS['string'][1]}, not {kind_of(value)}{_written(str, value)}.")


def _written(wanted: type | tuple[type, ...], value: object) -> str:
    """Say how a value is written, where JSON or YAML take it for something else than was meant."""
    if wanted is str and isinstance(value, bool | int):
        text = str(value).lower()
        return f'; in quotes it is: "{text}"' if len(text) <= _LONGEST_NUMBER else ""
    if wanted is bool and isinstance(value, str) and value.lower() in _FLAGS:
        return f"; it is written {str(_FLAGS[value.lower()]).lower()}"
    if wanted is int and isinstance(value, str) and value.isascii() and value.isdigit():
        return "; it is written without quotes" if len(value) <= _LONGEST_NUMBER else ""
    return ""


# What YAML 1.1 takes for flags; here and in YAML 1.2 it is text.
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_LONGEST_NUMBER = 100

_SCALARS: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "string": (str, "This must be text"),
    "boolean": (bool, "This must be true or false"),
    "integer": (int, "This must be a whole number"),
    "long": (int, "This must be a whole number"),
    "blob": ((str, bytes), "This must be text in base64"),
}

_PLAIN: Mapping[str, type] = {"string": str, "boolean": bool, "integer": int, "long": int}


def _structure(place: Place, shape: Shape, value: object) -> dict[str, Any]:
    given = {name: item for name, item in mapping(place, value).items() if item is not None}
    for name in given:
        if name not in shape.members:
            raise place.member(name).wrong(unknown(name, shape.members))
    return {
        name: typed(place.member(name), shape.members[name], item) for name, item in given.items()
    }


def _check_base64(place: Place, value: object) -> None:
    if isinstance(value, str):
        try:
            decoded(value)
        except SerializationException:
            raise place.wrong("This must be text in base64.") from None


def any_json(place: Place, value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a value as JSON has it; YAML's dates become text.

    Raises:
        SeedError: something in it cannot be said in JSON.

    """
    match value:
        case Mapping():
            members = mapping(place, value).items()
            return {name: any_json(place.member(name), item) for name, item in members}
        case list() | tuple():
            return [any_json(here, item) for here, item in items(place, value)]
        case date():
            return value.isoformat()
        case None | str() | bool() | int():
            return value
        case float() if isfinite(value):
            return value
    raise place.wrong(f"This must be JSON, not {kind_of(value)}.")


def in_base64(value: Any) -> Any:  # noqa: ANN401 - any JSON, but for the bytes
    """Return a value with its bytes written as a seed has them, all the way down."""
    match value:
        case bytes():
            return b64encode(value).decode("ascii")
        case Mapping():
            return {name: in_base64(item) for name, item in value.items()}
        case list():
            return [in_base64(item) for item in value]
        case _:
            return value


def unknown(name: str, known: Iterable[str]) -> str:
    """Say that there is no such member, and which ones may have been meant."""
    return f"There is no member {name}; {nearest(name, known)}."
