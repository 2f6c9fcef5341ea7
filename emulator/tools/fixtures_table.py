"""Write README's table of fixtures anew: `python emulator/tools/fixtures_table.py`."""

from __future__ import annotations

import re
from inspect import cleandoc
from pathlib import Path

from pytest_cognito_emulator import fixtures

README = Path(__file__).parents[2] / "README.md"
TABLE = re.compile(r"(<!-- fixtures -->\n).*?(<!-- /fixtures -->)", re.DOTALL)
_PART = r"(?:^|\s){}: (.+?)(?=\s(?:Scope|Type|Override|Example)::? ?|\Z)"
_HEAD = "| Fixture | Scope | Type | What it is | Override |\n|---|---|---|---|---|\n"


def table() -> str:
    """Return a row for each fixture, from its docstring."""
    definitions = {name: getattr(fixtures, name) for name in dir(fixtures)}
    found = {
        name: cleandoc(it.__doc__ or "")
        for name, it in definitions.items()
        if type(it).__name__ == "FixtureFunctionDefinition" and not name.startswith("_")
    }
    return _HEAD + "".join(_row(name, text) for name, text in sorted(found.items(), key=_place))


def _row(name: str, text: str) -> str:
    parts = [_part(text, part) for part in ("Scope", "Type", "Override")]
    scope, kind, override = (_markdown(part.rstrip(".")) for part in parts)
    purpose = _markdown(text.splitlines()[0])
    return f"| `{name}` | {scope} | {kind} | {purpose} | {override} |\n"


def _part(text: str, name: str) -> str:
    found = re.search(_PART.format(name), text, re.DOTALL)
    if found is None:
        raise ValueError(f"The docstring does not say {name}: {text.splitlines()[0]}")
    return " ".join(found[1].split())


def _markdown(text: str) -> str:
    return text.replace("``", "`")


def _place(entry: tuple[str, str]) -> int:
    """Return where a fixture stands in its module: what is used most stands first there."""
    return list(vars(fixtures)).index(entry[0])


def main() -> None:
    """Replace what stands between the table's marks."""
    text = README.read_text(encoding="utf-8")
    README.write_text(TABLE.sub(lambda m: f"{m[1]}{table()}{m[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
