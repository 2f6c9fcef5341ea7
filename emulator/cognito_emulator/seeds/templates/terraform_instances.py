"""What stands in Terraform's plans and states: resources, and what their arguments refer to.

The forms are documented: those that ``terraform show -json`` prints, and the state itself
(version 4).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cognito_emulator.seeds.places import Called, Place, items, mapping

_INDEX = re.compile(r"\[[^\]]*\]")


class Instance(NamedTuple):
    """One resource of a plan or a state.

    Attributes:
        place: of the resource.
        inside: of its values.
        module: the address of the module that it stands in; empty for the root.
        kind: its type: ``aws_cognito_user_pool``.
        key: of ``count`` or ``for_each``, if it has one.
        values: its arguments and attributes; those that are not known yet are missing or null.
        unknown: which of them a plan does not know yet, in the same shape.

    """

    place: Place
    inside: Place
    module: str
    kind: str
    name: str
    key: str | int | None
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]

    @property
    def logical_id(self) -> str:
        """Its address in letters and digits, without the type."""
        return re.sub(r"[^A-Za-z0-9]", "", f"{_names(self.module)}{self.name}{self._suffix}")

    @property
    def _suffix(self) -> str:
        return "" if self.key is None else str(self.key)


def _names(module: str) -> str:
    return module.replace("module.", "")


def instances(root: Place, document: Mapping[str, Any]) -> Iterator[Instance]:
    """Give the resources of a plan or a state.

    Raises:
        SeedError: it is none.

    """
    if "lineage" in document:
        yield from _of_state(root, document)
        return
    member = "planned_values" if "planned_values" in document else "values"
    unknown = {
        str(change.get("address")): _inner(change.get("change"), "after_unknown")
        for change in _objects(document.get("resource_changes"))
    }
    place = root.member(member)
    values = mapping(place, document[member])
    if "root_module" in values:
        inside = place.member("root_module")
        yield from _of_module(inside, mapping(inside, values["root_module"]), "", unknown)


def _of_module(
    place: Place, module: Mapping[str, Any], address: str, unknown: Mapping[str, Mapping[str, Any]]
) -> Iterator[Instance]:
    for here, described in _listed(place, module, "resources"):
        resource = mapping(here, described)
        if resource.get("mode") != "managed" or "deposed_key" in resource:
            continue
        known = str(resource.get("address", ""))
        where = place.member("resources").item(_number(here), Called(known))
        inside = where.member("values")
        values = mapping(inside, resource.get("values") or {})
        yield Instance(
            where,
            inside,
            address,
            str(resource.get("type")),
            str(resource.get("name")),
            resource.get("index"),
            values,
            unknown.get(known, {}),
        )
    for here, described in _listed(place, module, "child_modules"):
        child = mapping(here, described)
        yield from _of_module(here, child, str(child.get("address", "")), unknown)


def _of_state(root: Place, document: Mapping[str, Any]) -> Iterator[Instance]:
    for here, described in _listed(root, document, "resources"):
        resource = mapping(here, described)
        if resource.get("mode") != "managed":
            continue
        for there, one in _listed(here, resource, "instances"):
            instance = mapping(there, one)
            if "deposed" in instance:  # another one has taken its place, and it is to be deleted
                continue
            module, index = resource.get("module"), instance.get("index_key")
            name = ".".join(filter(None, (module, resource.get("type"), resource.get("name"))))
            called = Called(name if index is None else f"{name}[{json.dumps(index)}]")
            where = here.member("instances").item(_number(there), called)
            inside = where.member("attributes")
            yield Instance(
                where,
                inside,
                str(resource.get("module", "")),
                str(resource.get("type")),
                str(resource.get("name")),
                index,
                mapping(inside, instance.get("attributes") or {}),
                {},
            )


def _listed(place: Place, described: Mapping[str, Any], member: str) -> list[tuple[Place, Any]]:
    given = described.get(member)
    return [] if given is None else items(place.member(member), given)


def _number(place: Place) -> int:
    return getattr(place.steps[-1], "number", 0)


def _objects(value: object) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, Mapping)]


def _inner(value: object, member: str) -> Mapping[str, Any]:
    """Return a member that is an object, or an empty one."""
    found = value.get(member) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


# --- what arguments refer to ----------------------------------------------------------------------


class Reference(NamedTuple):
    """A resource that an argument refers to, and which attribute of it.

    Attributes:
        module: the address of the module where it stands, without indexes.
        key: that is written, as it is written; empty without one.

    """

    module: str
    kind: str
    name: str
    key: str
    attribute: str


class Configuration:
    """The part of a plan that says what arguments refer to; a state has none."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._root = _inner(_inner(document, "configuration"), "root_module")
        self._written: dict[str, dict[tuple[str, str], object]] = {}  # as modules are asked for

    def references(self, instance: Instance, *path: str | int) -> list[Reference]:
        """Return which resources an argument refers to, also through variables and outputs."""
        module = _INDEX.sub("", instance.module)
        return list(self._followed(module, self._expression(instance, path), set()))

    def is_set(self, instance: Instance, *path: str | int) -> bool:
        """Whether somebody wrote an argument, rather than leaving it to the service."""
        return self._expression(instance, path) is not None

    def _expression(self, instance: Instance, path: tuple[str | int, ...]) -> object:
        module = _INDEX.sub("", instance.module)
        if module not in self._written:
            self._written[module] = _expressions(self._module(module))
        return _at(self._written[module].get((instance.kind, instance.name)), path)

    def _module(self, address: str) -> Mapping[str, Any]:
        found = self._root
        for name in filter(None, address.split("module.")):
            found = _inner(_inner(_inner(found, "module_calls"), name.rstrip(".")), "module")
        return found

    def _followed(
        self, module: str, expression: object, seen: set[tuple[str, str]]
    ) -> Iterator[Reference]:
        """Follow what an expression names, each thing once: some go round, or fork at each step."""
        given = expression.get("references") if isinstance(expression, Mapping) else None
        for text in given if isinstance(given, list) else []:
            step = (module, str(text))
            if step not in seen:
                seen.add(step)
                yield from self._one(module, str(text), seen)

    def _one(self, module: str, text: str, seen: set[tuple[str, str]]) -> Iterator[Reference]:
        first, _, rest = text.partition(".")
        plain = _INDEX.sub("", rest)
        if first == "var":
            parent, _, name = module.rpartition("module.")
            parent = parent.rstrip(".")
            call = _inner(_inner(self._module(parent), "module_calls"), name)
            variable = plain.partition(".")[0]
            yield from self._followed(parent, _inner(call, "expressions").get(variable), seen)
        elif first == "module":
            name, _, output = plain.partition(".")
            child = f"{module}.module.{name}" if module else f"module.{name}"
            outputs = _inner(self._module(child), "outputs")
            found = outputs.get(output.partition(".")[0])
            if isinstance(found, Mapping):
                yield from self._followed(child, found.get("expression"), seen)
        elif first.startswith("aws_"):
            index = _INDEX.search(rest)
            name, _, attribute = plain.partition(".")
            yield Reference(module, first, name, index[0][1:-1] if index else "", attribute)


def _expressions(module: Mapping[str, Any]) -> dict[tuple[str, str], object]:
    """Return what a module's resources have written, by their types and names."""
    found: dict[tuple[str, str], object] = {}
    for resource in _objects(module.get("resources")):
        kind, name = resource.get("type"), resource.get("name")
        if isinstance(kind, str) and isinstance(name, str):
            found.setdefault((kind, name), resource.get("expressions"))
    return found


def _at(expressions: object, path: tuple[str | int, ...]) -> object:
    """Return the expression at a path; of a block that is dynamic, there is none."""
    found = expressions
    for step in path:
        if isinstance(found, Mapping) and isinstance(step, str):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        elif not (isinstance(step, int) and isinstance(found, Mapping)):
            return None
    return found


_Address = tuple[str, str, str]  # a module without indexes, a type and a name


class Addresses:
    """Instances by what references name them by; of namesakes the first one is meant."""

    def __init__(self, listed: Iterable[Instance]) -> None:
        self._by_key: dict[tuple[_Address, str], Instance] = {}
        self._by_module: dict[tuple[_Address, str], Instance] = {}
        self._first: dict[_Address, Instance] = {}
        for each in listed:
            address = (_INDEX.sub("", each.module), each.kind, each.name)
            self._by_key.setdefault((address, str(each.key)), each)
            self._by_module.setdefault((address, each.module), each)
            self._first.setdefault(address, each)

    def meant(self, reference: Reference, by: Instance) -> Instance | None:
        """Return the instance that a reference means: that of its index, or of the same one."""
        address = (reference.module, reference.kind, reference.name)
        for key in (reference.key.strip('"'), "" if by.key is None else str(by.key)):
            if key and (address, key) in self._by_key:
                return self._by_key[address, key]
        return self._by_module.get((address, by.module)) or self._first.get(address)
