"""The oldest versions that the wheel admits: what pip installs beside a project's own old pins."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from shutil import copytree

import pytest

from tests.packaging import installation
from tests.packaging.installation import ROOT, Environment, run

SUITE = ROOT / "tests" / "lowest"
LOWER_BOUND = re.compile(r"(?P<name>[a-z0-9]+)(?:\[\w+\])?>=(?P<version>[0-9.]+)")
# What the oldest Flask asks for without an upper bound, and fails with.
OF_FLASK = "werkzeug<3"


def lower_bounds() -> dict[str, str]:
    """The oldest version of each dependency, by its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [LOWER_BOUND.match(dependency) for dependency in project["dependencies"]]
    return {bound["name"]: bound["version"] for bound in found if bound}


@pytest.fixture(scope="module")
def oldest(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    pins = [f"{name}=={version}" for name, version in lower_bounds().items()]
    return installation.environment(tmp_path_factory, wheel, "oldest", [*pins, OF_FLASK])


def test_every_dependency_has_a_lower_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert len(lower_bounds()) == len(project["dependencies"])


def test_suite_with_the_oldest_versions(oldest: Environment, tmp_path: Path) -> None:
    """In a copy, so that nothing of the working copy is above it."""
    folder = copytree(SUITE, tmp_path / "lowest")

    report = run(oldest.bin / "pytest", "--trace-config", cwd=folder)

    assert f"pytest-{lower_bounds()['pytest']}" in report
    assert str(oldest.site / "pytest_cognito_emulator" / "plugin.py") in report
    assert " passed in " in report
    assert "skipped" not in report.splitlines()[-1]
