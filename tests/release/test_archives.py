"""What may stand in the files of a release."""

from __future__ import annotations

import tarfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.release import archives

PACKAGES = [
    "emulator/cognito_emulator/__init__.py",
    "emulator/cognito_emulator/py.typed",
    "pytest_plugin/pytest_cognito_emulator/plugin.py",
    "pytest_plugin/pytest_cognito_emulator/py.typed",
]
TRACKED = [
    *PACKAGES,
    *(name for name in archives.NEEDED if not name.endswith(("/", "py.typed"))),
    "docs/index.md",
    "fixtures/demo.yaml",
]
INFO = "cognito_emulator-0.2.0.dist-info"
GOOD = "Metadata-Version: 2.4\nName: cognito-emulator\n\n# Title\n\nZoë reads [it](https://example.com/a).\n"
DEAD = GOOD.replace("https://example.com/", "docs/")


def wheel(folder: Path, names: list[str], metadata: str = GOOD) -> Path:
    path = folder / "cognito_emulator-0.2.0-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, metadata if name.endswith("/METADATA") else "")
    return path


def sdist(folder: Path, names: list[str], metadata: str = GOOD) -> Path:
    path = folder / "cognito_emulator-0.2.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            content = metadata.encode() if name.endswith("PKG-INFO") else b""
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    return path


@pytest.fixture
def in_wheel() -> list[str]:
    return [
        *(path.partition("/")[2] for path in PACKAGES),
        *(f"{INFO}/{name}" for name in archives.METADATA),
    ]


@pytest.fixture
def in_sdist() -> list[str]:
    return [f"cognito_emulator-0.2.0/{name}" for name in [*TRACKED, "PKG-INFO"]]


def test_a_wheel_of_the_two_packages(tmp_path: Path, in_wheel: list[str]) -> None:
    assert archives.of_a_wheel(wheel(tmp_path, in_wheel), TRACKED) == []


@pytest.mark.parametrize(
    "stray",
    [
        "cognito_emulator/notes.txt",
        "tests/conftest.py",
        "tools/release/__main__.py",
        f"{INFO}/licenses/AUTHORS",
    ],
)
def test_a_stray_file_in_a_wheel_is_refused(
    tmp_path: Path, in_wheel: list[str], stray: str
) -> None:
    found = archives.of_a_wheel(wheel(tmp_path, [*in_wheel, stray]), TRACKED)

    assert found == [f"{stray} does not belong in it"]


@pytest.mark.parametrize(
    "lost",
    ["cognito_emulator/py.typed", "pytest_cognito_emulator/plugin.py", f"{INFO}/licenses/LICENSE"],
)
def test_a_file_that_a_wheel_lacks_is_named(tmp_path: Path, in_wheel: list[str], lost: str) -> None:
    in_wheel.remove(lost)

    assert archives.of_a_wheel(wheel(tmp_path, in_wheel), TRACKED) == [f"{lost} is missing"]


def test_a_wheel_without_metadata_is_refused(tmp_path: Path, in_wheel: list[str]) -> None:
    in_wheel.remove(f"{INFO}/METADATA")

    assert archives.of_a_wheel(wheel(tmp_path, in_wheel), TRACKED) == [
        f"{INFO}/METADATA is missing",
        "it has no description",
    ]


def test_a_cache_is_refused_even_if_git_has_it(tmp_path: Path, in_wheel: list[str]) -> None:
    cache = "cognito_emulator/__pycache__/names.cpython-311.pyc"
    made = wheel(tmp_path, [*in_wheel, cache])

    found = archives.of_a_wheel(made, [*TRACKED, f"emulator/{cache}"])

    assert found == [f"{cache} may never be in it"]


def test_a_source_archive_of_what_git_has(tmp_path: Path, in_sdist: list[str]) -> None:
    assert archives.of_a_source_archive(sdist(tmp_path, in_sdist), TRACKED) == []


@pytest.mark.parametrize(
    "stray", [".venv/pyvenv.cfg", "tests/clients/node_modules/srp/index.js", "notes.txt"]
)
def test_a_stray_file_in_a_source_archive_is_refused(
    tmp_path: Path, in_sdist: list[str], stray: str
) -> None:
    made = sdist(tmp_path, [*in_sdist, f"cognito_emulator-0.2.0/{stray}"])

    assert archives.of_a_source_archive(made, TRACKED) == [f"{stray} does not belong in it"]


def test_a_file_outside_of_its_folder_is_refused(tmp_path: Path, in_sdist: list[str]) -> None:
    made = sdist(tmp_path, [*in_sdist, "elsewhere/notes.txt"])

    assert archives.of_a_source_archive(made, TRACKED) == [
        "elsewhere/notes.txt stands outside of cognito_emulator-0.2.0"
    ]


def test_what_tests_need_has_to_be_there_though_git_lost_it(
    tmp_path: Path, in_sdist: list[str]
) -> None:
    tracked = [path for path in TRACKED if path != "fixtures/demo.yaml"]
    in_sdist.remove("cognito_emulator-0.2.0/fixtures/demo.yaml")

    [found] = archives.of_a_source_archive(sdist(tmp_path, in_sdist), tracked)

    assert found.startswith("fixtures/ is missing")


def test_a_readme_link_that_stays_relative_is_refused(
    tmp_path: Path, in_wheel: list[str], in_sdist: list[str]
) -> None:
    dead = ["a link of its description leads nowhere: docs/a"]

    assert archives.of_a_wheel(wheel(tmp_path, in_wheel, DEAD), TRACKED) == dead
    assert archives.of_a_source_archive(sdist(tmp_path, in_sdist, DEAD), TRACKED) == dead
