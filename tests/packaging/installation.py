"""The wheel, and an environment into which it was installed: made once, whichever worker asks."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]

Command = list[str | Path]


@dataclass(frozen=True)
class Environment:
    """A virtual environment in a folder."""

    home: Path

    @property
    def bin(self) -> Path:
        """Where its programs are."""
        return self.home / "bin"

    @property
    def site(self) -> Path:
        """Where its packages are."""
        return site_packages(self.home)


def site_packages(home: Path) -> Path:
    """Where the packages of an environment of this Python are."""
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))


def wheel(factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this working copy."""
    return next(_once(factory, "dist", _build).glob("*.whl"))


def environment(
    factory: pytest.TempPathFactory, wheel: Path, name: str = "empty", pins: Sequence[str] = ()
) -> Environment:
    """Install a wheel, and what it asks for, where nothing else is: in any version, or pinned."""
    return Environment(_once(factory, name, lambda home: _install(wheel, home, pins)))


def run(*command: str | Path, cwd: Path | None = None, **variables: str) -> str:
    """What a command prints, run as from a shell that knows nothing of this working copy."""
    done = finished(*command, cwd=cwd, **variables)
    assert done.returncode == 0, done.stdout
    return done.stdout


def finished(
    *command: str | Path, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """How such a command ended, well or not."""
    return subprocess.run(
        command,
        check=False,
        cwd=cwd,
        env=outside(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def outside(variables: Mapping[str, str] = {}) -> dict[str, str]:
    """This process's environment without what pytest and Python read from it; with some more."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHON"))}
    return {**kept, **variables}


def _once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Path:
    """A folder that the first worker to want it fills, while the others wait."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    done = folder.with_suffix(".done")
    with FileLock(folder.with_suffix(".lock")):
        if not done.exists():
            fill(folder)
            done.touch()
    return folder


def _build(target: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, ROOT)


def _install(wheel: Path, home: Path, pins: Sequence[str]) -> None:
    venv.create(home, with_pip=False)  # ours installs there: half the time
    pip: Command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    pip += ["--python", home / "bin" / "python"]
    if finished(*pip, "download", "--no-deps", "--dest", home / "probe", "iniconfig").returncode:
        pytest.skip("pip cannot reach a package index, so the wheel cannot be installed")
    constraints = home / "constraints.txt"
    constraints.write_text("\n".join(pins), encoding="utf-8")
    run(*pip, "install", "--no-compile", "--constraint", constraints, wheel)
