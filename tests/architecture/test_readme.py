"""README promises what the code keeps.

The table of operations stands between two comments and lists every operation of the service:

    <!-- operations -->
    | Operation | Emulated |
    |---|---|
    | `AddCustomAttributes` | yes |
    ...
    <!-- /operations -->
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import cognito_emulator.operations  # noqa: F401 - importing a family registers it
from cognito_emulator import environment
from cognito_emulator.api import registry, spec

README = Path(__file__).parents[2] / "README.md"
TABLE = re.compile(r"<!-- operations -->(.*)<!-- /operations -->", re.DOTALL)
ROW = re.compile(r"^\| `(\w+)` \| (yes|no) \|$", re.MULTILINE)


def documented() -> dict[str, bool]:
    """The README's table of operations: name -> emulated."""
    table = TABLE.search(README.read_text(encoding="utf-8"))
    assert table, "README.md has no <!-- operations --> ... <!-- /operations --> table"
    return {name: answer == "yes" for name, answer in ROW.findall(table[1])}


def test_lists_every_operation_of_the_service() -> None:
    assert sorted(documented()) == sorted(spec.operations())


def test_the_table_of_fixtures_is_that_of_their_docstrings() -> None:
    tool = runpy.run_path(str(README.parent / "emulator" / "tools" / "fixtures_table.py"))

    found = tool["TABLE"].search(README.read_text(encoding="utf-8"))

    assert found, "README.md has no <!-- fixtures --> ... <!-- /fixtures --> table"
    written = f"{found[1]}{tool['table']()}{found[2]}"
    assert found[0] == written, "make tables writes it anew"


def test_says_which_operations_are_emulated() -> None:
    emulated = {name for name, answer in documented().items() if answer}

    assert emulated == set(registry.registered()), "make tables writes it anew"


def test_tells_what_a_command_of_exec_finds() -> None:
    rows = re.findall(
        r"^\| (`COGNITO_.*) \| .* \| (.*) \|$", README.read_text("utf-8"), re.MULTILINE
    )
    told = {
        name: fact
        for names, facts in rows
        for name, fact in zip(
            re.findall(r"`(\w+)`", names), re.findall(r"`(\w+)`", facts), strict=True
        )
    }

    assert told == {**environment.NAMES, environment.EMULATOR_URL: "url"}
