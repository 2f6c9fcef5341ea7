"""docs/control.md is true: its examples run, one after the other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.web.app import create_app
from tests.support import StockKeys

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "control.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"```http\n(\w+) (\S+)\n((?:[\w-]+: [^\n]*\n)*)(.*?)```\n```json\n(.*?)```", re.DOTALL
)
README = (ROOT / "README.md").read_text("utf-8")


def fits(expected: Any, found: Any) -> bool:
    """Whether an answer is as the manual has it, where ``"..."`` stands for anything."""
    if expected == "...":
        return True
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(
            fits(value, found[name]) for name, value in expected.items()
        )
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(fits, expected, found))
    return bool(expected == found)


def test_its_examples_run(stock_keys: StockKeys) -> None:
    emulator = Emulator(seed=ROOT / "fixtures" / "demo.yaml", keys=stock_keys)
    web = create_app(emulator).test_client()
    examples = EXAMPLE.findall(MANUAL)
    assert len(examples) == MANUAL.count("```http") > 15
    for method, path, headers, body, expected in examples:
        answer = web.open(
            path,
            method=method,
            data=json.dumps(json.loads(body)) if body else None,
            headers=dict(line.split(": ", 1) for line in headers.splitlines()),
        )
        found = json.loads(answer.data)
        assert fits(json.loads(expected), found), f"{method} {path}: {found}"


def paths() -> list[str]:
    """What there is under ``/_emulator/``."""
    rules = [rule.rule.partition("<")[0] for rule in create_app(Emulator()).url_map.iter_rules()]
    ours = (rule for rule in rules if rule.startswith("/_emulator/"))
    return sorted({rule.removeprefix("/_emulator/").rstrip("/") for rule in ours})


@pytest.mark.parametrize("path", paths())
def test_it_has_all_there_is(path: str) -> None:
    assert re.search(rf"(GET|POST|PUT|PATCH|DELETE) (/_emulator/)?{path}\b", MANUAL)
    assert re.search(rf"^\| `[A-Z]+ {path.partition('/')[0]}\b", README, re.MULTILINE)
