"""Which options go together: those that contradict each other, and those that wait for another.

A variable of the environment may stand there for several commands and for good. So one that only
has no effect is no mistake; an option that somebody has written is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.store.named import MEMORY
from cognito_emulator.store.urls import shown

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.cli.offered import Option


class Contradiction(NamedTuple):
    """Two options of which only one can be meant, whether by the command line or a variable."""

    command: str
    first: str
    second: str


class Needs(NamedTuple):
    """An option that has no effect without one of others, from wherever that is."""

    command: str
    option: str
    others: tuple[str, ...]


class Idle(NamedTuple):
    """An option that has no effect beside one of others, from wherever that is."""

    command: str
    option: str
    others: tuple[str, ...]


CONTRADICTIONS = (
    Contradiction("serve", "state", "store"),
    Contradiction("export", "state", "store"),
    Contradiction("pull", "anonymize", "real-people"),
)
_HTTPS = ("tls", "aws-hosts")
_PEOPLE = ("anonymize", "real-people")
NEEDS = (
    Needs("serve", "tls-port", _HTTPS),
    Needs("serve", "tls-folder", _HTTPS),
    Needs("serve", "reseed", ("state", "store")),
    Needs("serve", "reseed", ("seed",)),
    Needs("exec", "tls-folder", ("tls",)),
    Needs("exec", "log-format", ("verbose", "log-file")),
    Needs("idp", "tls-port", ("tls",)),
    Needs("idp", "tls-folder", ("tls",)),
    Needs("event", "signing-key", ("seed",)),
    Needs("pull", "password", _PEOPLE),
    Needs("pull", "invent", ("anonymize",)),
)
IDLE = (
    Idle("tls", "tls-port", ("path",)),
    Idle("event", "endpoint", ("seed",)),
    Idle("export", "endpoint", ("state", "store")),
)
OF_FRONTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("path", "method", "body", "scopes"), ("rest", "http", "alb")),
    "resource": ("rest",),
    **dict.fromkeys(("route", "payload"), ("http",)),
    **dict.fromkeys(("field", "type", "arguments", "fields"), ("appsync",)),
}
"""Which fronts an option of ``event`` is for, where it is not for all of them."""

# A switch that a variable turns off; a store that keeps nothing.
_NOTHING = (None, False, MEMORY)


class Given(NamedTuple):
    """An option that somebody has given.

    Attributes:
        written: as it is read in a sentence: ``--state dev.db``, or the variable.
        is_variable: whether it comes from the environment.

    """

    written: str
    is_variable: bool


def given(option: Option, value: object, *, is_variable: bool) -> Given:
    """Return an option with its value, which hides what is a password in it."""
    text = shown(str(value)) if option.shown else ""
    if is_variable:
        return Given(f"{option.variable}={text or 1}", is_variable)
    return Given(f"--{option.name} {text}".rstrip(), is_variable)


def check(options: Namespace, said: Mapping[str, Given]) -> None:
    """Refuse options that do not go together.

    Args:
        options: what the command line and the environment come to.
        said: what somebody has given, by the names of the options.

    Raises:
        CommandLineError: two contradict each other, or one has no effect.

    """
    command, written = options.command, {n for n, it in said.items() if not it.is_variable}
    for _, first, second in (each for each in CONTRADICTIONS if each.command == command):
        if first in said and second in said and _is_on(options, first) and _is_on(options, second):
            raise CommandLineError(
                f"{said[first].written} and {said[second].written}: name one of them."
            )
    for _, name, others in (each for each in NEEDS if each.command == command):
        if name in written and not any(_has(options, other) for other in others):
            raise _without_effect(name, f"without {_listed(others)}")
    for _, name, others in (each for each in IDLE if each.command == command):
        for other in others:
            if name in written and _has(options, other):
                raise _without_effect(name, f"beside --{other}")
    if command == "event":
        _check_front(options.front, written)


def _check_front(front: str, written: Iterable[str]) -> None:
    for name in written:
        fronts = OF_FRONTS.get(name, (front,))
        if front not in fronts:
            raise _without_effect(name, f"on event {front}, only on {', '.join(fronts)}")


def _without_effect(name: str, why: str) -> CommandLineError:
    return CommandLineError(f"--{name} has no effect {why}.")


def _listed(names: Iterable[str]) -> str:
    return " or ".join(f"--{name}" for name in names)


def _value(options: Namespace, name: str) -> object:
    return getattr(options, name.replace("-", "_"))


def _is_on(options: Namespace, name: str) -> bool:
    return _value(options, name) is not False


def _has(options: Namespace, name: str) -> bool:
    return _value(options, name) not in _NOTHING
