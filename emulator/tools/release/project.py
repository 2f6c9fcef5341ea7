"""What the working copy says of the release: its name, version, address and files."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def pyproject() -> dict[str, Any]:
    """Return everything that pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def facts() -> dict[str, Any]:
    """Return the table `project` of pyproject.toml."""
    found: dict[str, Any] = pyproject()["project"]
    return found


def changelog() -> str:
    """Return what CHANGELOG.md says."""
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def tag() -> str:
    """Return the name of the tag that the release's commit has to have."""
    return f"v{facts()['version']}"


def address() -> str:
    """Return where the repository is: the fact that every other address begins with."""
    found: str = facts()["urls"]["Repository"]
    return found


def placeholder() -> str:
    """Return the host that stands for the repository's until that is known.

    RFC 2606 reserves its domain.
    """
    return f"{facts()['name']}.example"


def git(*command: str) -> str:
    """Return what a command of git prints about this working copy.

    Raises:
        subprocess.CalledProcessError: git refuses it.

    """
    return subprocess.run(
        ["git", *command],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def tracked() -> list[str]:
    """Return the files that git has, by their paths from the top."""
    return git("ls-files", "-z").rstrip("\0").split("\0")


def naming(text: str) -> list[str]:
    """Return the files that have a text in them, of those that git has."""
    there = [path for path in tracked() if (ROOT / path).is_file()]
    return [path for path in there if text.encode() in (ROOT / path).read_bytes()]
