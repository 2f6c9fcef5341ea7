"""What every call of a test is held against: the service model, and that it shares no record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.api.spec import Shape
from cognito_emulator.domain.work.context import Caller
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import MemoryStore, Store

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


class Containers:
    """Dictionaries and lists in the records of a store: whoever alters one alters the state."""

    def __init__(self) -> None:
        self._records: dict[int, object] = {}
        self._inside: dict[int, tuple[object, Trail]] = {}

    def look(self, store: Store) -> None:
        """Get to know those of the records that are new; they and their ids stay."""
        for table, kept in store.snapshot().records.items():
            for record in kept.values():
                if id(record) not in self._records:
                    self._records[id(record)] = record
                    for trail, container in containers(record, table.name):
                        self._inside[id(container)] = container, trail

    def shared(self, document: object, path: str) -> list[str]:
        """Return what of a document is in a record, too: where it is here, and there."""
        return [
            f"{spelled(here)} is {spelled(self._inside[id(container)][1])}"
            for here, container in containers(document, path)
            if id(container) in self._inside
        ]


#: How to get to a value: to what it is in, and on from there. Most are never spelled.
Trail = str | tuple["Trail", object]


def spelled(trail: Trail) -> str:
    """Return it as a path."""
    if isinstance(trail, str):
        return trail
    before, step = trail
    return f"{spelled(before)}[{step}]" if isinstance(step, int) else f"{spelled(before)}.{step}"


def containers(value: object, name: str) -> Iterator[tuple[Trail, object]]:
    """Yield each dictionary, list and set in a value once, and where it is; it may hold itself."""
    trail: Trail = name
    waiting, seen = [(trail, value)], set()
    while waiting:
        trail, value = waiting.pop()
        if isinstance(value, dict | list | set | bytearray):
            if id(value) in seen:
                continue
            seen.add(id(value))
            yield trail, value
        waiting += [
            ((trail, step), each) for step, each in _inside(value) if type(each) not in _LEAVES
        ]


_LEAVES = frozenset({bool, bytes, datetime, float, int, str, type(None)})  # most of what there is


def _inside(value: object) -> Iterable[tuple[object, object]]:
    """Return what is in a value, and how to get there."""
    if isinstance(value, dict | Mapping):  # what is a dict is seen at once
        return value.items()
    if isinstance(value, list | tuple):
        return enumerate(value)
    return [(name, getattr(value, name)) for name in getattr(value, "__dataclass_fields__", ())]


class CheckedEmulator(Emulator):
    """An emulator whose answers and refusals must fit the service model, and share no record.

    Whoever calls from inside the process may change an answer, and the request afterwards.
    """

    @cached_property
    def _containers(self) -> Containers:
        return Containers()

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
        if isinstance(self.store, MemoryStore):  # others write their records out
            self._containers.look(self.store)
            documents = ((answer, f"{name}'s answer"), (request, f"{name}'s request"))
            shared = [each for it, path in documents for each in self._containers.shared(it, path)]
            assert not shared, f"{'; '.join(shared)}: it must be a copy"
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
