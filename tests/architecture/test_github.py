"""What GitHub reads in .github is as it wants it, and judges by make alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.schemas import judged

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
FORMS = sorted(path for path in GITHUB.glob("ISSUE_TEMPLATE/*.yml") if path.stem != "config")
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
FIVE_WORDS = ["recorded", "measured", "documented", "claimed", "guess"]
PYTHON = "Programming Language :: Python :: 3."


def read(path: Path) -> dict[str, Any]:
    """A file of YAML; what GitHub calls `on`, YAML takes for a truth value."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def steps() -> list[dict[str, Any]]:
    return [
        step for path in WORKFLOWS for job in read(path)["jobs"].values() for step in job["steps"]
    ]


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
    ],
)
def test_files_are_as_their_schemas_want_them(schema: str, files: list[Path]) -> None:
    done = judged(schema, *files)

    assert files
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ("github-workflows", "on: push\njobs: {a: {runs-on: x, stages: []}}\n"),
        ("github-issue-forms", "name: A bug\ndescription: It fails.\nbody: [{type: picture}]\n"),
        ("github-issue-config", "blank_issues_enabled: perhaps\n"),
    ],
)
def test_a_wrong_file_is_noticed(tmp_path: Path, schema: str, wrong: str) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(wrong, encoding="utf-8")

    assert judged(schema, file).exit_code == 1


def test_jobs_run_make_alone() -> None:
    """But for one line that lets git look at files."""
    run = [step["run"] for step in steps() if "run" in step]

    assert [each for each in run if not each.startswith(("make ", ".ci/run", "git config "))] == []
    assert sum(each.startswith("git config ") for each in run) <= 1


def test_actions_are_pinned_to_a_major_version() -> None:
    used = [step["uses"].partition("@") for step in steps() if "uses" in step]

    assert used
    assert [name for name, _, version in used if not version.removeprefix("v").isdigit()] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_only_read(path: Path) -> None:
    workflow = read(path)

    assert workflow["permissions"] == {"contents": "read"}
    assert [name for name, job in workflow["jobs"].items() if "permissions" in job] == []


def test_every_python_of_the_classifiers_is_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    matrix = read(GITHUB / "workflows" / "ci.yml")["jobs"]["test"]["strategy"]["matrix"]

    minors = [each.removeprefix(PYTHON) for each in project["classifiers"] if PYTHON in each]

    assert matrix["python"] == [f"3.{minor}" for minor in minors]


def test_whoever_reports_a_difference_says_how_sure_it_is() -> None:
    [sure] = [
        part["attributes"]["options"]
        for part in read(GITHUB / "ISSUE_TEMPLATE" / "fidelity.yml")["body"]
        if part.get("id") == "sure"
    ]

    assert [option.partition(":")[0] for option in sure] == FIVE_WORDS
