"""How the steps of a release are told, and what a refusal looks like."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tools.release import __main__ as release
from tools.release import project, rehearsal


@pytest.fixture
def nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any step would fail."""

    def made(*_: object) -> None:
        pytest.fail("there is work before the refusal")

    monkeypatch.setattr(release, "make", made)
    monkeypatch.setattr(release, "run", made)


@pytest.mark.usefixtures("nothing_is_made")
def test_what_may_not_be_published_is_refused_before_any_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["release", "--publish"])
    monkeypatch.setattr(release, "unpublishable", lambda: ["it is Friday"])

    assert release.main() == 1
    assert capsys.readouterr().out == "\nRefused:\n  - it is Friday\n"


@pytest.mark.sources
def test_this_working_copy_may_not_be_published_while_nobody_knows_its_address() -> None:
    refused = any("pyproject.toml" in objection for objection in release.unpublishable())

    assert refused == (project.placeholder() in project.address())


@pytest.mark.parametrize("waits", [True, False])
def test_what_is_made_says_whether_it_could_be_published(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    waits: bool,  # noqa: FBT001 - a column
) -> None:
    files = release.Release(tmp_path / "a.tar.gz", tmp_path / "a.whl")
    for path in files:
        path.write_bytes(b"content")
    monkeypatch.setattr(sys, "argv", ["release"])
    monkeypatch.setattr(release, "make", lambda _: files)
    monkeypatch.setattr(release, "unpublishable", lambda: ["it is Friday"] if waits else [])

    assert release.main() == 0
    out = capsys.readouterr().out
    assert f"a.whl  7 bytes\n    sha256 {sha256(b'content').hexdigest()}" in out
    assert ("it may not be published:\n  - it is Friday" in out) == waits
    assert ("Ready: make release PUBLISH=yes" in out) != waits


@pytest.mark.parametrize("status", [0, 1])
def test_what_may_be_published_is_uploaded(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    status: int,
) -> None:
    """By twine, which here only says what it was asked for."""
    files = release.Release(tmp_path / "a.tar.gz", tmp_path / "a.whl")
    for path in files:
        path.touch()
    ran = []

    def run(command: list[str], **_: object) -> None:
        ran.append(command[1:])
        if status:
            raise subprocess.CalledProcessError(status, command)

    monkeypatch.setattr(sys, "argv", ["release", "--publish"])
    monkeypatch.setattr(release, "make", lambda _: files)
    monkeypatch.setattr(release, "unpublishable", list)
    monkeypatch.setattr(subprocess, "run", run)

    assert release.main() == status
    assert ran == [["-m", "twine", "upload", str(files.sdist), str(files.wheel)]]
    assert ("published; push" in capsys.readouterr().out) == (status == 0)


def test_changes_that_are_not_committed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "git", lambda *_: " M README.md\n?? notes.txt\n")

    with pytest.raises(release.RefusedError) as refused:
        release.unchanged()

    assert refused.value.objections == [
        "not committed:  M README.md",
        "not committed: ?? notes.txt",
    ]


@pytest.mark.parametrize("names", [[], ["a.whl"], ["a.tar.gz", "a.whl", "b.whl"], ["a.whl", "b"]])
def test_a_build_makes_one_file_of_each_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: list[str]
) -> None:
    monkeypatch.setattr(release, "DIST", tmp_path)
    for name in names:
        (tmp_path / name).touch()

    with pytest.raises(release.RefusedError, match="dist/ has"):
        release.files()


def test_a_command_that_fails_is_a_refusal() -> None:
    def failing() -> str:
        subprocess.run([sys.executable, "-c", "raise SystemExit(3)"], check=True)
        return "well"

    with pytest.raises(release.RefusedError, match=r"status 3 of: .* -c 'raise SystemExit"):
        release.step("Fail", failing)


def test_the_suite_runs_as_a_stranger_would_run_it() -> None:
    """Nothing points to this working copy, and make passes nothing on."""
    environment = {
        "AWS_REGION": "eu-west-1",
        "HOME": "/home/somebody",
        "MAKEFLAGS": " -- PUBLISH=yes",
        "PATH": "/usr/bin",
        "PYTEST_ADDOPTS": "-x",
        "PYTHONPATH": "emulator",
        "VIRTUAL_ENV": ".venv",
    }

    assert rehearsal.strangers(environment) == {"HOME": "/home/somebody", "PATH": "/usr/bin"}
