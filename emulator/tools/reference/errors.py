"""The errors that a call may be refused with."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import cognito_emulator
from cognito_emulator import errors, faults
from cognito_emulator.api import registry, spec
from cognito_emulator.errors import CognitoError, modelled, protocol
from tools.reference.docstrings import docstring
from tools.reference.markdown import code, table
from tools.reference.regions import region

_PACKAGE = Path(cognito_emulator.__file__).parent
#: Where errors are named and not raised.
_NAMING = ("errors", "names.py")


@region("errors-of-the-model")
def of_the_model() -> str:
    """Return a row for each error that the service model lists."""
    return _errors_of(
        modelled, "Operations that may raise it", lambda error: _operations(error.__name__)
    )


@region("errors-of-the-protocol")
def of_the_protocol() -> str:
    """Return a row for each error that any operation may be refused with."""
    return _errors_of(protocol, "When", lambda error: docstring(error).what)


@region("errors-of-operations")
def of_operations() -> str:
    """Return what each emulated operation may raise."""
    everywhere = _in_every_operation()
    lines = [
        f"- {code(name)}: {code(*sorted(operation.errors - everywhere)) or 'no other'}\n"
        for name, operation in spec.operations().items()
        if name in registry.registered()
    ]
    return f"Every operation: {code(*sorted(everywhere))}.\n\n{''.join(lines)}"


@region("errors-of-any-call")
def of_any_call() -> str:
    """Return what calls may be made to meet, whatever the model lists for their operation."""
    names = spec.operations()
    of_all = frozenset.intersection(*map(faults.possible, names))
    signed = frozenset.intersection(*(faults.possible(n) for n in names if names[n].signed))
    return (
        f"- Any call: {code(*sorted(of_all - _in_every_operation()))}.\n"
        f"- Calls that need AWS credentials: {code(*sorted(signed - of_all))}.\n"
    )


def _errors_of(module: ModuleType, title: str, tell: Callable[[type[CognitoError]], str]) -> str:
    """Return a row for each error of a module; the last column has a title of its own."""
    return table(
        ("Error", "HTTP status", "Raised by the emulator", title),
        (
            (code(error.__name__), str(error.status), _by_itself(error), tell(error))
            for error in _all(module.__name__)
        ),
    )


def _by_itself(error: type[CognitoError]) -> str:
    """Return whether the emulator raises an error unless a test has it do so."""
    return "yes" if error.__name__ in _raised() else "only if a test asks for it"


def _all(module: str) -> list[type[CognitoError]]:
    classes = [getattr(errors, name) for name in errors.__all__]
    return sorted(
        (each for each in classes if each.__module__ == module), key=lambda each: each.__name__
    )


def _in_every_operation() -> frozenset[str]:
    return frozenset.intersection(*(each.errors for each in spec.operations().values()))


def _operations(error: str) -> str:
    emulated = registry.registered()
    names = [n for n, operation in spec.operations().items() if error in operation.errors]
    if len(names) == len(spec.operations()):
        return "every operation"
    found = [name for name in names if name in emulated]
    missing = [name for name in emulated if name not in found]
    if len(missing) < len(found) / 2:
        return f"every one that is emulated, but for {code(*sorted(missing))}"
    return code(*found) or "only ones that are not emulated"


@cache
def _raised() -> frozenset[str]:
    """Return the errors that the code of the emulator makes."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in _PACKAGE.rglob("*.py")
        if path.relative_to(_PACKAGE).parts[0] not in _NAMING
    )
    return frozenset(re.findall(r"(?:\braise (?:errors\.)?|\berrors\.(?=\w+\())(\w+)", text))
