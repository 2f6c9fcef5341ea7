"""The request validator: JSON types first, then every constraint of the model at once.

Checkers are compiled from the model into closures when an operation is first called. One walk over
the request does both jobs: a wrong JSON type ends it, broken constraints are collected.

A *sibling* is another service with the same AWS JSON 1.1 front.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from cognito_emulator.api import corrections
from cognito_emulator.api.constraints import (
    NOT_NULL,
    Violation,
    absence_of,
    check,
    constraints_of,
    part_of,
    texts_of,
    violation,
    wire_path,
)
from cognito_emulator.api.json_types import (
    BOOLEANS,
    decoded,
    document,
    refuse,
    refuse_element,
    refuse_scalar,
    whole,
)
from cognito_emulator.errors import InvalidParameterException, SerializationException

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cognito_emulator.api.spec import Operation, Shape

NIL_UUID = "00000000-0000-0000-0000-000000000000"

_INT_RANGE = (-(2**31), 2**31 - 1)
_LONG_RANGE = (-(2**63), 2**63 - 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def validate(
    operation: Operation,
    request: object,
    *,
    inner_request_id: Callable[[], str] = lambda: NIL_UUID,
) -> dict[str, Any]:
    """Return the request as the service reads it: a new dictionary of known members.

    Members that are JSON null are left out (recorded [wire-22]), where they may be null, and so
    are members that the model does not know (measured on a sibling [wire-23]). A required number
    that is missing is 0 (measured [limits-20]). Blobs come out as `bytes`, timestamps as aware
    `datetime`, strings in place of booleans as booleans. Documents (any JSON) are passed through as
    they are.

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
        raise _refusal(violations)
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


# A reader takes a value that is not null and the list to which it adds what the value violates,
# with paths relative to the value; it returns the value converted.
Reader: TypeAlias = "Callable[[Any, list[Violation]], Any]"


def _refusal(violations: list[Violation]) -> InvalidParameterException:
    refusal = InvalidParameterException(_sentence(violations))
    refusal.in_logs = _sentence([found.in_logs() for found in violations])
    return refusal


def _sentence(violations: list[Violation]) -> str:
    """Join the clauses as the service does (recorded [limits-1, limits-3])."""
    count = len(violations)
    head = f"{count} validation error{'s' if count > 1 else ''} detected: "
    return head + "; ".join(map(str, violations))


@cache
def _request_reader(operation: Operation) -> Reader:
    read = _structure(operation.input)
    optional = corrections.MAY_BE_BLANK.get(operation.name)

    def read_request(request: object, violations: list[Violation]) -> Any:  # noqa: ANN401
        # A body that is null or a string is refused without a message: measured on a sibling
        # [wire-11]; that a number is, too, is a guess.
        if not isinstance(request, dict | list):
            raise SerializationException
        if optional and isinstance(request, dict) and request.get(optional) == "":
            request = {**request, optional: None}
        return read(request, violations)

    return read_request


@cache
def _reader(shape: Shape) -> Reader:
    if shape.document:
        return lambda value, _: document(value)
    return _READERS[shape.kind](shape)


# --- containers -----------------------------------------------------------------------------------


def _structure(shape: Shape) -> Reader:
    numbers = _required_numbers(shape)
    members = [
        (
            name,
            wire_path(name),
            _reader(to),
            absence_of(name, to) if name in shape.required - numbers else None,
            0 if name in numbers else None,
            to.name in corrections.NEVER_NULL,
        )
        for name, to in shape.members.items()
    ]

    def read(value: Any, violations: list[Violation]) -> dict[str, Any]:  # noqa: ANN401
        if not isinstance(value, dict):
            refuse(value, "Expected null")  # measured on a sibling [wire-27]
        result = {}
        for name, path, read_member, absence, otherwise, never_null in members:
            item = value.get(name)
            if item is None:
                if never_null and name in value:
                    # Without a message: measured on a sibling [wire-6].
                    raise SerializationException
                item = otherwise
            if item is not None:
                known = len(violations)
                result[name] = read_member(item, violations)
                if len(violations) > known:
                    violations[known:] = [
                        found.below(path, secret=shape.secret) for found in violations[known:]
                    ]
            elif absence is not None:
                violations.append(absence)
        return result

    return read


def _required_numbers(shape: Shape) -> frozenset[str]:
    """Return the required members that are 0 where they are missing, as Java's plain numbers are.

    Measured [limits-20] for page sizes.
    """
    return frozenset(
        name for name in shape.required if shape.members[name].kind in ("integer", "long")
    )


def _list(shape: Shape) -> Reader:
    element = part_of(shape.element)
    read_element = _reader(element)
    own = constraints_of(shape)
    nested = element.kind == "structure"

    def read(value: Any, violations: list[Violation]) -> list[Any]:  # noqa: ANN401
        if not isinstance(value, list):
            # Measured [wire-4] for a string; that the rest fares alike is a guess.
            refuse(value, "Unexpected field type")
        result = []
        inner: list[Violation] = []
        null = broken = False
        for number, item in enumerate(value, start=1):
            if item is None:
                null = True
                continue
            if nested and not isinstance(item, dict):
                refuse_element(item)
            known = len(inner)
            result.append(read_element(item, inner))
            if len(inner) > known:
                broken = True
                place = f"{number}.member"
                inner[known:] = [found.below(place) for found in inner[known:]]
        check(own, shape, value, violations)
        if null:
            violations.append(_collective(shape, value, "Member", [NOT_NULL]))
        if broken and nested:
            violations.extend(inner)
        elif broken:
            violations.append(_collective(shape, value, "Member", texts_of(element)))
        return result

    return read


def _map(shape: Shape) -> Reader:
    key, element = part_of(shape.key), part_of(shape.value)
    read_key, read_element = _reader(key), _reader(element)
    own = constraints_of(shape)
    nested = element.kind == "structure"

    def read(value: Any, violations: list[Violation]) -> dict[str, Any]:  # noqa: ANN401
        if not isinstance(value, dict):
            refuse(value, "Expected map or null")  # measured [wire-28]
        result = {}
        keys: list[Violation] = []
        inner: list[Violation] = []
        for name, item in value.items():
            if item is None:  # guess: as a member that is null
                continue
            broken: list[Violation] = []
            result[read_key(name, keys)] = read_element(item, broken)
            inner += [found.below(f"{name}.member") for found in broken]
        check(own, shape, value, violations)
        if keys:
            violations.append(_collective(shape, value, "Map keys", texts_of(key)))
        if inner and nested:
            violations.extend(inner)
        elif inner:
            violations.append(_collective(shape, value, "Map value", texts_of(element)))
        return result

    return read


def _collective(shape: Shape, value: object, what: str, constraints: list[str]) -> Violation:
    """Return the clause on elements that are no structures: all that they must satisfy.

    Measured [limits-5, limits-4, limits-7] for lists.
    """
    text = f"{what} must satisfy constraint: [{', '.join(constraints)}]"
    return violation(shape, value, text)


# --- scalars --------------------------------------------------------------------------------------


def _string(shape: Shape) -> Reader:
    constraints = constraints_of(shape)

    def read(value: Any, violations: list[Violation]) -> str:  # noqa: ANN401
        if not isinstance(value, str):
            refuse_scalar(value, "a String")  # measured on a sibling [wire-30]
        for holds, _ in constraints:
            if not holds(value):
                check(constraints, shape, value, violations)
                break
        return value

    return read


def _number(shape: Shape) -> Reader:
    constraints = constraints_of(shape)
    least, greatest = _INT_RANGE if shape.kind == "integer" else _LONG_RANGE
    name = "an Integer" if shape.kind == "integer" else "a Long"

    def read(value: Any, violations: list[Violation]) -> int:  # noqa: ANN401
        if type(value) is not int and type(value) is not float:
            refuse_scalar(value, name)  # measured on a sibling [wire-31]
        # A number too great breaks the maximum, it is no wrong type, and fractions are cut off:
        # measured on a sibling [wire-32, wire-33]. That numbers end at the limits of Java's types
        # is a guess.
        number = greatest if value >= greatest else least if value <= least else whole(value)
        check(constraints, shape, number, violations)
        return number

    return read


def _boolean(shape: Shape) -> Reader:
    del shape

    def read(value: Any, violations: list[Violation]) -> bool:  # noqa: ANN401
        del violations
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            known = BOOLEANS.get(value.lower())
            if known is None:
                raise SerializationException("STRING_VALUE can not be converted to an Boolean")
            return known
        return refuse_scalar(value, "a Boolean")

    return read


def _timestamp(shape: Shape) -> Reader:
    del shape

    def read(value: Any, violations: list[Violation]) -> datetime:  # noqa: ANN401
        del violations
        if isinstance(value, datetime):  # callers in the same process
            return value
        if type(value) is not int and type(value) is not float:
            refuse_scalar(value, "a Date")  # guess; no request of the model has one
        try:
            return _EPOCH + timedelta(seconds=value)
        except (OverflowError, ValueError):
            raise SerializationException from None

    return read


def _blob(shape: Shape) -> Reader:
    constraints = constraints_of(shape)

    def read(value: Any, violations: list[Violation]) -> bytes:  # noqa: ANN401
        if isinstance(value, bytes):  # callers in the same process
            data = value
        elif isinstance(value, str):
            data = decoded(value)
        else:
            refuse_scalar(value, "a String")  # guess
        check(constraints, shape, data, violations)
        return data

    return read


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
