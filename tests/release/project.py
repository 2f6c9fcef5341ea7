"""What the working copy says of the release: its name, version, address and files."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def pyproject() -> dict[str, Any]:
    """Everything that pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def facts() -> dict[str, Any]:
    """The table `project` of it."""
    found: dict[str, Any] = pyproject()["project"]
    return found


def address() -> str:
    """Where the repository is: the fact that every other address begins with."""
    found: str = facts()["urls"]["Repository"]
    return found


def placeholder() -> str:
    """The host that stands for the repository's until that is known.

    RFC 2606 reserves its domain.
    """
    return f"{facts()['name']}.example"


def git(*command: str) -> str:
    """What a command of git prints about this working copy."""
    return subprocess.run(
        ["git", *command],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def tracked() -> list[str]:
    """The files that git has, by their paths from the top."""
    return git("ls-files", "-z").rstrip("\0").split("\0")


def naming(text: str) -> list[str]:
    """The files that have a text in them."""
    return [path for path in tracked() if text.encode() in (ROOT / path).read_bytes()]
