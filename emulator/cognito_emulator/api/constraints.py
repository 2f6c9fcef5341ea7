"""The constraints of the model: what each demands of a value, and how the service words it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cognito_emulator.api import corrections
from cognito_emulator.api.json_types import BOOLEANS, decoded
from cognito_emulator.api.patterns import matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cognito_emulator.api.spec import Shape

Constraint: TypeAlias = "tuple[Callable[[Any], bool], str]"

NOT_NULL = "Member must not be null"


class Violation(NamedTuple):
    """A constraint of the model that a value breaks.

    Attributes:
        path: to the value, as the service spells it: ``clientId``, ``schema.2.member.name``.
        shown: what follows "Value": the value in quotation marks, " null", or nothing where the
            member is sensitive.
        constraint: how the service words it.
        secret: whether logs leave the value out, see `Shape`.
    """

    path: str
    shown: str
    constraint: str
    secret: bool = False

    def below(self, prefix: str, *, secret: bool = False) -> Violation:
        """Return the same of a value that is a part of another, which may be secret."""
        path = f"{prefix}.{self.path}" if self.path else prefix
        return Violation(path, self.shown, self.constraint, self.secret or secret)

    def in_logs(self) -> Violation:
        """Return the same without a value that is secret."""
        return self._replace(shown=" '...'") if self.secret and self.shown else self

    def __str__(self) -> str:
        return f"Value{self.shown} at '{self.path}' failed to satisfy constraint: {self.constraint}"


def check(
    constraints: Iterable[Constraint], shape: Shape, value: object, violations: list[Violation]
) -> None:
    """Add the constraints that a value breaks."""
    for holds, text in constraints:
        if not holds(value):
            violations.append(violation(shape, value, text))


def texts_of(shape: Shape) -> list[str]:
    """Return the constraints of a shape, as the service words them."""
    return [text for _, text in constraints_of(shape)]


@cache
def constraints_of(shape: Shape) -> tuple[Constraint, ...]:
    """Return what the model demands of a value, in the order in which the service reports it.

    Maximum before minimum is measured [limits-4], length before pattern recorded
    [limits-3]; two shapes have it the other way round, see
    `cognito_emulator.api.corrections`.
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


def wire_path(name: str) -> str:
    """Spell a member as the service's paths do: ``SRP_A`` becomes ``sRP_A``."""
    return name[0].lower() + name[1:]


def absence_of(name: str, shape: Shape) -> Violation:
    """Return that a required member is missing."""
    # A sensitive member that is missing is not even called null (claimed).
    return Violation(wire_path(name), "" if shape.sensitive else " null", NOT_NULL)


def violation(shape: Shape, value: object, constraint: str) -> Violation:
    """Return that a value breaks a constraint."""
    # In quotation marks, or not at all.
    shown = "" if _is_left_out(shape) else f" '{_java(shape, value)}'"
    return Violation("", shown, constraint, secret=_holds_secrets(shape))


def _is_left_out(shape: Shape) -> bool:
    """Whether values of `shape` are kept out of messages; those of lists by their elements."""
    return shape.sensitive or any(part.sensitive for part in _parts(shape))


@cache
def _holds_secrets(shape: Shape) -> bool:
    """Whether values of `shape` are secret, or have parts that are."""
    return shape.secret or any(map(_holds_secrets, (*_parts(shape), *shape.members.values())))


def _parts(shape: Shape) -> tuple[Shape, ...]:
    parts = (shape.element, shape.key, shape.value)
    return tuple(part for part in parts if part is not None)


def _java(shape: Shape, value: Any) -> str:  # noqa: ANN401
    """Render a value as Java's ``toString`` does.

    Structures with all their members, absent ones as null: measured [limits-9].
    """
    if value is None:
        return "null"
    match shape.kind:
        case "list":
            text = f"[{', '.join(_java(part_of(shape.element), item) for item in value)}]"
        case "map":
            pairs = (f"{name}={_java(part_of(shape.value), item)}" for name, item in value.items())
            text = f"{{{', '.join(pairs)}}}"
        case "structure" if not shape.document:
            members = shape.members.items()
            pairs = (f"{wire_path(name)}={_java(to, value.get(name))}" for name, to in members)
            text = f"{shape.name}({', '.join(pairs)})"
        case "blob":
            # What Java's byte buffers print of themselves: measured [limits-11].
            size = len(value if isinstance(value, bytes) else decoded(value))
            text = f"java.nio.HeapByteBuffer[pos=0 lim={size} cap={size}]"
        case "boolean":
            text = "true" if BOOLEANS.get(str(value).lower()) else "false"
        case _:
            text = "*** Sensitive Data Redacted ***" if shape.sensitive else str(value)  # guess
    return text


def part_of(shape: Shape | None) -> Shape:
    """Return the shape of the elements of a list, or of the keys or values of a map."""
    if shape is None:
        raise TypeError("The model has a list without elements or a map without keys or values.")
    return shape
