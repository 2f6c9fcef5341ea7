"""The intrinsic functions of CloudFormation, and the values that they work on.

What each of them returns is documented in CloudFormation's template reference. A value is resolved
only where it is used: what cannot be resolved elsewhere is nobody's concern.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

from cognito_emulator.nearest import nearest
from cognito_emulator.seeds.places import Place, items, kind_of, mapping

NO_VALUE: Final = object()
"""What ``AWS::NoValue`` is: a member, or an item, that is not there."""

_ZONES = "abc"
_IN_TEXT = re.compile(r"\$\{([^}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:([^{}]+)\}\}")


class Surroundings(Protocol):
    """What a template refers to, beyond the value at hand."""

    def reference(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what ``Ref`` gives for a name."""

    def attribute(self, place: Place, name: str, attribute: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what ``Fn::GetAtt`` gives."""

    def imported(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what another stack exports by a name."""

    def kept_elsewhere(self, place: Place, reference: str) -> str:
        """Return what a dynamic reference stands for: ``ssm:/path``, ``secretsmanager:...``."""

    @property
    def region(self) -> str:
        """``AWS::Region``."""

    @property
    def conditions(self) -> Mapping[str, Any]:
        """The section Conditions."""

    @property
    def mappings(self) -> Mapping[str, Any]:
        """The section Mappings."""


class Resolver:
    """Resolves values of a template.

    Args of its methods:
        place: where the value stands, for errors.
        value: as it was parsed.

    """

    def __init__(self, root: Place, surroundings: Surroundings) -> None:
        self._root = root
        self._around = surroundings
        self._under_way: list[str] = []

    def resolve(self, place: Place, value: object) -> Any:  # noqa: ANN401 - any JSON, or NO_VALUE
        """Return a value without functions.

        Raises:
            SeedError: something in it cannot be resolved; the message names the place.

        """
        match value:
            case Mapping():
                return self._object(place, mapping(place, value))
            case list():
                found = [self.resolve(here, item) for here, item in items(place, value)]
                return [item for item in found if item is not NO_VALUE]
            case str():
                return self._dynamic(place, value)
            case _:
                return value

    def text(self, place: Place, value: object) -> str:
        """Return a value as text.

        Raises:
            SeedError: it is none, or cannot be resolved.

        """
        return _text(place, self.resolve(place, value))

    def holds(self, place: Place, name: object) -> bool:
        """Whether a condition of the template is met.

        Raises:
            SeedError: there is none of that name, or it cannot be resolved.

        """
        conditions = self._around.conditions
        if not isinstance(name, str):
            raise place.wrong(f"The name of a condition is text, not {kind_of(name)}.")
        if name not in conditions:
            raise place.wrong(f"There is no condition {name}; {nearest(name, conditions)}.")
        here = self._root.member("Conditions").member(name)
        with self.within(here, f"the condition {name}"):
            return self._flag(here, conditions[name])

    @contextmanager
    def within(self, place: Place, what: str) -> Iterator[None]:
        """Note for a block what is being resolved.

        Raises:
            SeedError: it is being resolved already: it refers to itself.

        """
        if what in self._under_way:
            raise place.wrong(f"It refers to itself: {what}.")
        self._under_way.append(what)
        try:
            yield
        finally:
            self._under_way.pop()

    def _object(self, place: Place, members: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        if len(members) == 1:
            [(name, argument)] = members.items()
            if name in _FUNCTIONS and (name != "Condition" or isinstance(argument, str)):
                return _FUNCTIONS[name](self, place.member(name), argument)
            if name.startswith("Fn::"):
                raise place.wrong(f"{name} cannot be resolved; {nearest(name, _FUNCTIONS)}.")
        found = {name: self.resolve(place.member(name), it) for name, it in members.items()}
        return {name: item for name, item in found.items() if item is not NO_VALUE}

    # -- references --------------------------------------------------------------------------------

    def _ref(self, place: Place, argument: object) -> Any:  # noqa: ANN401 - any JSON
        if not isinstance(argument, str):
            raise place.wrong(f"This must be a name, not {kind_of(argument)}.")
        return self._around.reference(place, argument)

    def _get_att(self, place: Place, argument: object) -> Any:  # noqa: ANN401 - any JSON
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if not isinstance(parts, list) or len(parts) != _PAIR or not isinstance(parts[0], str):
            raise place.wrong("This must be a resource and its attribute, as in [Pool, Arn].")
        return self._around.attribute(place, parts[0], self.text(place, parts[1]))

    def _import_value(self, place: Place, argument: object) -> Any:  # noqa: ANN401 - any JSON
        return self._around.imported(place, self.text(place, argument))

    # -- texts -------------------------------------------------------------------------------------

    def _sub(self, place: Place, argument: object) -> str:
        text, variables = argument, {}
        if isinstance(argument, list):
            (here, text), (there, given) = self._items(place, argument, 2)
            place, variables = here, mapping(there, given)
        if not isinstance(text, str):
            raise place.wrong(f"This must be text, not {kind_of(text)}.")

        def replaced(match: re.Match[str]) -> str:
            name = match[1].strip()
            if name.startswith("!"):  # ``${!Name}`` is ``${Name}`` itself
                return f"${{{name[1:]}}}"
            if name in variables:
                return self.text(place, variables[name])
            if "." in name:
                return _text(place, self._get_att(place, name))
            return _text(place, self._ref(place, name))

        return self._dynamic(place, _IN_TEXT.sub(replaced, text))

    def _dynamic(self, place: Place, text: str) -> str:
        """Return a text with what its dynamic references stand for."""
        return _DYNAMIC.sub(lambda match: self._around.kept_elsewhere(place, match[1]), text)

    def _join(self, place: Place, argument: object) -> str:
        (here, between), (there, listed) = self._items(place, argument, 2)
        parts = [_text(where, item) for where, item in self._listed(there, listed)]
        return self._dynamic(place, _text(here, between).join(parts))

    def _split(self, place: Place, argument: object) -> list[str]:
        (here, between), (there, text) = self._items(place, argument, 2)
        separator = _text(here, between)
        if not separator:
            raise here.wrong("What separates the parts is empty.")
        return self.text(there, text).split(separator)

    def _select(self, place: Place, argument: object) -> Any:  # noqa: ANN401 - any JSON
        (here, index), (there, listed) = self._items(place, argument, 2)
        number, found = self.text(here, index), self._listed(there, listed)
        if not number.isdecimal() or int(number) >= len(found):
            raise here.wrong(f"There is no item {number}; the list has {len(found)}.")
        return found[int(number)][1]

    def _base64(self, place: Place, argument: object) -> str:
        return b64encode(self.text(place, argument).encode()).decode()

    def _to_json(self, place: Place, argument: object) -> str:
        return json.dumps(self.resolve(place, argument), separators=(",", ":"))

    def _length(self, place: Place, argument: object) -> int:
        return len(self._listed(place, argument))

    def _zones(self, place: Place, argument: object) -> list[str]:
        region = self.text(place, argument) or self._around.region
        return [f"{region}{letter}" for letter in _ZONES]

    # -- choices -----------------------------------------------------------------------------------

    def _if(self, place: Place, argument: object) -> Any:  # noqa: ANN401 - any JSON
        (here, name), met, otherwise = self._items(place, argument, 3)
        return self.resolve(*(met if self.holds(here, name) else otherwise))

    def _condition(self, place: Place, argument: object) -> bool:
        return self.holds(place, argument)

    def _equals(self, place: Place, argument: object) -> bool:
        one, other = (self.resolve(where, item) for where, item in self._items(place, argument, 2))
        return _comparable(one) == _comparable(other)

    def _not(self, place: Place, argument: object) -> bool:
        ((here, condition),) = self._items(place, argument, 1)
        return not self._flag(here, condition)

    def _and(self, place: Place, argument: object) -> bool:
        found = [self._flag(*each) for each in items(place, argument)]  # mistakes in all of them
        return all(found)

    def _or(self, place: Place, argument: object) -> bool:
        found = [self._flag(*each) for each in items(place, argument)]
        return any(found)

    def _flag(self, place: Place, condition: object) -> bool:
        found = self.resolve(place, condition)
        if not isinstance(found, bool):
            raise place.wrong(f"This must be a condition, not {kind_of(found)}.")
        return found

    def _find_in_map(self, place: Place, argument: object) -> Any:  # noqa: ANN401 - any JSON
        given = items(place, argument)
        default = given[3] if len(given) == _WITH_DEFAULT else None
        found: Any = self._around.mappings
        for here, key in self._items(place, [item for _, item in given[:3]], 3):
            name = self.text(here, key)
            if not isinstance(found, Mapping) or name not in found:
                if default is not None:
                    where = default[0].member("DefaultValue")
                    return self.resolve(where, mapping(*default).get("DefaultValue"))
                known = found if isinstance(found, Mapping) else ()
                raise here.wrong(
                    f"There is nothing by the name {name} in the mapping; {nearest(name, known)}."
                )
            found = found[name]
        return found

    # -- arguments ---------------------------------------------------------------------------------

    def _items(self, place: Place, argument: object, number: int) -> list[tuple[Place, Any]]:
        """Return the arguments of a function that has so many.

        Raises:
            SeedError: these are more, or fewer.

        """
        given = items(place, argument)
        if len(given) != number:
            raise place.wrong(f"This must be a list of {number}, not of {len(given)}.")
        return given

    def _listed(self, place: Place, value: object) -> list[tuple[Place, Any]]:
        """Return a list that is resolved, each item with its place.

        Raises:
            SeedError: it is none.

        """
        return items(place, self.resolve(place, value))


_PAIR = 2
_WITH_DEFAULT = 4


def _text(place: Place, value: object) -> str:
    """Return a resolved value as text, as CloudFormation puts it into one.

    Raises:
        SeedError: it cannot be put into a text.

    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    what = "AWS::NoValue" if value is NO_VALUE else kind_of(value)
    raise place.wrong(f"This must be text, not {what}.")


def _comparable(value: object) -> object:
    """Return a value as Fn::Equals compares it: ``1`` and ``"1"`` are the same there."""
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return value


_FUNCTIONS: Mapping[str, Callable[[Resolver, Place, object], Any]] = {
    "Ref": Resolver._ref,  # noqa: SLF001 - a table of its own methods
    "Condition": Resolver._condition,  # noqa: SLF001
    "Fn::GetAtt": Resolver._get_att,  # noqa: SLF001
    "Fn::ImportValue": Resolver._import_value,  # noqa: SLF001
    "Fn::Sub": Resolver._sub,  # noqa: SLF001
    "Fn::Join": Resolver._join,  # noqa: SLF001
    "Fn::Split": Resolver._split,  # noqa: SLF001
    "Fn::Select": Resolver._select,  # noqa: SLF001
    "Fn::Base64": Resolver._base64,  # noqa: SLF001
    "Fn::ToJsonString": Resolver._to_json,  # noqa: SLF001
    "Fn::Length": Resolver._length,  # noqa: SLF001
    "Fn::GetAZs": Resolver._zones,  # noqa: SLF001
    "Fn::If": Resolver._if,  # noqa: SLF001
    "Fn::Equals": Resolver._equals,  # noqa: SLF001
    "Fn::Not": Resolver._not,  # noqa: SLF001
    "Fn::And": Resolver._and,  # noqa: SLF001
    "Fn::Or": Resolver._or,  # noqa: SLF001
    "Fn::FindInMap": Resolver._find_in_map,  # noqa: SLF001
}
