"""The example apps' own suites, run against the installed wheel."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import copytree

import pytest

from tests.packaging.installation import ROOT, Environment, run, site_packages

EXAMPLES = ROOT / "tests" / "examples"
APPS = sorted(settings.parent.name for settings in EXAMPLES.glob("*/pytest.ini"))


@pytest.fixture(scope="module")
def lent(installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of what the apps import besides: what the environment of the tests has."""
    folder = tmp_path_factory.mktemp("lent")
    for entry in site_packages(Path(sys.prefix)).iterdir():
        if not (installed.site / entry.name).exists() and not is_ours(entry):
            (folder / entry.name).symlink_to(entry)
    return str(folder)


def is_ours(entry: Path) -> bool:
    """Whether it would lead to this working copy, or to plugins that the apps did not ask for."""
    if entry.suffix == ".dist-info":
        entry_points = entry / "entry_points.txt"
        return entry_points.exists() and "[pytest11]" in entry_points.read_text(encoding="utf-8")
    return entry.suffix == ".pth"


def test_lent_packages_bring_no_emulator(installed: Environment, lent: str) -> None:
    code = "import cognito_emulator, django; print(cognito_emulator.__file__)"

    file = run(installed.bin / "python", "-c", code, PYTHONPATH=lent).strip()

    assert Path(file).is_relative_to(installed.site)


@pytest.mark.parametrize("app", APPS)
def test_suite_of_an_app(app: str, installed: Environment, lent: str, tmp_path: Path) -> None:
    """In a copy, so that nothing of the working copy is above it."""
    folder = copytree(EXAMPLES / app, tmp_path / app)

    report = run(
        installed.bin / "pytest", "--trace-config", "-W", "error", cwd=folder, PYTHONPATH=lent
    )

    assert str(installed.site / "pytest_cognito_emulator" / "plugin.py") in report
    assert " passed in " in report
