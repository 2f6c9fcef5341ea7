"""What may be written of a kind of record: the API's words, and a few more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.api import spec
from cognito_emulator.api.validate import examine, violations_of
from cognito_emulator.errors import SerializationException
from cognito_emulator.nearest import choice
from cognito_emulator.seeds import values
from cognito_emulator.seeds.kind import Entry, Kind, Modelled
from cognito_emulator.seeds.places import Mistakes, Place, Placed, SeedError, items, mapping

if TYPE_CHECKING:
    from cognito_emulator.api.constraints import Violation
    from cognito_emulator.api.spec import Shape


# Any: entries are told apart by their places, not by the pool's id.
_SOME_POOL = "seed_0"

Members = dict[str, tuple[Place, Any]]


def entry(kind: Kind, place: Place, described: object) -> Entry:
    """Return what is described, checked.

    Raises:
        SeedError: something in it is not as the API wants it.

    """
    return checked(kind, place, members_of(place, described, kind.wrapper))


def parted(kind: Kind, place: Place, described: Mapping[str, Any]) -> Entry:
    """Return what is known to be as the API wants it, unchecked."""
    own = words(kind).own
    request = {name: value for name, value in described.items() if name not in own}
    return Entry(place, request, {n: value for n, value in described.items() if n in own})


def unwrapped(described: object, wrapper: str) -> dict[str, Any]:
    """Return members as they stand in a seed, those in the wrapper of an answer among them."""
    members = dict(described) if isinstance(described, Mapping) else {}
    inside = members.pop(wrapper, None)
    return {**members, **unwrapped(inside, wrapper)} if isinstance(inside, Mapping) else members


def members_of(place: Place, described: object, wrapper: str) -> Members:
    """Return the members with their places, those in the wrapper of an answer among them."""
    given = mapping(place, described)
    origin = described.origin if isinstance(described, Placed) else place.member
    members = {name: (origin(name), value) for name, value in given.items()}
    if wrapper in members:
        members |= members_of(*members.pop(wrapper), wrapper)
    return {name: found for name, found in members.items() if found[1] is not None}


def checked(kind: Kind, place: Place, members: Members) -> Entry:
    """Check members against the model, and part those of the request from the others.

    Raises:
        SeedError: some of them are not as the API wants them.

    """
    mistakes = Mistakes()
    known = words(kind)
    request: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    wrong: set[str] = set()
    for name, (here, value) in members.items():
        member = kind.renamed.get(name, name)
        try:
            if member in known.own:
                extra[member] = _own(here, kind.own[member], known.own[member], value)
            elif member in known.valid:
                rewrite = kind.rewritten.get(name)
                given = rewrite(here, value) if rewrite else value
                shape = known.wanted[member]
                request[member] = (
                    given if values.is_typed(shape, given) else values.typed(here, shape, given)
                )
            elif member not in known.read_only:
                raise here.wrong(_no_member(kind, name, known.valid))
        except SeedError as error:
            mistakes.add(error)
            wrong.add(member)
    written = _Written(place, members, kind.renamed, wrong)
    if kind.completion:
        wanted = _input(kind.completion)
        completion = {name: value for name, value in extra.items() if name in wanted}
        _valid(kind.completion, written, completion, mistakes)
    valid = _valid(kind.operation, written, kind.tidied(request), mistakes)
    mistakes.settle()
    return Entry(place, valid, extra)


def writable(kind: Kind, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return those members of an answer that a seed can have, by the request's names."""
    valid = words(kind).valid
    return {kind.renamed.get(name, name): it for name, it in shown.items() if name in valid}


def _no_member(kind: Kind, name: str, valid: Iterable[str]) -> str:
    """Say that there is no such member, and where it belongs or what may have been meant."""
    for part in kind.parts.values():
        if name in words(part.kind).valid:
            return f"This belongs into an item of the list {part.name}."
    return kind.home(name) or values.unknown(name, valid)


def _own(place: Place, word: Shape | Modelled, shape: Shape, value: object) -> Any:  # noqa: ANN401
    """Return a member that the request has no place for, as the model or the kind wants it."""
    typed = values.typed(place, shape, value)
    if isinstance(word, Modelled) and word.held:
        for violation in violations_of(shape, typed):
            raise place.wrong(f"{_sentence(violation)}{word.hint}.")
    return typed


def _examined(
    place: Place, operation: str, request: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[Violation]]:
    try:
        return examine(spec.operation(operation), request)
    except SerializationException as refusal:  # of numbers out of range, broken Unicode
        raise place.wrong(refusal.message or "This cannot be sent in a request.") from None


def _sentence(violation: Violation) -> str:
    """Say which constraint is not met, as the service does but for the place."""
    if violation.constraint == _MISSING:
        return "This is missing"
    return f"Value{violation.shown} failed to satisfy constraint: {violation.constraint}"


_MISSING = "Member must not be null"
_ENUM = "Member must satisfy enum value set"


class Vocabulary(NamedTuple):
    """The members that a kind of entry may have.

    Attributes:
        wanted: those of the request.
        own: those that the request has no place for.
        valid: all that may be written.
        read_only: what answers show and nobody may set; passed over.

    """

    wanted: Mapping[str, Shape]
    own: Mapping[str, Shape]
    valid: frozenset[str]
    read_only: frozenset[str]


@cache
def words(kind: Kind) -> Vocabulary:
    """Return the members that a kind of entry may have."""
    wanted = _input(kind.operation)
    own = {name: _shape(word) for name, word in kind.own.items()}
    written = {*wanted, *own, *kind.renamed} - {"UserPoolId"}
    read_only = {*_shown(kind), "UserPoolId", "ResponseMetadata"} - written
    valid = frozenset({*written, *kind.parts, *kind.beside})
    return Vocabulary(wanted, own, valid, frozenset(read_only))


def _shape(word: Shape | Modelled) -> Shape:
    return _input(word.operation)[word.member] if isinstance(word, Modelled) else word


def _input(operation: str) -> Mapping[str, Shape]:
    return spec.operation(operation).input.members


@cache
def _shown_members(operation: str, member: str | None) -> frozenset[str]:
    output = spec.operation(operation).output
    if output is None:
        return frozenset()
    return frozenset((output.members[member] if member else output).members)


def _shown(kind: Kind) -> set[str]:
    return {name for shown in kind.shown for name in _shown_members(*shown)}


class _Written(NamedTuple):
    """What stands in a seed of one entry.

    Attributes:
        wrong: the members that are known to be wrong.

    """

    place: Place
    members: Members
    renamed: Mapping[str, str]
    wrong: AbstractSet[str]

    def member(self, name: str) -> Place:
        """Return where a member of the request stands, or would stand."""
        there = {
            self.renamed.get(member, member): here for member, (here, _) in self.members.items()
        }
        return there.get(name, self.place.member(name))


def _valid(
    operation: str, written: _Written, request: Mapping[str, Any], mistakes: Mistakes
) -> Mapping[str, Any]:
    """Hold a request against all constraints of the model, but for what is known to be wrong."""
    known = _input(operation)
    given = {"UserPoolId": _SOME_POOL, **request} if "UserPoolId" in known else request
    try:
        valid, violations = _examined(written.place, operation, given)
    except SeedError as error:
        mistakes.add(error)
        return request
    slips = written.wrong - known.keys()  # one of them may be meant for what is missing
    for violation in violations:
        first, *rest = violation.path.split(".")
        name = next(member for member in known if member.lower() == first.lower())
        if name in written.wrong or (slips and violation.constraint == _MISSING):
            continue
        here = _below(written.member(name), rest)
        if _ENUM in violation.constraint:
            found = _part(spec.operation(operation).input, given, violation.path.split("."))
            for unknown in _none_of_the_values(here, *found):
                mistakes.add(unknown)
        else:
            mistakes.add(here.wrong(f"{_sentence(violation)}."))
    return valid


def _part(shape: Shape, value: Any, path: Iterable[str]) -> tuple[Shape, Any]:  # noqa: ANN401
    """Return the part of a value to which a path leads, as the service spells it."""
    for step in path:
        if step.isdecimal() and shape.element:
            shape, value = shape.element, value[int(step) - 1]
        elif step != "member":
            name = next(name for name in shape.members if name.lower() == step.lower())
            shape, value = shape.members[name], value[name]
    return shape, value


def _none_of_the_values(place: Place, shape: Shape, value: Any) -> Iterable[SeedError]:  # noqa: ANN401
    """Yield what is wrong with a value, or the items of a list, of which the API knows them all."""
    if shape.element:
        for here, item in items(place, value):
            yield from _none_of_the_values(here, shape.element, item)
    elif value is not None and value not in shape.enum:  # null has a sentence of its own
        yield place.wrong(f"There is no value {value}; {choice(value, shape.enum)}.")


def _below(place: Place, path: Iterable[str]) -> Place:
    """Return the place below another to which a path leads, as the service spells it."""
    for part in path:
        if part.isdecimal():
            place = place.item(int(part) - 1)
        elif part != "member":
            place = place.member(part[0].upper() + part[1:])
    return place
