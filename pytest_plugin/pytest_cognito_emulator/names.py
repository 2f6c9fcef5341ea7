"""Names that a test gives, held against those that there are."""

from __future__ import annotations

from collections.abc import Iterable

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.nearest import by_likeness

_MENTIONED = 10  # of those that there are, where somebody asks for one that there is not


def some(names: Iterable[str]) -> str:
    """Return the first of the names, and how many more there are."""
    listed = list(names)
    more = len(listed) - _MENTIONED
    return ", ".join([*listed[:_MENTIONED], *([f"{more} more"] if more > 0 else [])]) or "none"


def checked_operation(name: str) -> None:
    """Refuse the name of an operation that there is not.

    Raises:
        ValueError: there is none of that name.

    """
    if name not in spec.operations():
        near = ", ".join(by_likeness(name, spec.operations())[:3])
        raise ValueError(f"There is no operation {name}; the nearest are {near}.")


def checked_members(operation: str, names: Iterable[str]) -> None:
    """Refuse members that an operation's request does not have.

    Raises:
        ValueError: there is no such operation, or it has no such member.

    """
    checked_operation(operation)
    known = spec.operation(operation).input.members
    for name in names:
        if name not in known:
            nearest = by_likeness(name, known)[0]
            raise ValueError(f"{operation} has no member {name}; the nearest is {nearest}.")


def checked_error(name: str) -> None:
    """Refuse the name of an error that there is not.

    Raises:
        ValueError: there is none of that name.

    """
    if name not in errors.__all__:
        near = ", ".join(by_likeness(name, errors.__all__)[:3])
        raise ValueError(f"There is no error {name}; the nearest are {near}.")
