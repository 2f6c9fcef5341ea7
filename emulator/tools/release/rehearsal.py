"""The suite of a source archive, run against an installed wheel with the sources out of reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
from collections.abc import Mapping
from pathlib import Path

from tools.release.archives import PACKAGES

#: What the tests of `make test` are; slow ones build wheels of their own.
FAST = "not slow"
#: Tests that judge the working copy's sources, which are not here.
SOURCES = "sources"
#: What a shell may say of Python, pytest and make that a stranger's does not.
_OWN = ("AWS_", "COVERAGE", "MAKE", "MFLAGS", "PUBLISH", "PYTEST", "PYTHON", "VIRTUAL_ENV")


def prepare(sdist: Path, wheel: Path, home: Path) -> None:
    """Unpack a source archive without its packages, and install a wheel into a new environment.

    Args:
        sdist: The source archive.
        wheel: The wheel.
        home: An empty folder outside of the working copy.

    Raises:
        subprocess.CalledProcessError: pip cannot install something.

    """
    with tarfile.open(sdist) as archive:
        # Python 3.11 knows filters since its fourth patch release only.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        archive.extractall(home)  # noqa: S202 - it was made a minute ago, from files of git
    (home / sdist.name.removesuffix(".tar.gz")).rename(_unpacked(home))
    for package, root in PACKAGES.items():
        shutil.rmtree(_unpacked(home) / root / package)
    venv.create(home / "env", with_pip=True)
    _install(home, str(wheel))


def version(home: Path) -> str:
    """Return what the command says of itself where nothing but the wheel and its needs is.

    Raises:
        subprocess.CalledProcessError: it fails.

    """
    return _run(home, str(_program(home, "cognito-emulator")), "--version").strip()


def equip(home: Path) -> None:
    """Install what developers have as well, as `make` would.

    Raises:
        subprocess.CalledProcessError: pip cannot install something.

    """
    _install(home, "--group", f"{_unpacked(home) / 'pyproject.toml'}:dev")
    for stamp in (".package", ".dev", ".docs"):  # make has nothing left to install
        (home / "env" / stamp).touch()


def strays(home: Path) -> list[str]:
    """Return the packages that the suite would not take from the environment."""
    found = _run(
        home,
        str(_program(home, "python")),
        "-c",
        f"import {', '.join(PACKAGES)}\nfor each in ({', '.join(PACKAGES)}): print(each.__file__)",
    )
    return [path for path in found.splitlines() if not Path(path).is_relative_to(home / "env")]


def left_out(home: Path) -> int:
    """Return how many tests of the selection judge sources."""
    collected = _run(
        home,
        str(_program(home, "pytest")),
        *("--collect-only", "--quiet", "-m", f"{FAST} and {SOURCES}"),
    )
    return sum("::" in line for line in collected.splitlines())


def suite(home: Path, arguments: str) -> bool:
    """Run `make test` of the archive without tests of sources, and say whether it has passed.

    Args:
        home: The folder that was prepared.
        arguments: More of them for pytest, as for make's ``ARGS``.

    """
    selection = f"-m '{FAST} and not {SOURCES}' {arguments}"
    command = ["make", "test", f"VENV={home / 'env'}", f"ARGS={selection}"]
    done = subprocess.run(command, cwd=_unpacked(home), env=strangers(os.environ), check=False)
    return done.returncode == 0


def strangers(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what points to this working copy or asks for something."""
    return {name: value for name, value in environment.items() if not name.startswith(_OWN)}


def _unpacked(home: Path) -> Path:
    return home / "source"


def _program(home: Path, name: str) -> Path:
    return home / "env" / "bin" / name


def _install(home: Path, *what: str) -> None:
    """Install something by our pip: that of a new environment may know no groups."""
    pip = [sys.executable, "-m", "pip", "--python", str(_program(home, "python")), "install"]
    _run(home, *pip, "--quiet", "--disable-pip-version-check", *what)


def _run(home: Path, *command: str) -> str:
    return subprocess.run(
        command,
        cwd=_unpacked(home),
        env=strangers(os.environ),
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
