"""The plugin's fixtures, from their docstrings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from inspect import cleandoc
from textwrap import dedent

from pytest_cognito_emulator import fixtures
from tools.reference.markdown import code, from_rst, table
from tools.reference.regions import region


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture as its docstring describes it, in Markdown.

    Attributes:
        what: the first sentence.
        more: what is said behind it.
        scope, type, override: without a full stop.
        example: Python.

    """

    name: str
    what: str
    more: str
    scope: str
    type: str
    override: str
    example: str


@region("fixtures")
def all_fixtures() -> str:
    """Return a row for each fixture."""
    return table(
        ("Fixture", "Scope", "Type", "What it is", "Override"),
        ((code(it.name), it.scope, it.type, it.what, it.override) for it in found()),
    )


def found() -> list[Fixture]:
    """Return the fixtures in the order of their module: what is used most stands first there.

    Raises:
        ValueError: a docstring lacks one of its parts.

    """
    return [
        _read(name, cleandoc(it.__doc__ or ""))
        for name, it in vars(fixtures).items()
        if type(it).__name__ == "FixtureFunctionDefinition" and not name.startswith("_")
    ]


_PARTS = re.compile(
    r"(?P<what>[^\n]+)\n\n(?P<more>.*?)"
    r"Scope: (?P<scope>\w+)\. Type: (?P<type>.+?)\.\n\n"
    r"Override: (?P<override>.+?)\.\n\n"
    r"Example::\n\n(?P<example>.+)",
    re.DOTALL,
)


def _read(name: str, text: str) -> Fixture:
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError(f"The docstring of {name} lacks Scope, Type, Override or Example.")
    parts = {part: from_rst(" ".join(value.split())) for part, value in match.groupdict().items()}
    more = from_rst(" ".join(match["more"].split()))
    return Fixture(name=name, **{**parts, "more": more, "example": dedent(match["example"])})


@region("fixtures-one-by-one")
def one_by_one() -> str:
    """Return a section for each fixture."""
    return "\n".join(map(_section, found()))


def _section(it: Fixture) -> str:
    return f"""### {it.name}

{it.what} {it.more}

- **Scope**: {it.scope}
- **Type**: {it.type}
- **Override**: {it.override}.

<!-- not run: an excerpt; what is not a fixture in it is your app -->
```python
{it.example.rstrip()}
```
"""
