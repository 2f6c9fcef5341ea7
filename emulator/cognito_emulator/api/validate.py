"""The request validator: JSON types first, then every constraint of the model at once.

Checkers are compiled from the model into closures when an operation is first called. One walk over
the request does both jobs: a wrong JSON type ends it, broken constraints are collected.

Some sentences were measured, in 2026-09, on a *sibling*: another service with the same AWS JSON 1.1
front.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Never, NoReturn, TypeAlias

from cognito_emulator.api import corrections
from cognito_emulator.api.patterns import matcher
from cognito_emulator.errors import InvalidParameterException, SerializationException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cognito_emulator.api.spec import Operation, Shape

NIL_UUID = "00000000-0000-0000-0000-000000000000"

_INT_RANGE = (-(2**31), 2**31 - 1)
_LONG_RANGE = (-(2**63), 2**63 - 1)
_NOT_NULL = "Member must not be null"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def validate(
    operation: Operation,
    request: object,
    *,
    inner_request_id: Callable[[], str] = lambda: NIL_UUID,
) -> dict[str, Any]:
    """Return the request as the service reads it: a new dictionary of known members.

    Members that are JSON null are left out (recorded 2026-09), and so are members that the model
    does not know (measured on a sibling). A required number that is missing is 0 (measured). Blobs
    come out as `bytes`, timestamps as aware `datetime`, strings in place of booleans as booleans.
    Documents (any JSON) are passed through as they are.

    Args:
        operation: whose request it is.
        request: the parsed JSON; never changed.
        inner_request_id: gives a fresh UUID for the one sentence that contains one (Limit 0 of
            ListUsersInGroup).

    Raises:
        SerializationException: a value has another JSON type than the model says.
        InvalidParameterException: constraints are broken; the message lists all of them.
    """
    checked, violations = examine(operation, request)
    if violations:
        raise InvalidParameterException(_sentence(violations))
    if (page := corrections.PAGE_SIZES.get(operation.name)) is not None:
        size = checked.get(page.member, page.minimum)
        if size < page.minimum:
            raise InvalidParameterException(page.message(size, inner_request_id))
    return checked


def examine(operation: Operation, request: object) -> tuple[dict[str, Any], list[Violation]]:
    """Return what `validate` does, and the constraints that are broken, for messages of our own.

    Raises:
        SerializationException: a value has another JSON type than the model says.
    """
    violations: list[Violation] = []
    checked: dict[str, Any] = _request_reader(operation)(request, violations)
    return checked, violations


def violations_of(shape: Shape, value: object) -> list[Violation]:
    """Return the constraints that a value breaks, of the JSON type that its shape wants."""
    violations: list[Violation] = []
    _reader(shape)(value, violations)
    return violations


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint of the model that a value breaks.

    Attributes:
        path: to the value, as the service spells it: ``clientId``, ``schema.2.member.name``.
        shown: what follows "Value": the value in quotation marks, " null", or nothing where the
            member is sensitive.
        constraint: how the service words it.
    """

    path: str
    shown: str
    constraint: str

    def below(self, prefix: str) -> Violation:
        """Return the same of a value that is a part of another."""
        path = f"{prefix}.{self.path}" if self.path else prefix
        return Violation(path, self.shown, self.constraint)

    def __str__(self) -> str:
        return f"Value{self.shown} at '{self.path}' failed to satisfy constraint: {self.constraint}"


# A reader takes a value that is not null and the list to which it adds what the value violates,
# with paths relative to the value; it returns the value converted.
Reader: TypeAlias = "Callable[[Any, list[Violation]], Any]"
Constraint: TypeAlias = "tuple[Callable[[Any], bool], str]"


def _sentence(violations: list[Violation]) -> str:
    """Join the clauses as the service does (recorded 2026-09)."""
    count = len(violations)
    head = f"{count} validation error{'s' if count > 1 else ''} detected: "
    return head + "; ".join(map(str, violations))


@cache
def _request_reader(operation: Operation) -> Reader:
    read = _structure(operation.input)
    optional = corrections.MAY_BE_BLANK.get(operation.name)

    def read_request(request: object, violations: list[Violation]) -> Any:  # noqa: ANN401
        # A body that is null, a string or a number is refused without a message: measured on a
        # sibling.
        if not isinstance(request, dict | list):
            raise SerializationException
        if optional and isinstance(request, dict) and request.get(optional) == "":
            request = {**request, optional: None}
        return read(request, violations)

    return read_request


@cache
def _reader(shape: Shape) -> Reader:
    if shape.document:
        return lambda value, _: value
    return _READERS[shape.kind](shape)


# --- containers -----------------------------------------------------------------------------------


def _structure(shape: Shape) -> Reader:
    numbers = _required_numbers(shape)
    members = [
        (
            name,
            _wire_path(name),
            _reader(to),
            _absence(name, to) if name in shape.required - numbers else None,
            0 if name in numbers else None,
        )
        for name, to in shape.members.items()
    ]

    def read(value: Any, violations: list[Violation]) -> dict[str, Any]:  # noqa: ANN401
        if not isinstance(value, dict):
            _refuse(value, "Expected null")  # measured on a sibling
        result = {}
        for name, path, read_member, absence, otherwise in members:
            item = value.get(name)
            if item is None:
                item = otherwise
            if item is not None:
                known = len(violations)
                result[name] = read_member(item, violations)
                if len(violations) > known:
                    violations[known:] = [found.below(path) for found in violations[known:]]
            elif absence is not None:
                violations.append(absence)
        return result

    return read


def _required_numbers(shape: Shape) -> frozenset[str]:
    """Return the required members that are 0 where they are missing, as Java's plain numbers are.

    Measured for page sizes (ListUserPools and others).
    """
    return frozenset(
        name for name in shape.required if shape.members[name].kind in ("integer", "long")
    )


def _list(shape: Shape) -> Reader:
    element = _part(shape.element)
    read_element = _reader(element)
    own = _constraints(shape)
    nested = element.kind == "structure"

    def read(value: Any, violations: list[Violation]) -> list[Any]:  # noqa: ANN401
        if not isinstance(value, list):
            _refuse(value, "Expected list or null")  # measured on a sibling
        result = []
        inner: list[Violation] = []
        null = broken = False
        for number, item in enumerate(value, start=1):
            if item is None:
                null = True
                continue
            if nested and not isinstance(item, dict):
                _refuse_element(item)
            known = len(inner)
            result.append(read_element(item, inner))
            if len(inner) > known:
                broken = True
                place = f"{number}.member"
                inner[known:] = [found.below(place) for found in inner[known:]]
        _check(own, shape, value, violations)
        if null:
            violations.append(_collective(shape, value, "Member", [_NOT_NULL]))
        if broken and nested:
            violations.extend(inner)
        elif broken:
            violations.append(_collective(shape, value, "Member", _texts(element)))
        return result

    return read


def _map(shape: Shape) -> Reader:
    key, element = _part(shape.key), _part(shape.value)
    read_key, read_element = _reader(key), _reader(element)
    own = _constraints(shape)
    nested = element.kind == "structure"

    def read(value: Any, violations: list[Violation]) -> dict[str, Any]:  # noqa: ANN401
        if not isinstance(value, dict):
            _refuse(value, "Expected map or null")  # guess, by analogy with lists
        result = {}
        keys: list[Violation] = []
        inner: list[Violation] = []
        for name, item in value.items():
            if item is None:  # guess: as a member that is null
                continue
            broken: list[Violation] = []
            result[read_key(name, keys)] = read_element(item, broken)
            inner += [found.below(f"{name}.member") for found in broken]
        _check(own, shape, value, violations)
        if keys:
            violations.append(_collective(shape, value, "Map keys", _texts(key)))
        if inner and nested:
            violations.extend(inner)
        elif inner:
            violations.append(_collective(shape, value, "Map value", _texts(element)))
        return result

    return read


def _collective(shape: Shape, value: object, what: str, constraints: list[str]) -> Violation:
    """Return the clause on elements that are no structures: all their constraints (measured)."""
    text = f"{what} must satisfy constraint: [{', '.join(constraints)}]"
    return Violation("", _shown(shape, value), text)


# --- scalars --------------------------------------------------------------------------------------


def _string(shape: Shape) -> Reader:
    constraints = _constraints(shape)

    def read(value: Any, violations: list[Violation]) -> str:  # noqa: ANN401
        if not isinstance(value, str):
            _refuse_scalar(value, "a String")  # measured; for booleans on a sibling
        for holds, _ in constraints:
            if not holds(value):
                _check(constraints, shape, value, violations)
                break
        return value

    return read


def _number(shape: Shape) -> Reader:
    constraints = _constraints(shape)
    least, greatest = _INT_RANGE if shape.kind == "integer" else _LONG_RANGE
    name = "an Integer" if shape.kind == "integer" else "a Long"

    def read(value: Any, violations: list[Violation]) -> int:  # noqa: ANN401
        if type(value) is not int and type(value) is not float:
            _refuse_scalar(value, name)  # measured on a sibling
        # A number too great breaks the maximum, it is no wrong type: measured on a sibling. That
        # fractions are cut off, and that numbers end at the limits of Java's types, is a guess.
        number = greatest if value >= greatest else least if value <= least else _whole(value)
        _check(constraints, shape, number, violations)
        return number

    return read


def _whole(value: float) -> int:
    return 0 if value != value else int(value)  # noqa: PLR0124 - not a number; Java makes it 0


# Measured for "yes" on this service, the rest on a sibling.
_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0"), False),
}


def _boolean(shape: Shape) -> Reader:
    del shape

    def read(value: Any, violations: list[Violation]) -> bool:  # noqa: ANN401
        del violations
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            known = _BOOLEANS.get(value.lower())
            if known is None:
                raise SerializationException("STRING_VALUE can not be converted to an Boolean")
            return known
        return _refuse_scalar(value, "a Boolean")

    return read


def _timestamp(shape: Shape) -> Reader:
    del shape

    def read(value: Any, violations: list[Violation]) -> datetime:  # noqa: ANN401
        del violations
        if isinstance(value, datetime):  # callers in the same process
            return value
        if type(value) is not int and type(value) is not float:
            _refuse_scalar(value, "a Date")  # guess; no request of the model has one
        try:
            return _EPOCH + timedelta(seconds=value)
        except (OverflowError, ValueError):
            raise SerializationException from None

    return read


def _blob(shape: Shape) -> Reader:
    constraints = _constraints(shape)

    def read(value: Any, violations: list[Violation]) -> bytes:  # noqa: ANN401
        if isinstance(value, bytes):  # callers in the same process
            data = value
        elif isinstance(value, str):
            data = _decoded(value)
        else:
            _refuse_scalar(value, "a String")  # guess
        _check(constraints, shape, data, violations)
        return data

    return read


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SerializationException from None  # guess: as JSON that cannot be read


_READERS: Mapping[str, Callable[[Shape], Reader]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _number,
    "long": _number,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "blob": _blob,
}


# --- constraints ----------------------------------------------------------------------------------


def _check(
    constraints: Iterable[Constraint], shape: Shape, value: object, violations: list[Violation]
) -> None:
    for holds, text in constraints:
        if not holds(value):
            violations.append(Violation("", _shown(shape, value), text))


def _texts(shape: Shape) -> list[str]:
    return [text for _, text in _constraints(shape)]


@cache
def _constraints(shape: Shape) -> tuple[Constraint, ...]:
    """Return what the model demands of a value, in the order in which the service reports it.

    Maximum before minimum is measured, length before pattern recorded; two shapes have it the other
    way round, see `cognito_emulator.api.corrections`.
    """
    sizes = _range(shape) if shape.kind in ("integer", "long") else _length(shape)
    patterns = list(_pattern(shape))
    ordered = patterns + sizes if shape.pattern_first else sizes + patterns
    return (*ordered, *_enum(shape))


def _range(shape: Shape) -> list[Constraint]:
    found: list[Constraint] = []
    if (most := shape.maximum) is not None:
        text = f"Member must have value less than or equal to {most}"
        found.append((lambda value: value <= most, text))
    if (least := shape.minimum) is not None:
        text = f"Member must have value greater than or equal to {least}"
        found.append((lambda value: value >= least, text))
    return found


def _length(shape: Shape) -> list[Constraint]:
    """Return the limits of a length: of a string in code points, of a blob in bytes.

    Code points, not Java's UTF-16 units: documented by the Smithy specification of ``@length``.
    """
    found: list[Constraint] = []
    if (most := shape.maximum) is not None:
        text = f"Member must have length less than or equal to {most}"
        found.append((lambda value: len(value) <= most, text))
    if (least := shape.minimum) is not None:
        text = f"Member must have length greater than or equal to {least}"
        found.append((lambda value: len(value) >= least, text))
    return found


def _pattern(shape: Shape) -> Iterable[Constraint]:
    if shape.pattern is not None:
        text = f"Member must satisfy regular expression pattern: {shape.pattern}"
        yield matcher(_accepted(shape.name, shape.pattern)), text


def _accepted(name: str, pattern: str) -> str:
    also = corrections.ALSO_ALLOWED.get(name)
    return pattern if also is None else f"{pattern}|{also}"


def _enum(shape: Shape) -> Iterable[Constraint]:
    if shape.enum:
        text = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        yield frozenset(shape.enum).__contains__, text


# --- what the sentences say -----------------------------------------------------------------------


def _wire_path(name: str) -> str:
    """Spell a member as the service's paths do: ``SRP_A`` becomes ``sRP_A``."""
    return name[0].lower() + name[1:]


def _absence(name: str, shape: Shape) -> Violation:
    # A sensitive member that is missing is not even called null (claimed).
    return Violation(_wire_path(name), "" if shape.sensitive else " null", _NOT_NULL)


def _shown(shape: Shape, value: object) -> str:
    return "" if _is_secret(shape) else f" '{_java(shape, value)}'"


def _is_secret(shape: Shape) -> bool:
    """Whether values of `shape` are kept out of messages; those of lists by their elements."""
    parts = (shape.element, shape.key, shape.value)
    return shape.sensitive or any(part is not None and part.sensitive for part in parts)


def _java(shape: Shape, value: Any) -> str:  # noqa: ANN401
    """Render a value as Java's ``toString`` does.

    Structures with all their members, absent ones as null, are measured (log configurations).
    """
    if value is None:
        return "null"
    match shape.kind:
        case "list":
            text = f"[{', '.join(_java(_part(shape.element), item) for item in value)}]"
        case "map":
            pairs = (f"{name}={_java(_part(shape.value), item)}" for name, item in value.items())
            text = f"{{{', '.join(pairs)}}}"
        case "structure" if not shape.document:
            members = shape.members.items()
            pairs = (f"{_wire_path(name)}={_java(to, value.get(name))}" for name, to in members)
            text = f"{shape.name}({', '.join(pairs)})"
        case "blob":
            # Guess: what Java's byte buffers print of themselves.
            size = len(value if isinstance(value, bytes) else _decoded(value))
            text = f"java.nio.HeapByteBuffer[pos=0 lim={size} cap={size}]"
        case "boolean":
            text = "true" if _BOOLEANS.get(str(value).lower()) else "false"
        case _:
            text = "*** Sensitive Data Redacted ***" if shape.sensitive else str(value)  # guess
    return text


# --- refusals -------------------------------------------------------------------------------------


def _refuse(value: object, scalar: str) -> NoReturn:
    """Refuse a value where a container stands in the model; `scalar` is the sentence on scalars."""
    _refuse_start(value)
    raise SerializationException(scalar)


def _refuse_element(value: object) -> NoReturn:
    """Refuse what is no structure in a list of structures (measured for numbers)."""
    if isinstance(value, list):
        _refuse_start(value)
    raise SerializationException("Unexpected value type in payload")


def _refuse_scalar(value: object, wanted: str) -> Never:
    _refuse_start(value)
    raise SerializationException(f"{_token(value)} can not be converted to {wanted}")


def _refuse_start(value: object) -> None:
    # The one sentence has a full stop (measured), the other none (measured on a sibling).
    if isinstance(value, dict):
        raise SerializationException("Start of structure or map found where not expected.")
    if isinstance(value, list):
        raise SerializationException("Start of list found where not expected")


def _token(value: object) -> str:
    """Name a scalar as the service's JSON parser does."""
    match value:
        case True:
            return "TRUE_VALUE"
        case False:
            return "FALSE_VALUE"
        case str():
            return "STRING_VALUE"
        case _:
            return "NUMBER_VALUE"


def _part(shape: Shape | None) -> Shape:
    if shape is None:
        raise TypeError("The model has a list without elements or a map without keys or values.")
    return shape
