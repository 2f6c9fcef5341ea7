"""The options of the command line, and the environment variables that say the same."""

from __future__ import annotations

from collections.abc import Iterable

from cognito_emulator.cli.offered import OPTIONS, Option
from tools.reference.markdown import code, sentence, table
from tools.reference.regions import region


def _of_both() -> list[Option]:
    return [option for option in OPTIONS["serve"] if option in OPTIONS["exec"]]


def _of_one(command: str) -> list[Option]:
    return [option for option in OPTIONS[command] if option not in _of_both()]


@region("options-of-tls")
def options_of_tls() -> str:
    """Return the options of ``tls``."""
    return _table(OPTIONS["tls"])


@region("options-of-idp")
def options_of_idp() -> str:
    """Return the options of ``idp``."""
    return _table(OPTIONS["idp"])


@region("options-of-event")
def options_of_event() -> str:
    """Return the options of ``event``."""
    return _table(OPTIONS["event"])


@region("options-of-import")
def options_of_import() -> str:
    """Return the options of ``import``."""
    return _table(OPTIONS["import"])


@region("options-of-export")
def options_of_export() -> str:
    """Return the options of ``export``."""
    return _table(OPTIONS["export"])


@region("options-of-pull")
def options_of_pull() -> str:
    """Return the options of ``pull``."""
    return _table(OPTIONS["pull"])


@region("options-of-both")
def options_of_both() -> str:
    """Return the options that ``serve`` and ``exec`` have."""
    return _table(_of_both())


@region("options-of-serve")
def options_of_serve() -> str:
    """Return the options of ``serve`` alone."""
    return _table(_of_one("serve"))


@region("options-of-exec")
def options_of_exec() -> str:
    """Return the options of ``exec`` alone."""
    return _table(_of_one("exec"))


@region("variables-of-options")
def variables() -> str:
    """Return the environment variables that say what options say, each with all who read it."""
    options = [*_of_both(), *(option for of_one in OPTIONS.values() for option in of_one)]
    return table(
        ("Variable", "Option", "Value", "Read by"),
        (
            (
                code(variable),
                code(f"--{option.name}"),
                _value(option),
                ", ".join(code(command) for command in _readers(variable)),
            )
            for variable, option in _first_of_each(options).items()
        ),
    )


def _first_of_each(options: Iterable[Option]) -> dict[str, Option]:
    """Return the variables, each with its option; commands may tell of one in words of their own.

    Raises:
        ValueError: to two of them it means something else.

    """
    found: dict[str, Option] = {}
    for option in options:
        first = found.setdefault(option.variable, option)
        if (first.name, _value(first)) != (option.name, _value(option)):
            raise ValueError(f"{option.variable} has two meanings")
    return found


def _readers(variable: str) -> list[str]:
    """Return the commands that read a variable."""
    return [
        command
        for command, options in OPTIONS.items()
        if any(option.variable == variable for option in options)
    ]


def _table(options: Iterable[Option]) -> str:
    return table(
        ("Option", "Argument", "Default", "What it does", "Variable"),
        (
            (
                code(f"--{option.name}"),
                code(option.shown) if option.shown else "none",
                code(option.default) if option.default else "none",
                sentence(option.help),
                code(option.variable),
            )
            for option in options
        ),
    )


def _value(option: Option) -> str:
    """Return how a variable is written."""
    if not option.shown:
        return "`1` or `0`"
    if not option.separators:
        return code(option.shown)
    between = " or ".join({",": "commas", ":": "colons"}[each] for each in option.separators)
    return f"{code(option.shown)}, several with {between} between them"
