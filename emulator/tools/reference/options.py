"""The options of the plugin: in an ini file, in `cognito_settings`, on pytest's command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, cast

import pytest

from pytest_cognito_emulator import plugin
from pytest_cognito_emulator.options import NAMES, Options
from tools.reference.docstrings import docstring
from tools.reference.markdown import code, sentence, table
from tools.reference.regions import region

_TYPES = {None: "text", "bool": "`true` or `false`", "linelist": "lines"}
_DEFAULT = re.compile(r" \(default: (.*)\)$")


@dataclass(slots=True)
class _Recorder:
    """Takes declarations in place of pytest's own parser.

    Attributes:
        ini: name, help, type and default of each ini option.
        flags: the name and help of each option of the command line.

    """

    ini: list[tuple[str, str, str | None, object]] = field(default_factory=list)
    flags: list[tuple[str, str]] = field(default_factory=list)

    def addini(
        self,
        name: str,
        help: str,  # noqa: A002 - as pytest calls it
        type: str | None = None,  # noqa: A002 - as pytest calls it
        default: object = None,
    ) -> None:
        self.ini.append((name, help, type, default))

    def getgroup(self, _name: str) -> _Recorder:
        return self

    def addoption(self, name: str, **attributes: str) -> None:
        self.flags.append((name, attributes["help"]))


def declared() -> _Recorder:
    """Return the options that the plugin declares."""
    recorder = _Recorder()
    plugin.pytest_addoption(cast("pytest.Parser", recorder))
    return recorder


@region("ini-options")
def ini_options() -> str:
    """Return a row for each ini option."""
    return table(("Option", "Type", "Default", "What it is"), _rows_of_ini())


def _rows_of_ini() -> Iterator[tuple[str, str, str, str]]:
    for name, purpose, kind, default in sorted(declared().ini):
        said = _DEFAULT.search(purpose)
        shown = said[1] if said else ("none" if default in ("", []) else str(default))
        yield code(name), _TYPES[kind], shown.replace("<", r"\<"), _DEFAULT.sub("", purpose)


@region("pytest-flags")
def pytest_flags() -> str:
    """Return a row for each option of pytest's command line."""
    return table(
        ("Option", "What it does"), ((code(name), sentence(it)) for name, it in declared().flags)
    )


@region("settings")
def settings() -> str:
    """Return a row for each option that a test, a fixture and mostly an ini file can set."""
    said, ini = docstring(Options).attributes, {name for name, *_ in declared().ini}
    return table(
        ("Name", "Type", "Default", "What it is", "Ini option"),
        (
            (
                code(option.name),
                code(str(option.type)),
                code(_default(option)),
                sentence(said[option.name]),
                code(name) if (name := f"cognito_{option.name}") in ini else "none",
            )
            for option in fields(Options)
            if option.name in NAMES
        ),
    )


def _default(option: Field[Any]) -> str:
    value = option.default if option.default is not MISSING else {}
    return repr(value)
