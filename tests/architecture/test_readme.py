"""README promises what the code keeps."""

from __future__ import annotations

import re
from pathlib import Path

from cognito_emulator import environment
from cognito_emulator.seeds.kinds import PARTS

README = Path(__file__).parents[2] / "README.md"


def test_names_the_lists_of_a_seed() -> None:
    section = README.read_text("utf-8").partition("\n## Seeds\n")[2].partition("\n## ")[0]

    assert {name for name in PARTS if f"`{name}`" not in section} == set()


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
