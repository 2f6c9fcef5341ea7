"""SDKs that would silently call the real service, found where a command would load them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cognito_emulator.cli import old_sdks
from cognito_emulator.environment import about_botocore
from tests.table import table

VARIABLE = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"


def script(place: Path, first: str) -> Path:
    """A program that is a script."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"{first}\n")
    place.chmod(0o755)
    return place


def javascript(folder: Path, described: str) -> Path:
    """A project that has a package named aws-sdk."""
    package = folder / "node_modules" / "aws-sdk" / "package.json"
    package.parent.mkdir(parents=True)
    package.write_text(described)
    return folder


def python(prefix: Path, botocore: str) -> Path:
    """An environment of Python's; its interpreter."""
    info = prefix / "lib" / "python3.11" / "site-packages" / f"botocore-{botocore}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: botocore\nVersion: {botocore}\n")
    (prefix / "bin").mkdir()
    interpreter = prefix / "bin" / "python"
    interpreter.symlink_to(sys.executable)  # as environments have it
    return interpreter


def found(program: Path, folder: Path, **variables: str) -> str:
    return "\n".join(old_sdks.warnings(program, folder, variables))


# --- JavaScript -----------------------------------------------------------------------------------

V2 = '{"name": "aws-sdk", "version": "2.1693.0"}'


@pytest.mark.parametrize("first", ["#!/usr/bin/env node", "#!/bin/sh", "no script"])
def test_the_sdk_for_javascript(tmp_path: Path, first: str) -> None:
    program = script(tmp_path / "bin" / "npm", first)
    sentence = found(program, javascript(tmp_path / "app", V2))
    assert "version 2 of the AWS SDK for JavaScript" in sentence
    assert f"process.env.{VARIABLE}" in sentence


def test_of_a_folder_above(tmp_path: Path) -> None:
    javascript(tmp_path, V2)
    (tmp_path / "packages" / "web").mkdir(parents=True)
    assert "aws-sdk is version 2" in found(Path("/usr/bin/node"), tmp_path / "packages" / "web")


@pytest.mark.parametrize("described", ['{"version": "3.0.0"}', "{}", "{", "\xff", "[]", "[" * 9999])
def test_another_package_of_that_name(tmp_path: Path, described: str) -> None:
    assert found(Path("/usr/bin/node"), javascript(tmp_path, described)) == ""


def test_no_package(tmp_path: Path) -> None:
    assert found(Path("/usr/bin/node"), tmp_path) == ""


def test_a_python_program_has_no_use_for_it(tmp_path: Path) -> None:
    interpreter = python(tmp_path / "venv", "1.40.0")
    assert found(interpreter, javascript(tmp_path / "app", V2)) == ""


# --- Python ---------------------------------------------------------------------------------------


def test_the_interpreter_s_botocore(tmp_path: Path) -> None:
    sentence = found(python(tmp_path / "venv", "1.30.1"), tmp_path)
    assert sentence.startswith("botocore 1.30.1 reads no endpoint from the environment")
    assert f'endpoint_url=os.environ["{VARIABLE}"]' in sentence


def test_what_is_left_of_an_installation_is_none(tmp_path: Path) -> None:
    interpreter = python(tmp_path / "venv", "1.30.1")
    (metadata,) = tmp_path.glob("venv/lib/*/site-packages/*/METADATA")
    metadata.unlink()
    assert found(interpreter, tmp_path) == ""


def test_that_of_a_script(tmp_path: Path) -> None:
    interpreter = python(tmp_path / "venv", "1.30.1")
    pytest_ = script(tmp_path / "venv" / "bin" / "pytest", f"#!{interpreter}")
    assert "botocore 1.30.1" in found(pytest_, tmp_path)


def test_that_of_a_script_whose_interpreter_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter = python(tmp_path / "venv", "1.30.1")
    monkeypatch.setenv("PATH", str(interpreter.parent))
    assert "botocore 1.30.1" in found(script(tmp_path / "x", "#!/usr/bin/env python"), tmp_path)


def test_that_of_an_active_environment(tmp_path: Path) -> None:
    python(tmp_path / "venv", "1.30.1")
    shell, active = Path("/bin/sh"), str(tmp_path / "venv")
    assert "botocore 1.30.1" in found(shell, tmp_path, VIRTUAL_ENV=active)
    assert found(Path("/usr/bin/node"), tmp_path, VIRTUAL_ENV=active) == ""


def test_that_of_a_project_s_environment(tmp_path: Path) -> None:
    python(tmp_path / ".venv", "1.30.1")
    assert "botocore 1.30.1" in found(Path("/bin/sh"), tmp_path)


def test_our_own() -> None:
    assert found(Path(sys.executable), Path("/")) == ""


@table(
    "version, is_old",
    [
        ("1.30.1", True),
        ("1.4.92", True),
        ("0.70.0", True),
        ("1.31.0", False),
        ("1.100.0", False),
        ("2.0.0.dev1", False),
        ("unknown", False),
    ],
)
def test_which_botocore_is_old(version: str, *, is_old: bool) -> None:
    assert (about_botocore(version) is not None) is is_old
