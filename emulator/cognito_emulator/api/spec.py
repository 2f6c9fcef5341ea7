"""The service model: operations and the shapes of their requests and answers.

Read from ``model.json``, which is generated; corrected by `cognito_emulator.api.corrections`.
Operations and shapes are made when first asked for: a process that signs users in never builds
those of identity providers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import orjson

from cognito_emulator.api import corrections

Kind = Literal[
    "structure", "list", "map", "string", "integer", "long", "boolean", "timestamp", "blob"
]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A type of the model with its constraints; compared by identity, one object for each name.

    Attributes:
        name: the model's name, for example ``UserPoolIdType``.
        kind: which JSON it is; a ``timestamp`` is a number of seconds, a ``blob`` a base64 string.
        members: of a structure, name to shape, in the order in which broken constraints are told:
            the model's, unless it is corrected; empty otherwise.
        required: of a structure, the names of the members that must be there.
        element: of a list, the shape of its elements.
        key: of a map, the shape of its keys.
        value: of a map, the shape of its values.
        minimum: the least length or value.
        maximum: the greatest length or value.
        pattern: a regular expression in Java's syntax that the whole string must match.
        enum: the values allowed, in the order in which the service lists them; empty for all.
        sensitive: whether the service keeps the value out of its messages.
        secret: whether logs leave the value out, even where the service's messages show it.
        document: whether any JSON is allowed here.
        pattern_first: whether a broken pattern is reported before a broken length.
    """

    name: str
    kind: Kind
    members: Mapping[str, Shape] = field(default_factory=dict, repr=False)
    required: frozenset[str] = frozenset()
    element: Shape | None = None
    key: Shape | None = None
    value: Shape | None = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    sensitive: bool = False
    secret: bool = False
    document: bool = False
    pattern_first: bool = False


class Pagination(NamedTuple):
    """How an operation pages, by the names of members.

    Attributes:
        input_token: the request's member that continues a list.
        output_token: the answer's member that says how to continue.
        limit: the request's member with the size of a page.
        result: the answer's member with the items.
    """

    input_token: str
    output_token: str
    limit: str
    result: str


class Operation(NamedTuple):
    """An operation of the service; compared by identity, one object for each name.

    Attributes:
        name: for example ``InitiateAuth``.
        input: the shape of the request, a structure.
        output: the shape of the answer, or None where the answer's body is empty.
        errors: the names of the errors that the model lists.
        signed: whether callers must sign with AWS credentials.
        pagination: how it pages, or None; the model knows it of a few operations only.
    """

    name: str
    input: Shape
    output: Shape | None
    errors: frozenset[str]
    signed: bool
    pagination: Pagination | None


def operation(name: str) -> Operation:
    """Return the operation `name`.

    Raises:
        KeyError: the service has no such operation.
    """
    return _operation(name)


def operations() -> Mapping[str, Operation]:
    """Return all operations by name, in alphabetical order."""
    return _OPERATIONS


def target_prefix() -> str:
    """Return what stands before the dot in ``X-Amz-Target``."""
    return str(_model()["target"])


class _Operations(Mapping[str, Operation]):
    """All operations, each built when first looked at."""

    def __getitem__(self, name: str) -> Operation:
        return operation(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_model()["operations"])

    def __len__(self) -> int:
        return len(_model()["operations"])

    def __contains__(self, name: object) -> bool:
        return name in _model()["operations"]


_OPERATIONS = _Operations()


@cache
def _model() -> dict[str, Any]:
    # Not importlib.resources: importing that costs ten times what reading the model does.
    model: dict[str, Any] = orjson.loads(Path(__file__).with_name("model.json").read_bytes())
    return model


@cache
def _operation(name: str) -> Operation:
    entry = _model()["operations"][name]
    paging = entry["pagination"] or corrections.PAGINATION.get(name)
    return Operation(
        name=name,
        input=_shape(entry["input"]),
        output=None if entry["output"] is None else _shape(entry["output"]),
        errors=frozenset(entry["errors"]),
        signed=entry["signed"],
        pagination=Pagination(*paging) if paging else None,
    )


@cache
def _shape(name: str) -> Shape:
    entry = _model()["shapes"][name] | corrections.SHAPES.get(name, {})
    known = entry.get("members", {})
    order = dict.fromkeys((*entry.get("first", ()), *known))
    members = {member: _shape(known[member]) for member in order}
    return Shape(
        name=name,
        kind=entry["type"],
        members=MappingProxyType(members),
        required=frozenset(entry.get("required", ())),
        element=_part(entry, "element"),
        key=_part(entry, "key"),
        value=_part(entry, "value"),
        minimum=entry.get("min"),
        maximum=entry.get("max"),
        pattern=entry.get("pattern"),
        enum=tuple(entry.get("enum", ())),
        sensitive=entry.get("sensitive", False),
        secret=name in corrections.SECRET,
        document=entry.get("document", False),
        pattern_first=entry.get("pattern_first", False),
    )


def _part(entry: Mapping[str, str], part: str) -> Shape | None:
    return _shape(entry[part]) if part in entry else None
