"""AWS SDKs in a command's reach that would not find us, and silently call the real service.

They are looked for where the command's program would load them from; nothing is run for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from shutil import which

from cognito_emulator import environment

_PYTHON = re.compile(r"python[0-9.]*(\.exe)?")
_PACKAGES = ("lib/python3*/site-packages", "lib/python3*/dist-packages", "Lib/site-packages")
_LONGEST_SHEBANG = 1024


def warnings(program: Path, folder: Path, variables: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each of them.

    Args:
        program: what is run.
        folder: where it is run.
        variables: its environment.

    """
    interpreter = _interpreter(program)
    is_python = interpreter is not None and _PYTHON.fullmatch(interpreter.name) is not None
    if not is_python:
        yield from _of_javascript(folder)
    if interpreter is None:  # a shell, make, uv: whatever it runs has the project's environment
        yield from _of_python([*_environment(variables), folder / ".venv"])
    elif is_python:
        yield from _of_python([interpreter.parent.parent])


def _interpreter(program: Path) -> Path | None:
    """Return Python, Node.js or what else a script is for; a program that is one of them itself."""
    if _PYTHON.fullmatch(program.name) or program.name in ("node", "node.exe"):
        return program
    try:
        with program.open("rb") as script:
            first = script.readline(_LONGEST_SHEBANG)
    except OSError:
        return None
    words = first.removeprefix(b"#!").decode("utf-8", "replace").split()
    if not first.startswith(b"#!") or not words:
        return None
    if Path(words[0]).name != "env":
        found: str | None = words[0]
    else:
        found = which(next((word for word in words[1:] if not word.startswith("-")), ""))
    if found is None or Path(found).name in ("sh", "bash", "dash", "zsh"):
        return None
    return Path(found)


def _environment(variables: Mapping[str, str]) -> list[Path]:
    return [Path(variables["VIRTUAL_ENV"])] if variables.get("VIRTUAL_ENV") else []


def _of_javascript(folder: Path) -> Iterator[str]:
    """Look for the SDK's package where Node.js does: here, or in a folder above."""
    for place in (folder, *folder.parents):
        package = place / "node_modules" / "aws-sdk" / "package.json"
        try:
            described = json.loads(package.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        version = described.get("version") if isinstance(described, dict) else None
        if str(version).startswith("2."):
            yield (
                f"{package.parent} is version 2 of the AWS SDK for JavaScript. It reads no "
                "endpoint from the environment: it calls the real service, unless each client is "
                f"made with endpoint: process.env.{environment.ENDPOINT}"
            )
        return


def _of_python(prefixes: list[Path]) -> Iterator[str]:
    packages = [
        str(place) for prefix in prefixes for pattern in _PACKAGES for place in prefix.glob(pattern)
    ]
    for found in metadata.distributions(name="botocore", path=packages):
        if "Version" not in found.metadata:  # an installation broke off
            continue
        if (sentence := environment.about_botocore(found.version)) is not None:
            yield sentence
        return
