"""The shapes of all records: a file of `shapes_of_tables` for each table, written by `make shapes`.

A shape is what decides whether a record that was written out can be read: the names of fields,
their types, and whether they may be missing.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import cognito_emulator.emulator  # noqa: F401 - declares the tables
from cognito_emulator.store import Table, tables

FOLDER = Path(__file__).with_name("shapes_of_tables")

Shapes = dict[str, Any]


def current() -> Shapes:
    """The shapes and versions of the emulator's tables, by their names."""
    own = [t for t in tables() if t.record.__module__.startswith("cognito_emulator.")]
    return {table.name: of(table) for table in sorted(own, key=lambda table: table.name)}


def of(table: Table[Any]) -> dict[str, Any]:
    return {"version": table.version, "record": shape(table.record)}


def committed() -> Shapes:
    files = sorted(FOLDER.glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def shape(kind: Any) -> Any:
    """What a type looks like where it is written out: a text, or more where it has fields."""
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return {_field(field): shape(hints[field.name]) for field in dataclasses.fields(kind)}
    if hasattr(kind, "_fields"):  # a NamedTuple is written as a list
        return [[name, shape(hint)] for name, hint in get_type_hints(kind).items()]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " | ".join(sorted(map(repr, arguments)))
    inner = [shape(argument) for argument in arguments]
    if origin in (Union, UnionType):
        return _text(inner, "{}", " | ") or {"one of": inner}
    if origin is not None:
        name = "mapping" if issubclass(origin, Mapping) else origin.__name__
        return _text(inner, name + "[{}]", ", ") or {name: inner}
    return _NAMES.get(kind) or kind.__name__


_NAMES: Mapping[Any, str] = {Any: "any", Ellipsis: "...", NoneType: "null"}


def _text(inner: list[Any], form: str, between: str) -> str | None:
    plain = all(isinstance(each, str) for each in inner)
    return form.format(between.join(inner)) if plain else None


def _field(field: dataclasses.Field[Any]) -> str:
    needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    return field.name if needed else f"{field.name}?"


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """What has changed, each by its table and field; "?" is said of a field with a default."""
    if before == after:
        return []
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return [f"{path} was {json.dumps(before)}, and is {json.dumps(after)}"]
    named = {name: f"{path}.{name}" if path else name for name in {**before, **after}}
    found = [f"{named[name]} is gone" for name in before if name not in after]
    found += [f"{named[name]} is new" for name in after if name not in before]
    for name in (name for name in before if name in after):
        found += differences(before[name], after[name], named[name])
    return found


def undeclared(before: Shapes, after: Shapes) -> list[str]:
    """Tables whose records look otherwise under the same version, where versions count."""
    return [
        name
        for name in before.keys() & after.keys()
        if before[name]["version"] == after[name]["version"] != 0
        and before[name]["record"] != after[name]["record"]
    ]


def unmigrated() -> list[str]:
    """Tables to whose version nothing leads from one that was released."""
    return [
        table.name for table in tables() if set(table.migrations) != set(range(1, table.version))
    ]


def write() -> None:
    now = current()
    if wrong := undeclared(committed(), now):
        names = ", ".join(sorted(wrong))
        sys.exit(f"Records look otherwise: give a new version and a migration to {names}.")
    if wrong := unmigrated():
        sys.exit(f"Migrations do not lead from each version to the next: {', '.join(wrong)}.")
    for gone in committed().keys() - now.keys():
        FOLDER.joinpath(f"{gone}.json").unlink()
    for name, shape_of_table in now.items():
        text = json.dumps(shape_of_table, indent=1)
        FOLDER.joinpath(f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
