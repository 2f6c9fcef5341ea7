"""What may be said of a pool, a client, a group and a user: the API's words, and a few more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cognito_emulator.api import spec
from cognito_emulator.api.validate import examine, violations_of
from cognito_emulator.domain.pools import schema
from cognito_emulator.errors import CognitoError, SerializationException
from cognito_emulator.nearest import choice
from cognito_emulator.seeds import values
from cognito_emulator.seeds.places import Item, Mistakes, Place, SeedError, items, mapping

if TYPE_CHECKING:
    from cognito_emulator.api.spec import Shape
    from cognito_emulator.api.validate import Violation


Result = TypeVar("Result")


class Entry(NamedTuple):
    """One thing to make.

    Attributes:
        request: in the API's words, checked against the model.
        extra: members of the seed that the API's request has no place for.

    """

    place: Place
    request: Mapping[str, Any]
    extra: Mapping[str, Any]


_TEXT = spec.Shape("text", "string")
_FLAG = spec.Shape("flag", "boolean")
_NAMES = spec.Shape("names", "list", element=_TEXT)


def or_refuse(entry: Entry, make: Callable[[], Result]) -> Result:
    """Return what ``make`` makes of an entry.

    Raises:
        SeedError: the service would refuse it.

    """
    try:
        return make()
    except CognitoError as refusal:
        raise entry.place.wrong(f"{refusal.type}: {refusal}") from refusal


class Kind(NamedTuple):
    """How a kind of entry is written.

    Attributes:
        operation: the one that makes it, whose request it is.
        shown: what shows it: operations, and the member of their answer.
        wrapper: the member in which answers have it.
        own: members that the request has no place for.
        renamed: members of the request by their names in answers.

    """

    operation: str
    shown: tuple[tuple[str, str | None], ...]
    wrapper: str
    own: Mapping[str, Shape]
    renamed: Mapping[str, str]


POOL = Kind(
    operation="CreateUserPool",
    shown=(("DescribeUserPool", "UserPool"),),
    wrapper="UserPool",
    own={"Id": _TEXT},
    renamed={"Name": "PoolName", "SchemaAttributes": "Schema"},
)
CLIENT = Kind(
    operation="CreateUserPoolClient",
    shown=(("DescribeUserPoolClient", "UserPoolClient"),),
    wrapper="UserPoolClient",
    own={"ClientId": _TEXT},
    renamed={},
)
GROUP = Kind(
    operation="CreateGroup",
    shown=(("GetGroup", "Group"),),
    wrapper="Group",
    own={},
    renamed={},
)
USER = Kind(
    operation="AdminCreateUser",
    shown=(("AdminGetUser", None), ("AdminCreateUser", "User")),
    wrapper="User",
    own={
        "Password": _TEXT,
        "Groups": _NAMES,
        "UserStatus": _TEXT,
        "Enabled": _FLAG,
        "SoftwareTokenSecret": _TEXT,
        "UserMFASettingList": _NAMES,
        "PreferredMfaSetting": _TEXT,
        "Unchecked": _FLAG,
    },
    renamed={"Attributes": "UserAttributes"},
)
# A pool's second factors, as GetUserPoolMfaConfig shows them; not a part, but in the pool itself.
_MFA = Kind(operation="SetUserPoolMfaConfig", shown=(), wrapper="", own={}, renamed={})
MFA_BLOCKS = (
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
)
PARTS = {"Clients": CLIENT, "Groups": GROUP, "Users": USER}
FUNCTIONS = "Functions"

# Any: the entries below it are told apart by their places, not by the pool's id.
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
    members = {name: (place.member(name), value) for name, value in given.items()}
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
                extra[member] = _held(here, member, values.typed(here, known.own[member], value))
            elif member in known.valid:
                rewrite = values.REWRITTEN.get(name)
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
    if kind is POOL:
        blocks = {name: extra[name] for name in MFA_BLOCKS if name in extra}
        _valid(_MFA, place, members, blocks, wrong, mistakes)
    valid = _valid(kind, place, members, _without_twin(request), wrong, mistakes)
    mistakes.settle()
    return Entry(place, valid, extra)


def _no_member(kind: Kind, name: str, valid: Iterable[str]) -> str:
    """Say that there is no such member, and where it belongs or what may have been meant."""
    if kind is USER and (":" in name or name.lower() in (each.name for each in schema.STANDARD)):
        return "This is an attribute; it belongs into UserAttributes."
    for part, other in PARTS.items():
        if kind is POOL and name in words(other).valid:
            return f"This belongs into an item of the list {part}."
    return values.unknown(name, valid)


class _Constraint(NamedTuple):
    """What a member is held against that the request has no place for.

    Attributes:
        operation, member: whose constraints in the model are its own.
        hint: how it is written, where the model's words do not say it plainly.

    """

    operation: str
    member: str
    hint: str = ""


_CONSTRAINTS = {
    "Id": _Constraint(
        "DescribeUserPool",
        "UserPoolId",
        " (an id is a prefix, an underscore, and letters and digits, as local_mypool)",
    ),
    "ClientId": _Constraint("DescribeUserPoolClient", "ClientId"),
    "Password": _Constraint("AdminSetUserPassword", "Password"),
}


def _held(place: Place, member: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a member that the request has no place for, held against constraints of the model."""
    constraint = _CONSTRAINTS.get(member)
    if constraint is None:
        return value
    shape = spec.operation(constraint.operation).input.members[constraint.member]
    for violation in violations_of(shape, value):
        raise place.wrong(f"{_sentence(violation)}{constraint.hint}.")
    return value


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


def words(kind: Kind) -> Vocabulary:
    """Return the members that a kind of entry may have."""
    return _vocabulary(kind.operation)


@cache
def _vocabulary(operation: str) -> Vocabulary:
    """Return the vocabulary of the kind that an operation makes."""
    kind = next(each for each in (POOL, *PARTS.values()) if each.operation == operation)
    wanted, own = spec.operation(operation).input.members, _own(kind)
    valid = {*wanted, *own, *kind.renamed} - {"UserPoolId"}
    read_only = {*_shown(kind), "UserPoolId", "ResponseMetadata"} - valid
    if kind is POOL:
        valid |= {*PARTS, FUNCTIONS}
    return Vocabulary(wanted, own, frozenset(valid), frozenset(read_only))


def _own(kind: Kind) -> Mapping[str, Shape]:
    """Return the members that a request has no place for."""
    if kind is USER:  # what AdminSetUserSettings, the older operation, has turned on
        return {**kind.own, "MFAOptions": _input("AdminSetUserSettings")["MFAOptions"]}
    if kind is not POOL:
        return kind.own
    blocks = _input(_MFA.operation)
    return {**kind.own, **{name: blocks[name] for name in MFA_BLOCKS}}


def _input(operation: str) -> Mapping[str, Shape]:
    return spec.operation(operation).input.members


def _without_twin(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request without what an answer shows twice and a request may only say once."""
    invitation = request.get("AdminCreateUserConfig", {})
    days = (
        request.get("Policies", {}).get("PasswordPolicy", {}).get("TemporaryPasswordValidityDays")
    )
    if days is None or invitation.get("UnusedAccountValidityDays") != days:
        return request
    once = {name: it for name, it in invitation.items() if name != "UnusedAccountValidityDays"}
    return {**request, "AdminCreateUserConfig": once}


@cache
def _shown_members(operation: str, member: str | None) -> frozenset[str]:
    output = spec.operation(operation).output
    if output is None:
        return frozenset()
    return frozenset((output.members[member] if member else output).members)


def _shown(kind: Kind) -> set[str]:
    return {name for shown in kind.shown for name in _shown_members(*shown)}


def _valid(
    kind: Kind,
    place: Place,
    members: Members,
    request: Mapping[str, Any],
    wrong: Collection[str],
    mistakes: Mistakes,
) -> Mapping[str, Any]:
    """Hold a request against all constraints of the model, but for what is known to be wrong."""
    given = {"UserPoolId": _SOME_POOL, **request} if kind is not POOL else request
    try:
        valid, violations = _examined(place, kind.operation, given)
    except SeedError as error:
        mistakes.add(error)
        return request
    known = spec.operation(kind.operation).input.members
    slips = wrong - known.keys()  # one of them may be meant for what is missing
    for violation in violations:
        first, *rest = violation.path.split(".")
        name = next(member for member in known if member.lower() == first.lower())
        if name in wrong or (slips and violation.constraint == _MISSING):
            continue
        written = {kind.renamed.get(member, member): here for member, (here, _) in members.items()}
        here = _below(written.get(name, place.member(name)), rest)
        if _ENUM in violation.constraint:
            found = _part(spec.operation(kind.operation).input, given, violation.path.split("."))
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


def place_of_attribute(place: Place, name: str) -> Place:
    """Return where an attribute stands of a user who stands at a place."""
    last = place.steps[-1] if place.steps else ""
    described = unwrapped(last.value, USER.wrapper) if isinstance(last, Item) else {}
    member = "Attributes" if "Attributes" in described else "UserAttributes"
    here, listed = place.member(member), described.get(member)
    if not isinstance(listed, list):
        return here.member(name)
    return next((each for each, item in items(here, listed) if item.get("Name") == name), here)
