"""Who is compared: how each is installed and how its server is started."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".bench"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server that speaks the API, and what is needed to run it."""

    name: str
    distribution: str
    requirements: tuple[str, ...]
    health: str
    command: Callable[[Path, int], list[str]]
    environment: Callable[[int], Mapping[str, str]] = field(default=lambda _port: {})

    @property
    def python(self) -> Path:
        """The interpreter of its environment; ours is the one that runs this."""
        if not self.requirements:
            return Path(sys.executable)
        return CACHE / self.name / "bin" / "python"

    def argv(self, port: int) -> list[str]:
        """The command that starts its server."""
        return self.command(self.python.parent, port)

    def version(self) -> str:
        """The version that is installed."""
        code = f"import importlib.metadata as m; print(m.version({self.distribution!r}))"
        done = subprocess.run(
            [self.python, "-c", code], capture_output=True, text=True, check=False
        )
        return done.stdout.strip() or "not installed"

    def install(self) -> None:
        """Create its environment, once.

        Raises:
            RuntimeError: pip failed; with its last words.

        """
        stamp = CACHE / self.name / "requirements"
        wanted = "\n".join(self.requirements)
        if not wanted or (stamp.exists() and stamp.read_text() == wanted):
            return
        print(f"Installing {self.name} into {CACHE.name}/{self.name} ...", flush=True)
        CACHE.mkdir(exist_ok=True)
        (CACHE / ".gitignore").write_text("*\n")
        venv.create(CACHE / self.name, with_pip=True, clear=True, symlinks=True)
        done = subprocess.run(
            [self.python, "-m", "pip", "install", "--quiet", *self.requirements],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"pip install {wanted}: {last_line(done.stderr)}")
        stamp.write_text(wanted)


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def our_command(*options: str) -> Callable[[Path, int], list[str]]:
    """The command that starts our server with options."""

    def command(folder: Path, port: int) -> list[str]:
        script = folder / "cognito-emulator"
        start = [str(script)] if script.exists() else [sys.executable, "-m", "cognito_emulator.cli"]
        return [*start, "serve", "--port", str(port), *options]

    return command


OURS = Contestant(
    name="cognito-emulator",
    distribution="cognito-emulator",
    requirements=(),
    health="/_emulator/health",
    command=our_command(),
)

PEERS = {
    "moto": Contestant(
        name="moto",
        distribution="moto",
        requirements=("moto[server,cognitoidp]",),
        health="/moto-api/",
        command=lambda folder, port: [str(folder / "moto_server"), "--port", str(port)],
    ),
    "ministack": Contestant(
        name="ministack",
        distribution="ministack",
        # Without cryptography it does not sign its tokens at all.
        requirements=("ministack>=1.5.33", "cryptography"),
        health="/_ministack/health",
        command=lambda folder, _port: [str(folder / "ministack")],
        environment=lambda port: {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1"},
    ),
}
