"""Decisions are found by their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "emulator" / "decisions").glob("*.md"))
MENTION = re.compile(r"[Dd]ecision\s+(\d{4})")


def test_each_has_a_number_of_its_own() -> None:
    numbers = Counter(path.name[:4] for path in DECISIONS)

    assert {number for number, times in numbers.items() if times > 1} == set()


def test_each_begins_with_its_number() -> None:
    titles = {path.name: path.read_text("utf-8").splitlines()[0] for path in DECISIONS}

    assert {name for name, title in titles.items() if not title.startswith(f"# {name[:4]} ")} == (
        set()
    )


@pytest.mark.sources
def test_whatever_is_mentioned_is_there() -> None:
    there = {path.name[:4] for path in DECISIONS}
    texts = {path: path.read_text("utf-8") for path in _texts()}
    unknown = {path.name: set(MENTION.findall(text)) - there for path, text in texts.items()}

    assert {name: numbers for name, numbers in unknown.items() if numbers} == {}


def _texts() -> Iterator[Path]:
    """Yield what may name a decision."""
    yield from ROOT.glob("*.md")
    for folder in ("docs", "emulator", "pytest_plugin"):
        for ending in ("*.md", "*.mjs", "*.py"):
            yield from (ROOT / folder).rglob(ending)
