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
from cognito_emulator.seeds.places import Called, Place, Placed, items, kind_of, mapping
from cognito_emulator.seeds.templates import loops

NO_VALUE: Final = object()
"""What ``AWS::NoValue`` is: a member, or an item, that is not there."""

_ZONES = "abc"
_TRANSFORM = "Fn::Transform"
_MOST_BLOCKS = 256  # of addresses (documented)
_HOST_BITS = {
    4: 8,
    6: 64,
}  # of the versions of IP: documented of 4, of 6 a guess
_LONGEST_TEXT = 2**20  # characters: a template has no more (documented)
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

    def transformed(self, place: Place, macro: object) -> Any:  # noqa: ANN401 - any JSON
        """Return what a macro makes, or `NO_VALUE` where it runs in AWS only."""

    def spend(self, place: Place, values: int) -> None:
        """Count values that are written once, and there many times; too many are an error."""

    @property
    def name(self) -> str:
        """The stack's name, which no other one has."""

    @property
    def under_way(self) -> list[str]:
        """What is being resolved, in all templates."""

    @property
    def region(self) -> str:
        """``AWS::Region``."""

    @property
    def conditions(self) -> Mapping[str, tuple[Place, Any]]:
        """The section Conditions, each with its place."""

    @property
    def mappings(self) -> Mapping[str, Any]:
        """The section Mappings."""


class Resolver:
    """Resolves values of a template.

    Args of its methods:
        place: where the value stands, for errors.
        value: as it was parsed.

    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._met: dict[str, bool] = {}

    def resolve(self, place: Place, value: object) -> Any:  # noqa: ANN401 - any JSON, or NO_VALUE
        """Return a value without functions.

        Raises:
            SeedError: something in it cannot be resolved; the message names the place.

        """
        match value:
            case Mapping():
                here = value.place if isinstance(value, Placed) else place
                return self._object(here, mapping(here, value))
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
        if name not in self._met:
            here, condition = conditions[name]
            with self.within(here, f"the condition {name}"):
                self._met[name] = self._flag(here, condition)
        return self._met[name]

    @contextmanager
    def within(self, place: Place, what: str) -> Iterator[None]:
        """Note for a block what is being resolved.

        Raises:
            SeedError: it is being resolved already: it refers to itself.

        """
        key = f"{self._around.name}: {what}"
        under_way = self._around.under_way
        if key in under_way:
            raise place.wrong(f"It refers to itself: {what}.")
        under_way.append(key)
        try:
            yield
        finally:
            under_way.pop()

    def members(self, place: Place, given: Mapping[str, Any]) -> Iterator[tuple[str, Place, Any]]:
        """Give the members of an object or a section, with those that loops and includes make.

        Raises:
            SeedError: a loop or an include is wrong.

        """
        for name, value in given.items():
            here = place.member(name)
            if name.startswith(loops.PREFIX):
                yield from self._turns(here, value, place.path)
            elif name == _TRANSFORM:
                yield from self._included(here, value)
            else:
                yield name, here, value

    def _turns(self, place: Place, loop: object, into: str) -> Iterator[tuple[str, Place, Any]]:
        """Give the members that ``Fn::ForEach`` makes, into the object at a path."""
        (here, name), (there, collection), body = self._items(place, loop, 3)
        if not isinstance(name, str):
            raise here.wrong(f"This must be the name of what goes round, not {kind_of(name)}.")
        for item in [_text(where, it) for where, it in self._listed(there, collection)]:
            members, size = loops.turn(mapping(*body), name, item)
            self._around.spend(place, size)
            for raw, called, value in members:
                where = place.item(2, Called(f"{into}.{called}")).member(raw)
                if raw.startswith(loops.PREFIX):
                    yield from self._turns(where, value, into)
                else:
                    yield called, where, value

    def _included(self, place: Place, macro: object) -> Iterator[tuple[str, Place, Any]]:
        made = self._around.transformed(place, macro)
        if made is not NO_VALUE:
            where = made.place if isinstance(made, Placed) else place
            yield from self.members(where, mapping(where, made))

    def _object(self, place: Place, members: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        if len(members) == 1:
            [(name, argument)] = members.items()
            if name in _FUNCTIONS and (name != "Condition" or isinstance(argument, str)):
                return _short_enough(place, _FUNCTIONS[name](self, place.member(name), argument))
            if name == _TRANSFORM:
                made = self._around.transformed(place.member(name), argument)
                return made if made is NO_VALUE else self.resolve(place.member(name), made)
            if name.startswith("Fn::") and not name.startswith(loops.PREFIX):
                raise place.wrong(f"{name} cannot be resolved; {nearest(name, _FUNCTIONS)}.")
        found = {name: self.resolve(here, it) for name, here, it in self.members(place, members)}
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

        length = 0

        def replaced(match: re.Match[str]) -> str:
            nonlocal length
            found = self._variable(place, match[1].strip(), variables)
            length += len(found)
            _require_short(place, length)
            return found

        _require_short(place, len(text))
        before, brace, after = text.rpartition("}")  # behind the last one, nothing is sought
        return self._dynamic(place, f"{_IN_TEXT.sub(replaced, before + brace)}{after}")

    def _variable(self, place: Place, name: str, variables: Mapping[str, Any]) -> str:
        if name.startswith("!"):  # ``${!Name}`` is ``${Name}`` itself
            return f"${{{name[1:]}}}"
        if name in variables:
            return self.text(place, variables[name])
        if "." in name:
            return _text(place, self._get_att(place, name))
        return _text(place, self._ref(place, name))

    def _dynamic(self, place: Place, text: str) -> str:
        """Return a text with what its dynamic references stand for."""
        return _DYNAMIC.sub(lambda match: self._around.kept_elsewhere(place, match[1]), text)

    def _join(self, place: Place, argument: object) -> str:
        (here, between), (there, listed) = self._items(place, argument, 2)
        parts = [_text(where, item) for where, item in self._listed(there, listed)]
        separator = _text(here, between)
        _require_short(place, sum(map(len, parts)) + len(separator) * len(parts))
        return self._dynamic(place, separator.join(parts))

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

    def _cidr(self, place: Place, argument: object) -> list[str]:
        """Return blocks of addresses, which are cut out of one."""
        from ipaddress import ip_network  # noqa: PLC0415 - few templates ask for it

        given = [(here, _text(here, self.resolve(here, it))) for here, it in items(place, argument)]
        if len(given) not in (2, 3):
            raise place.wrong(f"This must be a list of 2 or 3, not of {len(given)}.")
        (here, block), *numbers = given
        for there, number in numbers:
            if (
                not number.isascii()
                or not number.isdigit()
                or not 0 < int(number[:4]) <= _MOST_BLOCKS
            ):
                raise there.wrong(f"This must be a number from 1 to {_MOST_BLOCKS}.")
        try:
            network = ip_network(block)
            bits = int(numbers[1][1]) if len(numbers) > 1 else _HOST_BITS[network.version]
            found = network.subnets(new_prefix=network.max_prefixlen - bits)
            blocks = [str(each) for each, _ in zip(found, range(int(numbers[0][1])), strict=False)]
        except ValueError as error:
            raise here.wrong(f"It cannot be cut: {error}.") from None
        if len(blocks) < int(numbers[0][1]):
            raise numbers[0][0].wrong(f"There are {len(blocks)} such blocks in {block}.")
        return blocks

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

    def pair(self, place: Place, argument: object) -> list[tuple[Place, Any]]:
        """Return two arguments, each with its place.

        Raises:
            SeedError: these are not two.

        """
        return self._items(place, argument, 2)

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


def _require_short(place: Place, length: int) -> None:
    """Refuse a text that functions make longer than any template is.

    Raises:
        SeedError: it is.

    """
    if length > _LONGEST_TEXT:
        raise place.wrong(f"It makes a text of more than {_LONGEST_TEXT} characters.")


def _short_enough(place: Place, value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        _require_short(place, len(value))
    return value


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


def names_in(value: object) -> Iterator[str]:
    """Give the names of parameters and resources that an unresolved value refers to."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::GetAtt": str(path)}:
            yield path.partition(".")[0]
        case {"Fn::Sub": str(text)} | {"Fn::Sub": [str(text), *_]}:
            for match in _IN_TEXT.finditer(text):
                yield match[1].strip().partition(".")[0]
        case _:
            pass
    for inner in value.values() if isinstance(value, Mapping) else _items_of(value):
        yield from names_in(inner)


def _items_of(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


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
    "Fn::Cidr": Resolver._cidr,  # noqa: SLF001
    "Fn::If": Resolver._if,  # noqa: SLF001
    "Fn::Equals": Resolver._equals,  # noqa: SLF001
    "Fn::Not": Resolver._not,  # noqa: SLF001
    "Fn::And": Resolver._and,  # noqa: SLF001
    "Fn::Or": Resolver._or,  # noqa: SLF001
    "Fn::FindInMap": Resolver._find_in_map,  # noqa: SLF001
}
