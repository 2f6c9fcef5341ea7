"""Seeds: pools with clients, groups and users, described in files, in the API's own words.

What CreateUserPool and its like are sent can stand in a seed, and what DescribeUserPool and its
like answer can be pasted into it. A seed is read and checked as a whole first, then planted in one
transaction: all of it or nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, get_args

from cognito_emulator.api import spec
from cognito_emulator.api.validate import validate
from cognito_emulator.domain import attributes, clients, groups, pools, registration, users
from cognito_emulator.domain.mfa import preferences, software_tokens
from cognito_emulator.domain.mfa.record import FACTORS, PASSKEY_MFA, TOTP, SoftwareToken
from cognito_emulator.domain.users import Status
from cognito_emulator.errors import CognitoError
from cognito_emulator.nearest import by_likeness
from cognito_emulator.triggers import TargetError, resolve

if TYPE_CHECKING:
    from cognito_emulator.api.spec import Shape
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.mfa.record import Factor
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.domain.users import User
    from cognito_emulator.triggers import Function

Source = str | PathLike[str] | Mapping[str, Any]
"""A seed: the path of a JSON or YAML file, or what would stand in it."""


class Document(dict[str, Any]):
    """What stands in a seed's file, maybe changed since; it remembers the file.

    Attributes:
        path: of the file.

    """

    def __init__(self, path: Path, members: Mapping[str, Any]) -> None:
        super().__init__(members)
        self.path = path


Result = TypeVar("Result")


class SeedError(ValueError):
    """A seed that is wrong; the message says in which file, where in it, and why."""


class Place(NamedTuple):
    """A place in a seed, as messages name it: ``demo.yaml: Clients[1].ClientName``."""

    source: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.source}: {self.path}" if self.path else self.source

    def member(self, name: str) -> Place:
        """Return the place of a member here."""
        return Place(self.source, f"{self.path}.{name}" if self.path else name)

    def item(self, number: int) -> Place:
        """Return the place of a list's item here, counted from 0."""
        return Place(self.source, f"{self.path}[{number}]")

    def wrong(self, sentence: str) -> SeedError:
        """Return the error that says so of this place."""
        return SeedError(f"{self}: {sentence}")


class Entry(NamedTuple):
    """One thing to make.

    Attributes:
        request: in the API's words, checked against the model.
        extra: members of the seed that the API's request has no place for.

    """

    place: Place
    request: Mapping[str, Any]
    extra: Mapping[str, Any]


class PoolSeed(NamedTuple):
    """A pool to make, with all that belongs to it."""

    pool: Entry
    clients: tuple[Entry, ...]
    groups: tuple[Entry, ...]
    users: tuple[Entry, ...]
    functions: Mapping[str, Function | None]


class Seed(NamedTuple):
    """What one source describes.

    Attributes:
        functions: what answers wherever a LambdaConfig names an ARN, those of the pools among them;
            ``None`` for nobody.

    """

    pools: tuple[PoolSeed, ...]
    functions: Mapping[str, Function | None]


class Planted(NamedTuple):
    """What came of a pool's seed.

    Attributes:
        passwords: those of its users, by their usernames.

    """

    pool: Pool
    clients: tuple[Client, ...]
    passwords: Mapping[str, str]


# --- reading --------------------------------------------------------------------------------------


def read(source: Source) -> Seed:
    """Return what a seed describes.

    Paths of files that hold functions begin at the seed's own folder.

    Raises:
        SeedError: it cannot be read, something in it is not as the API wants it, or a function is
            not there.

    """
    document = load(source) if isinstance(source, str | PathLike) else source
    path = document.path if isinstance(document, Document) else None
    place, folder = (Place(fspath(path)), path.parent) if path else (Place("seed"), Path())
    pools = tuple(_pool(here, entry, folder) for here, entry in _pools(place, document))
    functions = _functions_beside(place, document, folder)
    for pool in pools:
        functions |= pool.functions
    return Seed(pools, functions)


def load(source: str | PathLike[str]) -> Document:
    """Return what stands in a seed's file, unchecked.

    Raises:
        SeedError: it cannot be read, or is no object with members.

    """
    path = Path(source)
    return Document(path, _mapping(Place(fspath(source)), _parsed(path)))


def _pools(place: Place, document: object) -> Iterator[tuple[Place, object]]:
    described = _mapping(place, document)
    if "UserPools" not in described:
        yield place, described
        return
    for name in described:
        if name not in ("UserPools", _FUNCTIONS):
            raise place.member(name).wrong("A file has UserPools, or the members of one pool.")
    yield from _items(place.member("UserPools"), described["UserPools"])


def _functions_beside(place: Place, document: object, folder: Path) -> dict[str, Function | None]:
    """Return the functions that stand beside a list of pools."""
    described = _mapping(place, document)
    if "UserPools" not in described or described.get(_FUNCTIONS) is None:
        return {}
    return _functions(place.member(_FUNCTIONS), described[_FUNCTIONS], folder)


def _functions(place: Place, described: object, folder: Path) -> dict[str, Function | None]:
    """Return functions by the ARNs that LambdaConfig has for them."""
    found: dict[str, Function | None] = {}
    for arn, target in _mapping(place, described).items():
        here = place.member(arn)
        if not arn.startswith("arn:"):
            raise here.wrong("A function is named by its ARN, as in LambdaConfig.")
        if not isinstance(target, str) and not callable(target):
            raise here.wrong(f"This must be text that says where it is, not {_kind_of(target)}.")
        try:
            found[arn] = resolve(target, folder)
        except TargetError as error:
            raise here.wrong(str(error)) from None
    return found


def _pool(place: Place, described: object, folder: Path) -> PoolSeed:
    members = _unwrapped(place, described, "UserPool")
    if _CLIENT.wrapper in members:
        raise members[_CLIENT.wrapper][0].wrong(
            "This is an app client; it belongs into the list Clients of its pool."
        )
    parts: dict[str, tuple[Entry, ...]] = {}
    for name, kind in _PARTS.items():
        here, given = members.pop(name, (place.member(name), []))
        parts[name] = tuple(_entry(kind, *item) for item in _items(here, given))
    here, given = members.pop(_FUNCTIONS, (place.member(_FUNCTIONS), {}))
    functions = _functions(here, given, folder)
    pool = _checked(_POOL, place, members)
    return PoolSeed(pool, parts["Clients"], parts["Groups"], parts["Users"], functions)


_TEXT = spec.Shape("text", "string")
_FLAG = spec.Shape("flag", "boolean")
_NAMES = spec.Shape("names", "list", element=_TEXT)


class _Kind(NamedTuple):
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


_POOL = _Kind(
    operation="CreateUserPool",
    shown=(("DescribeUserPool", "UserPool"),),
    wrapper="UserPool",
    own={"Id": _TEXT},
    renamed={"Name": "PoolName", "SchemaAttributes": "Schema"},
)
_CLIENT = _Kind(
    operation="CreateUserPoolClient",
    shown=(("DescribeUserPoolClient", "UserPoolClient"),),
    wrapper="UserPoolClient",
    own={"ClientId": _TEXT},
    renamed={},
)
_GROUP = _Kind(
    operation="CreateGroup",
    shown=(("GetGroup", "Group"),),
    wrapper="Group",
    own={},
    renamed={},
)
_USER = _Kind(
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
    },
    renamed={"Attributes": "UserAttributes"},
)
# A pool's second factors, as GetUserPoolMfaConfig shows them; not a part, but in the pool itself.
_MFA = _Kind(operation="SetUserPoolMfaConfig", shown=(), wrapper="", own={}, renamed={})
_MFA_BLOCKS = (
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
)
_PARTS = {"Clients": _CLIENT, "Groups": _GROUP, "Users": _USER}
_FUNCTIONS = "Functions"

# Any: the entries below it are told apart by their places, not by the pool's id.
_SOME_POOL = "seed_0"

_Members = dict[str, tuple[Place, Any]]


def _entry(kind: _Kind, place: Place, described: object) -> Entry:
    return _checked(kind, place, _unwrapped(place, described, kind.wrapper))


def unwrapped(described: Mapping[str, Any], wrapper: str) -> dict[str, Any]:
    """Return members as they stand in a seed, those in the wrapper of an answer among them."""
    members = dict(described)
    inside = members.pop(wrapper, None)
    return {**members, **unwrapped(inside, wrapper)} if isinstance(inside, Mapping) else members


def _unwrapped(place: Place, described: object, wrapper: str) -> _Members:
    """Return the members with their places, those in the wrapper of an answer among them."""
    given = _mapping(place, described)
    members = {name: (place.member(name), value) for name, value in given.items()}
    if wrapper in members:
        members |= _unwrapped(*members.pop(wrapper), wrapper)
    return {name: found for name, found in members.items() if found[1] is not None}


def _checked(kind: _Kind, place: Place, members: _Members) -> Entry:
    """Check members against the model, and part those of the request from the others."""
    words = _vocabulary(kind.operation)
    request: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, (here, value) in members.items():
        member = kind.renamed.get(name, name)
        if member in words.own:
            extra[member] = _typed(here, words.own[member], value)
        elif member in words.valid:
            rewrite = _REWRITTEN.get(name)
            given = rewrite(here, value) if rewrite else value
            request[member] = _typed(here, words.wanted[member], given)
        elif member not in words.read_only:
            raise here.wrong(_unknown(name, words.valid))
    if kind is _POOL:
        _valid(_MFA, place, members, {name: extra[name] for name in _MFA_BLOCKS if name in extra})
    return Entry(place, _valid(kind, place, members, _without_twin(request)), extra)


class _Vocabulary(NamedTuple):
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
def _vocabulary(operation: str) -> _Vocabulary:
    """Return the vocabulary of the kind that an operation makes."""
    kind = next(each for each in (_POOL, *_PARTS.values()) if each.operation == operation)
    wanted, own = spec.operation(operation).input.members, _own(kind)
    valid = {*wanted, *own, *kind.renamed} - {"UserPoolId"}
    read_only = {*_shown(kind), "UserPoolId"} - valid
    if kind is _POOL:
        valid |= {*_PARTS, _FUNCTIONS}
    return _Vocabulary(wanted, own, frozenset(valid), frozenset(read_only))


def _own(kind: _Kind) -> Mapping[str, Shape]:
    """Return the members that a request has no place for."""
    if kind is not _POOL:
        return kind.own
    blocks = spec.operation(_MFA.operation).input.members
    return {**kind.own, **{name: blocks[name] for name in _MFA_BLOCKS}}


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


def _shown(kind: _Kind) -> set[str]:
    return {name for shown in kind.shown for name in _shown_members(*shown)}


def _valid(
    kind: _Kind, place: Place, members: _Members, request: dict[str, Any]
) -> Mapping[str, Any]:
    """Hold a request against all constraints of the model."""
    operation = spec.operation(kind.operation)
    given = {"UserPoolId": _SOME_POOL, **request} if kind is not _POOL else request
    try:
        return validate(operation, given)
    except CognitoError as refusal:
        message = str(refusal)
    found = _VIOLATION.search(message)
    if found is None:
        raise place.wrong(message)
    first, *rest = found[2].split(".")
    name = next(known for known in operation.input.members if known.lower() == first.lower())
    written = {kind.renamed.get(member, member): here for member, (here, _) in members.items()}
    here = written.get(name, place.member(name))
    for part in rest:
        if part.isdecimal():
            here = here.item(int(part) - 1)
        elif part != "member":
            here = here.member(part[0].upper() + part[1:])
    raise here.wrong(f"{found[1]} failed to satisfy constraint: {found[3]}")


_VIOLATION = re.compile(
    r"detected: (Value.*?) at '([^']*)' failed to satisfy constraint: (.*?)(?:; Value|$)", re.DOTALL
)


# --- values ---------------------------------------------------------------------------------------


def _typed(place: Place, shape: Shape, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value if it is of the JSON type that the model says, all the way down."""
    if type(value) is _PLAIN.get(shape.kind):
        return value
    match shape.kind:
        case "structure":
            return _structure(place, shape, value)
        case "list" if shape.element:
            return [_typed(here, shape.element, item) for here, item in _items(place, value)]
        case "map" if shape.value:
            entries = _mapping(place, value).items()
            return {name: _typed(place.member(name), shape.value, item) for name, item in entries}
    wanted, sentence = _SCALARS.get(shape.kind, (object, ""))
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int):
        raise place.wrong(f"{sentence}, not {_kind_of(value)}.")
    return value


_SCALARS: Mapping[str, tuple[type, str]] = {
    "string": (str, "This must be text (in quotes, where YAML takes it for something else)"),
    "boolean": (bool, "This must be true or false"),
    "integer": (int, "This must be a whole number"),
    "long": (int, "This must be a whole number"),
}


_PLAIN: Mapping[str, type] = {"string": str, "boolean": bool, "integer": int, "long": int}


def _structure(place: Place, shape: Shape, value: object) -> dict[str, Any]:
    given = {name: item for name, item in _mapping(place, value).items() if item is not None}
    for name in given:
        if name not in shape.members:
            raise place.member(name).wrong(_unknown(name, shape.members))
    return {
        name: item
        if type(item) is _PLAIN.get(shape.members[name].kind)  # as nearly all are: no place needed
        else _typed(place.member(name), shape.members[name], item)
        for name, item in given.items()
    }


def _mapping(place: Place, value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise place.wrong(f"This must be an object with members, not {_kind_of(value)}.")
    for name in value:
        if not isinstance(name, str):
            raise place.wrong(f"The name {name!r} must be text.")
    return dict(value)


def _items(place: Place, value: object) -> list[tuple[Place, Any]]:
    if not isinstance(value, list | tuple):
        raise place.wrong(f"This must be a list, not {_kind_of(value)}.")
    return [(place.item(number), item) for number, item in enumerate(value)]


def _kind_of(value: object) -> str:
    known: dict[type, str] = {
        type(None): "nothing",
        bool: f"{value}".lower(),
        int: f"the number {value}",
        float: f"the number {value}",
        str: "text",
        list: "a list",
        tuple: "a list",
        dict: "an object",
    }
    return known.get(type(value), f"a {type(value).__name__}")


def _unknown(name: str, known: Iterable[str]) -> str:
    """Say that there is no such member, and which one may have been meant."""
    return f"There is no member {name}; the nearest is {by_likeness(name, known)[0]}."


def _attributes(place: Place, value: object) -> list[Any]:
    """Return attributes as the API lists them; a mapping of names to values is welcome too."""
    if isinstance(value, Mapping):
        pairs = [(place.member(name), name, one) for name, one in _mapping(place, value).items()]
        return [
            {"Name": name, "Value": _attribute_value(here, one)}
            for here, name, one in pairs
            if one is not None
        ]
    return [
        {**item, "Value": _attribute_value(here.member("Value"), item["Value"])}
        if isinstance(item, dict) and item.get("Value") is not None
        else item
        for here, item in _items(place, value)
    ]


def _attribute_value(place: Place, value: object) -> str:
    """Return a value as text: all attributes are, whatever JSON or YAML take them for."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise place.wrong(f"This must be text, not {_kind_of(value)}.")


def _shown_schema(place: Place, value: object) -> list[Any]:
    """Return SchemaAttributes as a Schema: custom attributes without their prefixes.

    Those that a Schema may not name, as they are in every pool, are left out.
    """
    return [_schema_entry(item) for _, item in _items(place, value) if not _in_every_pool(item)]


def _in_every_pool(item: object) -> bool:
    fixed = ("sub", "identities", "email_verified", "phone_number_verified")
    return isinstance(item, Mapping) and item.get("Name") in fixed


def _schema_entry(item: Any) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(item, Mapping) or not isinstance(item.get("Name"), str):
        return item
    return {**item, "Name": item["Name"].removeprefix("dev:").removeprefix("custom:")}


_REWRITTEN: Mapping[str, Callable[[Place, Any], Any]] = {
    "UserAttributes": _attributes,
    "Attributes": _attributes,
    "SchemaAttributes": _shown_schema,
}


# --- files ----------------------------------------------------------------------------------------


def _parsed(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SeedError(f"{path}: The file is not UTF-8 text.") from None
    return _json(path, text) if path.suffix.lower() == ".json" else _yaml(path, text)


def _json(path: Path, text: str) -> object:
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise SeedError(f"{path}:{error.lineno}: {error.msg}, column {error.colno}.") from None
    except RecursionError:
        raise SeedError(f"{path}: It is nested too deeply.") from None
    return document


def _yaml(path: Path, text: str) -> object:
    import yaml  # noqa: PLC0415 - 15 ms that only seeds in YAML cost

    try:
        document: object = yaml.load(text, _yaml_loader())  # noqa: S506 - a safe loader, narrowed
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise SeedError(f"{path}{line}: {_yaml_problem(error)}.") from None
    except RecursionError:
        raise SeedError(f"{path}: It is nested too deeply.") from None
    return document


def _yaml_problem(error: Exception) -> str:
    """Return what PyYAML says is wrong; what begins with "but" has its first half elsewhere."""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None) if problem.startswith("but ") else None
    return f"{context} {problem}" if context else str(problem)


@cache
def _yaml_loader() -> Any:  # noqa: ANN401 - a class of PyYAML's
    """Return a loader for which text is text.

    YAML 1.1 sees a date in a birthdate, a number in +15551234567 and false in "no". Only null,
    true, false and plain whole numbers are something else here.
    """
    import yaml  # noqa: PLC0415

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Takes little for anything but text, and no key twice."""

        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
            names = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            seen: set[str] = set()
            for name in names:
                if name.value in seen and name.value != "<<":
                    said = f"{name.value} is there twice"
                    raise yaml.constructor.ConstructorError(None, None, said, name.start_mark)
                seen.add(name.value)
            return super().construct_mapping(node, deep)

    for tag, pattern, first in (
        ("null", r"~|null|", ["~", "n", ""]),
        ("bool", r"true|false", ["t", "f"]),
        ("int", r"0|-?[1-9][0-9]*", list("-0123456789")),
        ("merge", r"<<", ["<"]),
    ):
        Loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first
        )
    return Loader


# --- planting -------------------------------------------------------------------------------------


def plant(ctx: Context, seeds: Iterable[Seed], *, anew: bool = False) -> list[Planted]:
    """Make what the seeds describe; part of a transaction.

    Args:
        ctx: the transaction's.
        seeds: as they were read.
        anew: whether pools, clients, users and groups take the place of those of their ids and
            names; all else stays.

    Raises:
        SeedError: the service would refuse some of it.

    """
    return [_plant(ctx, pool, anew=anew) for seed in seeds for pool in seed.pools]


def _plant(ctx: Context, seed: PoolSeed, *, anew: bool) -> Planted:
    pool_id = seed.pool.extra.get("Id")
    if anew:
        _make_room(ctx, pool_id, seed)
    region = pool_id.rpartition("_")[0] if pool_id else ctx.settings.region
    ctx = replace(ctx, caller=replace(ctx.caller, region=region))
    pool = _or_refuse(seed.pool, lambda: _plant_pool(ctx, seed.pool, pool_id))
    for entry in seed.groups:
        _plant_group(ctx, pool, entry)
    made = tuple(_plant_client(ctx, pool, entry) for entry in seed.clients)
    people = [(_plant_user(ctx, pool, entry), _password(entry)) for entry in seed.users]
    known = {user.username: password for user, password in people if password is not None}
    return Planted(pool, made, known)


def _make_room(ctx: Context, pool_id: str | None, seed: PoolSeed) -> None:
    """Remove what has the ids and names of what comes, and nothing else."""
    for entry in seed.clients:
        ctx.tx.delete(clients.CLIENTS, entry.extra.get("ClientId"))
    pool = ctx.tx.get(pools.POOLS, pool_id)
    if pool is None:
        return
    for entry in seed.groups:
        ctx.tx.delete(groups.GROUPS, groups.key(pool.id, entry.request["GroupName"]))
    for entry in seed.users:
        user = users.by_name(ctx, pool, entry.request["Username"])
        if user is not None:
            users.delete(ctx, user)
    ctx.tx.delete(pools.POOLS, pool.id)


def _plant_pool(ctx: Context, entry: Entry, pool_id: str | None) -> Pool:
    """Make a pool; second factors of its own come with MFA itself, as the service wants it."""
    blocks = {name: entry.extra[name] for name in _MFA_BLOCKS if name in entry.extra}
    mode = entry.request.get("MfaConfiguration", "OFF")
    if not blocks and mode != "OFF" and "SmsConfiguration" not in entry.request:
        raise entry.place.member("MfaConfiguration").wrong(
            f"MFA needs a factor: one of {', '.join(_MFA_BLOCKS[:3])}, as GetUserPoolMfaConfig"
            " shows them, or SmsConfiguration."
        )
    if not blocks:
        return pools.create(ctx, entry.request, pool_id)
    request = {name: value for name, value in entry.request.items() if name != "MfaConfiguration"}
    pool = pools.create(ctx, request, pool_id)
    return pools.set_mfa(ctx, pool, {"MfaConfiguration": mode, **blocks})


def _or_refuse(entry: Entry, make: Callable[[], Result]) -> Result:
    """Return what ``make`` makes; tell of a refusal where the seed is to blame."""
    try:
        return make()
    except CognitoError as refusal:
        raise entry.place.wrong(f"{refusal.type}: {refusal}") from refusal


def _plant_client(ctx: Context, pool: Pool, entry: Entry) -> Client:
    client_id = entry.extra.get("ClientId")
    return _or_refuse(entry, lambda: clients.create(ctx, pool, entry.request, client_id))


def _plant_group(ctx: Context, pool: Pool, entry: Entry) -> None:
    request = entry.request
    _or_refuse(
        entry,
        lambda: groups.create(
            ctx,
            pool,
            request["GroupName"],
            description=request.get("Description"),
            precedence=request.get("Precedence"),
            role_arn=request.get("RoleArn"),
        ),
    )


def plant_user(ctx: Context, pool: Pool, described: Mapping[str, Any]) -> User:
    """Make the user that stands in a seed's ``Users``; part of a transaction.

    Raises:
        SeedError: something in it is not as the API wants it, or the service would refuse it.

    """
    return _plant_user(ctx, pool, _entry(_USER, Place("user"), described))


def _plant_user(ctx: Context, pool: Pool, entry: Entry) -> User:
    status, password = _status(entry), _password(entry)
    given = attributes.from_list(entry.request.get("UserAttributes"))
    sub = given.pop("sub", None)  # in a seed it may be fixed: an app's own records may refer to it
    enabled = entry.extra.get("Enabled", True)
    federated = {n: given.pop(n) for n in ("identities",) if n in given}  # which no request may set

    def make() -> User:
        """Make the user as an administrator would, or as a provider's coming does."""
        name = entry.request["Username"]
        if status == "EXTERNAL_PROVIDER":
            user = registration.admit(ctx, pool, name, given, sub)
        else:
            user = registration.create(
                ctx,
                pool,
                name,
                given,
                password,
                temporary=status == "FORCE_CHANGE_PASSWORD",
                force_alias=entry.request.get("ForceAliasCreation", False),
                sub=sub,
                quietly=True,
            )
        if user.status == status and enabled and not federated:
            return user
        told = {**user.attributes, **federated}
        return users.save(ctx, pool, user, status=status, enabled=enabled, attributes=told)

    user = _plant_second_factors(ctx, pool, _or_refuse(entry, make), entry)
    for here, name in _items(entry.place.member("Groups"), entry.extra.get("Groups", [])):
        joining = Entry(here, {"GroupName": name}, {})
        user = _or_refuse(joining, partial(registration.join, ctx, pool, user, [name]))
    return user


def _password(entry: Entry) -> str | None:
    return entry.extra.get("Password") or entry.request.get("TemporaryPassword")


def _plant_second_factors(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    secret = entry.extra.get("SoftwareTokenSecret")
    if secret is not None:
        if not software_tokens.is_secret(secret):
            raise entry.place.member("SoftwareTokenSecret").wrong(
                "This must be base32 (letters and the digits 2 to 7), of 16 characters or more."
            )
        mfa = replace(user.mfa, token=SoftwareToken(secret=secret))
        user = users.save(ctx, pool, user, mfa=mfa)
    wishes = _wishes(entry)
    if not wishes:
        return user
    member = "UserMFASettingList" if "UserMFASettingList" in entry.extra else "PreferredMfaSetting"
    if TOTP in wishes and secret is None:
        raise entry.place.member(member).wrong(f"{TOTP} needs a SoftwareTokenSecret.")
    here = Entry(entry.place.member(member), {}, {})
    return _or_refuse(here, lambda: preferences.prefer(ctx, pool, user, wishes))


def _wishes(entry: Entry) -> dict[Factor, preferences.Wish]:
    """Return what is wanted of the second factors; the preferred one is on in any case."""
    preferred = entry.extra.get("PreferredMfaSetting")
    listed = _items(
        entry.place.member("UserMFASettingList"), entry.extra.get("UserMFASettingList", [])
    )
    if preferred is not None:
        listed.append((entry.place.member("PreferredMfaSetting"), preferred))
    return {
        _factor(here, name): preferences.Wish(enabled=True, preferred=name == preferred)
        for here, name in listed
        if name != PASSKEY_MFA  # shown, but a passkey cannot be written into a file
    }


def _factor(place: Place, name: str) -> Factor:
    found = next((factor for factor in FACTORS if factor == name), None)
    if found is None:
        raise place.wrong(f"{name} is none of {', '.join(FACTORS)}.")
    return found


def _status(entry: Entry) -> Status:
    """Return the status that a user shall have: what is said, else what the password means."""
    temporary = "TemporaryPassword" in entry.request
    if temporary and "Password" in entry.extra:
        raise entry.place.wrong("A user has a Password or a TemporaryPassword, not both.")
    said = entry.extra.get("UserStatus")
    if said is None:
        return "FORCE_CHANGE_PASSWORD" if temporary else "CONFIRMED"
    here = entry.place.member("UserStatus")
    if said not in _STATUSES:
        raise here.wrong(f"{said} is none of {', '.join(_STATUSES)}.")
    if temporary and said != "FORCE_CHANGE_PASSWORD":
        raise here.wrong("With a TemporaryPassword it can only be FORCE_CHANGE_PASSWORD.")
    status: Status = said
    return status


_STATUSES: tuple[Status, ...] = get_args(Status)
