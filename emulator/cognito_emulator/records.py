"""What frozen dataclasses have in common, written once for all of them (decision 0024)."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Record:
    """A value of named fields: two are equal that are of one class and whose fields are.

    The base of dataclasses with ``eq=False, repr=False``, which else would have functions of their
    own for that; to make those takes half of the time in which a dataclass is made.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Compare what is not declared by ``field(compare=False)``."""
        if other.__class__ is not self.__class__:
            return NotImplemented
        kind: Any = type(self)
        compared = _compared(kind)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        """Return the hash of what is compared."""
        kind: Any = type(self)
        return hash(_compared(kind)(self))

    def __repr__(self) -> str:
        """Show what is not declared by ``field(repr=False)``."""
        kind: Any = type(self)
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in _shown(kind))
        return f"{kind.__qualname__}({shown})"


@cache
def _compared(kind: Any) -> Callable[[object], object]:  # noqa: ANN401 - a dataclass
    """Return what reads the fields that are compared, all at once."""
    names = [each.name for each in fields(kind) if each.compare]
    return attrgetter(*names) if names else lambda _record: ()


@cache
def _shown(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    return tuple(each.name for each in fields(kind) if each.repr)
