"""The fields that a client asks for: as resolvers are told of them, and as they are answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

#: A selection: fields by their names, each with what is selected of it.
Selection = dict[str, Any]


def read(fields: Iterable[str]) -> Selection:
    """Return the selection of fields, such as ``id`` and ``customer/name``.

    Raises:
        ValueError: a field has no name.

    """
    selection: Selection = {}
    for field in fields:
        names = field.split("/")
        if not all(names):
            raise ValueError(f"{field!r} is no field; 'id' is one, and 'customer/name'.")
        place = selection
        for name in names:
            place = place.setdefault(name, {})
    return selection


def as_list(selection: Selection, above: str = "") -> list[str]:
    """Return ``selectionSetList``: paths, each behind that of its parent (measured [appsync-9])."""
    paths = []
    for name, below in selection.items():
        paths += [f"{above}{name}", *as_list(below, f"{above}{name}/")]
    return paths


def as_graphql(selection: Selection, depth: int = 0) -> str:
    """Return ``selectionSetGraphQL`` (form measured [appsync-9]); empty if nothing is selected."""
    if not selection:
        return ""
    indent = "  " * depth
    lines = []
    for name, below in selection.items():
        rest = as_graphql(below, depth + 1)
        lines.append(f"{indent}  {name}{' ' if rest else ''}{rest}")
    return "\n".join(("{", *lines, f"{indent}}}"))


def selected(value: object, selection: Selection) -> object:
    """Return of an answer what is selected, null for what it lacks, as GraphQL does.

    Without a selection all of it is returned: there is no schema here that would know better.
    """
    if not selection:
        return value
    if isinstance(value, list):
        return [selected(each, selection) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {name: selected(value.get(name), below) for name, below in selection.items()}
