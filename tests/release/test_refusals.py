"""Which contradictions hinder a release, and what one waits for before it is published."""

from __future__ import annotations

from typing import Any

import pytest

from tests.table import table
from tools.release import refusals
from tools.release.project import changelog, facts

PROJECT: dict[str, Any] = {
    "version": "0.2.0",
    "requires-python": ">=3.11",
    "classifiers": [
        "Development Status :: 4 - Beta",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
    ],
}
CHANGELOG = "# Changelog\n\n## [0.2.0] - {day}\n\n- Much.\n\n## [0.1.0] - 2026-01-01\n"
DATED = CHANGELOG.format(day="2026-12-01")
KEPT = ["0.1.0.db", "0.2.0.db"]


def test_this_working_copy_agrees() -> None:
    assert refusals.against_releasing(facts(), changelog()) == []


@pytest.mark.parametrize("day", ["2026-12-01", "unreleased"])
def test_a_release_that_agrees(day: str) -> None:
    assert refusals.against_releasing(PROJECT, CHANGELOG.format(day=day)) == []


@table(
    "changed, text, objection",
    [
        ({"version": "0.3.0"}, DATED, "version 0.3.0, CHANGELOG.md's newest of 0.2.0"),
        ({}, "# Changelog\n", "CHANGELOG.md has no entry"),
        ({}, CHANGELOG.format(day="soon"), "dates 0.2.0 'soon'"),
        ({}, CHANGELOG.format(day="20261201"), "dates 0.2.0 '20261201'"),
        ({}, "## [0.2.0]\n", "dates 0.2.0 ''"),
        ({"requires-python": ">=3.10"}, DATED, "requires-python is >=3.10"),
        ({"version": "1.0.0"}, DATED.replace("0.2.0", "1.0.0"), "development status"),
        (
            {"classifiers": [each for each in PROJECT["classifiers"] if "Beta" not in each]}
            | {"version": "1.0.0"},
            DATED.replace("0.2.0", "1.0.0"),
            "development status",
        ),
        (
            {"classifiers": [*PROJECT["classifiers"], f"{refusals.PYTHON}14"]},
            DATED,
            "between the oldest and the newest is missing",
        ),
        ({"classifiers": ["Development Status :: 4 - Beta"]}, DATED, "the oldest classifier none"),
    ],
)
def test_a_contradiction_is_refused(changed: dict[str, Any], text: str, objection: str) -> None:
    [found] = refusals.against_releasing(PROJECT | changed, text)

    assert objection in found


def test_a_release_that_waits_for_nothing() -> None:
    assert refusals.against_publishing(DATED, [], "v0.2.0", ["latest", "v0.2.0"], KEPT) == []


@pytest.mark.parametrize(
    ("text", "placeholders", "tags", "databases", "objection"),
    [
        (CHANGELOG.format(day="unreleased"), [], ["v0.2.0"], KEPT, "calls this version unreleased"),
        (
            DATED,
            ["SECURITY.md", "pyproject.toml"],
            ["v0.2.0"],
            KEPT,
            "yet: SECURITY.md, pyproject.toml",
        ),
        (DATED, [], ["v0.1.0"], KEPT, "has no tag v0.2.0"),
        (DATED, [], ["v0.2.0"], ["0.1.0.db"], "no database of this version is kept"),
    ],
)
def test_what_a_release_waits_for(
    text: str, placeholders: list[str], tags: list[str], databases: list[str], objection: str
) -> None:
    [found] = refusals.against_publishing(text, placeholders, "v0.2.0", tags, databases)

    assert objection in found
