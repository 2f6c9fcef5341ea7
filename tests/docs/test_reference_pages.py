"""What is written by hand in the reference names all that there is."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import get_args

from cognito_emulator import environment
from cognito_emulator.api import spec
from cognito_emulator.cli import formats, status
from cognito_emulator.control import bad_tokens
from cognito_emulator.names import Challenge
from cognito_emulator.seeds.kind import Kind
from cognito_emulator.seeds.kinds import PARTS, POOL
from cognito_emulator.seeds.kinds.pools import FUNCTIONS
from pytest_cognito_emulator import BAD_ID_TOKENS, BAD_TOKENS
from tests.table import table

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def section(page: str, heading: str) -> str:
    """A section, with what stands below its own headings; generated regions are left out."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    by_hand = re.sub(r"<!-- generated: .*?<!-- /generated: .*?-->", "", text, flags=re.DOTALL)
    level = re.findall(rf"^(#+) {re.escape(heading)}$", by_hand, re.MULTILINE)[0]
    _, _, after = by_hand.partition(f"\n{level} {heading}\n")
    return re.split(rf"^#{{1,{len(level)}}} ", after, flags=re.MULTILINE)[0]


def first_cells(text: str) -> set[str]:
    """The names in the first column of a table."""
    cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([\w-]+)`", cell)}


@table(
    "heading, kind",
    [("Pool", POOL), *((name, part.kind) for name, part in PARTS.items() if part.kind.own)],
)
def test_a_seed_s_own_words_are_explained(heading: str, kind: Kind) -> None:
    text = section("seeds.md", heading)

    assert {name for name in (*kind.own, *kind.beside) if f"`{name}" not in text} == set()


def test_names_the_lists_of_a_seed() -> None:
    (introduction,) = re.findall(
        r"^A seed is .*$", (REFERENCE / "seeds.md").read_text("utf-8"), re.MULTILINE
    )

    assert {name for name in PARTS if f"`{name}`" not in introduction} == set()
    assert f"`{FUNCTIONS}`" in section("seeds.md", "The file")


def test_every_flow_has_its_row() -> None:
    known = spec.operation("AdminInitiateAuth").input.members["AuthFlow"].enum

    assert first_cells(section("challenges.md", "Flows")) == set(known)


def test_every_challenge_has_its_row() -> None:
    assert first_cells(section("challenges.md", "Challenges")) == set(get_args(Challenge))


def test_every_flaw_has_its_row() -> None:
    named = first_cells(section("fixtures.md", "Bad tokens"))

    assert named == {*BAD_TOKENS, *BAD_ID_TOKENS}
    assert named == {*bad_tokens.flaws("access"), *bad_tokens.flaws("id")}


def test_the_control_api_s_flaws_are_named_there() -> None:
    text = section("control.md", "Tokens")

    assert {flaw for flaw in (*BAD_TOKENS, *BAD_ID_TOKENS) if f"`{flaw}`" not in text} == set()


def test_events_of_the_log_have_the_members_that_they_have() -> None:
    """Read from the code that writes them: each event is one call there."""
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(formats.Json)))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_object"
    ]
    written = {
        ast.literal_eval(call.args[0]): {str(each.arg) for each in call.keywords} for call in calls
    }
    rows = re.findall(
        r"^\| `(\w+)` \| (.*?) \|", (REFERENCE / "logs.md").read_text("utf-8"), re.MULTILINE
    )
    told = {event: set(re.findall(r"`(\w+)`", members)) for event, members in rows}

    assert told.pop("dropped") == {"lines"}
    assert told == written


def test_tells_what_a_command_of_exec_finds() -> None:
    rows = re.findall(
        r"^\| `(COGNITO_\w+)` \| `(\w+)` \|",
        (REFERENCE / "environment.md").read_text("utf-8"),
        re.MULTILINE,
    )

    assert dict(rows) == {**environment.NAMES, environment.EMULATOR_URL: "url"}


def test_tells_each_exit_status_of_ours() -> None:
    text = section("command-line.md", "Exit status")
    ours = {value for name, value in vars(status).items() if name.isupper()}

    assert {number for number in ours if f"| {number} |" not in text} == set()
