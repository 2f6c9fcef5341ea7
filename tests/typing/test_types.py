"""Users' code as type checkers see it, strictly and against the installed wheel.

pyright is PyPI's package of that name, as it is installed with all other tools: it brings pyright
itself, and only wants the Node.js that tests/clients want anyway. Its extra `nodejs` would bring
that as well, at ten times the size. basedpyright does so, and is not what users' editors run.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import venv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.packaging.installation import Environment, finished, site_packages

CODE = Path(__file__).parent / "code"
ACCEPTED = ("accepted_library.py", "accepted_plugin.py", "boto3_without_stubs.py")
REJECTED = "rejected.py"
SLIP = re.compile(r"# wrong: (.+)$")


class Finding(NamedTuple):
    """What a checker has against a line."""

    file: str
    line: int
    message: str


Check = Callable[..., list[Finding]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code, outside of the repository and out of sight of its settings."""
    folder = shutil.copytree(CODE, tmp_path_factory.mktemp("typing") / "code")
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["mypy", "pyright"])
def check(request: pytest.FixtureRequest, desk: Path) -> Check:
    """A checker, to be called with an environment and names of files."""
    judge = {"mypy": by_mypy, "pyright": by_pyright}[request.param]
    return lambda environment, *files: judge(desk, environment, *files)


@pytest.fixture(scope="module")
def findings(check: Check, installed: Environment) -> list[Finding]:
    """What a checker has against all code that needs no more than the wheel."""
    return check(installed, *ACCEPTED, REJECTED)


@pytest.fixture(scope="module")
def with_stubs(installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel's environment, and with it boto3's types, which are in that of the tests."""
    environment = Environment(tmp_path_factory.mktemp("stubs"))
    venv.create(environment.home, with_pip=False)
    folders = (installed.site, site_packages(Path(sys.prefix)))
    (environment.site / "more.pth").write_text("\n".join(map(str, folders)), encoding="utf-8")
    return environment


def test_what_users_write_is_accepted(findings: list[Finding]) -> None:
    assert [finding for finding in findings if finding.file in ACCEPTED] == []


def test_slips_are_found(findings: list[Finding]) -> None:
    """Each in its line, with a message that names it, and nothing else."""
    wanted = slips(CODE / REJECTED)
    said: dict[int, str] = defaultdict(str)
    for finding in findings:
        if finding.file == REJECTED:
            said[finding.line] += finding.message

    assert sorted(said) == sorted(wanted)
    assert {line: told for line, told in said.items() if wanted[line] not in told} == {}


def test_boto3_is_typed_where_its_stubs_are(check: Check, with_stubs: Environment) -> None:
    assert check(with_stubs, "boto3_with_stubs.py") == []


def slips(file: Path) -> dict[int, str]:
    """Where slips are, by their lines, and what a checker's message has to name."""
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    return {number: slip[1] for number, line in lines if (slip := SLIP.search(line))}


def by_mypy(desk: Path, environment: Environment, *files: str) -> list[Finding]:
    options = ("--strict", "--config-file=", "--python-executable", environment.bin / "python")
    report = finished(sys.executable, "-m", "mypy", *options, "--output=json", *files, cwd=desk)
    found = [json.loads(line) for line in report.stdout.splitlines() if line]
    return [
        Finding(each["file"], each["line"], each["message"])
        for each in found
        if each["severity"] == "error"
    ]


def by_pyright(desk: Path, environment: Environment, *files: str) -> list[Finding]:
    if shutil.which("node") is None:
        pytest.skip("node is not there: pyright needs Node.js")
    options = ("--pythonpath", environment.bin / "python", "--outputjson")
    report = finished(sys.executable, "-m", "pyright", *options, *files, cwd=desk)
    return [
        Finding(Path(each["file"]).name, each["range"]["start"]["line"] + 1, each["message"])
        for each in json.loads(report.stdout)["generalDiagnostics"]
    ]
