"""What users get: the wheel's content, and its use where nothing else is installed."""

from __future__ import annotations

import json
import re
import tomllib
from http.client import HTTPConnection
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conformance.serving import HOST, serving
from tests.packaging.installation import ROOT, Environment, outside, run

PACKAGES = ("emulator/cognito_emulator", "pytest_plugin/pytest_cognito_emulator")
UNKNOWN_CLIENT = {
    "ClientId": "0000000000nobody0000000000",
    "AuthFlow": "USER_PASSWORD_AUTH",
    "AuthParameters": {"USERNAME": "nobody", "PASSWORD": "Pa55word!"},
}


@pytest.fixture(scope="session")
def packed(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_holds_exactly_the_two_packages(packed: set[str]) -> None:
    tops = {name.partition("/")[0] for name in packed}

    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "cognito_emulator",
        "pytest_cognito_emulator",
    }


def test_holds_every_file_of_the_packages(packed: set[str]) -> None:
    sources = {
        path.relative_to((ROOT / package).parent).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert {name for name in packed if ".dist-info/" not in name} == sources


def test_has_the_size_that_the_manual_tells(wheel: Path) -> None:
    page = (ROOT / "docs" / "start" / "ci.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"The wheel has (\d\.\d) MB", page)

    assert wheel.stat().st_size / 1e6 == pytest.approx(float(told), abs=0.2)


@pytest.mark.parametrize("package", ["cognito_emulator", "pytest_cognito_emulator"])
def test_brings_its_types(packed: set[str], package: str) -> None:
    assert f"{package}/py.typed" in packed


def test_installed_command_knows_its_version(installed: Environment) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] in run(installed.bin / "cognito-emulator", "--version")


def test_installed_server_answers(installed: Environment, tmp_path: Path) -> None:
    with serving(installed.bin / "cognito-emulator", cwd=tmp_path, env=outside()) as port:
        status, answer = call(port, "InitiateAuth", UNKNOWN_CLIENT)

    assert (status, answer["__type"]) == (400, "ResourceNotFoundException")


def test_installed_plugin_loads_by_itself_and_alone(installed: Environment, tmp_path: Path) -> None:
    """A plugin that came with a dependency would cost every session of everybody's suite."""
    (tmp_path / "test_app.py").write_text(
        "def test_plugin(pytestconfig):\n"
        "    loaded = pytestconfig.pluginmanager.list_plugin_distinfo()\n"
        "    names = [distribution.project_name for _, distribution in loaded]\n"
        '    assert names == ["cognito-emulator"]\n',
        encoding="utf-8",
    )

    assert "1 passed" in run(installed.bin / "pytest", "-p", "no:cacheprovider", cwd=tmp_path)


def call(port: int, operation: str, request: object) -> tuple[int, dict[str, str]]:
    """The status and the document that an operation answers."""
    connection = HTTPConnection(HOST, port, timeout=60)
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
    }
    connection.request("POST", "/", json.dumps(request), headers)
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer
