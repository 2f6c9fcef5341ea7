"""CONTRIBUTING.md's checklists are held: each step names tests, and they are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT.joinpath("CONTRIBUTING.md").read_text(encoding="utf-8")
#: How many steps each has at least.
CHECKLISTS = {
    "Add an operation": 6,
    "Add a kind of record": 6,
    "Add a field to a record": 6,
    "Add a word to a seed": 4,
    "Release": 8,
}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TARGET = re.compile(r"`make (\w+)`")


def steps(heading: str) -> list[str]:
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\d+\. (.*\n(?:   .*\n)*)", section, re.MULTILINE)


@pytest.mark.parametrize("heading", CHECKLISTS)
def test_each_step_is_held_by_something(heading: str) -> None:
    held_by = {step: [*TEST.findall(step), *TARGET.findall(step)] for step in steps(heading)}

    assert len(held_by) >= CHECKLISTS[heading]
    assert [step for step, names in held_by.items() if not names] == []


@pytest.mark.parametrize("heading", CHECKLISTS)
def test_what_a_step_names_is_there(heading: str) -> None:
    makefile = ROOT.joinpath("Makefile").read_text(encoding="utf-8")
    for step in steps(heading):
        for path, name in TEST.findall(step):
            assert name in functions(ROOT / path), step
        for target in TARGET.findall(step):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), step


@cache
def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
