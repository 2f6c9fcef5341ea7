"""JavaScript libraries under Node: installed once, called from tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

import pytest
from filelock import FileLock

HERE = Path(__file__).parent
PATIENCE_SECONDS = 60.0


class RefusedError(Exception):
    """A library's call failed; what the library says of it.

    Attributes:
        name: the kind of error, most often the service's exception.
        message: its sentence.
        detail: the server's error, or the sentence of what caused it; empty where there is none.

    """

    def __init__(self, name: str, message: str, detail: str = "") -> None:
        super().__init__(": ".join(filter(None, (name, message, detail))))
        self.name = name
        self.message = message
        self.detail = detail


class Library:
    """A library in a process of its own, behind one of the scripts beside this module."""

    def __init__(self, process: subprocess.Popen[str], log: IO[str]) -> None:
        self._process = process
        self._log = log

    def call(self, function: str, *given: Any) -> Any:
        """Call a function; return what its promise or callback came to, as plain JSON.

        Raises:
            RefusedError: it failed.
            RuntimeError: the script ended, or gave no answer in time; with what it printed.

        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"call": function, "given": given}) + "\n")
        self._process.stdin.flush()
        alarm = Timer(PATIENCE_SECONDS, self._process.kill)
        alarm.start()
        line = self._process.stdout.readline()
        alarm.cancel()
        if not line:
            self._log.seek(0)
            raise RuntimeError(f"{function} was not answered: {self._log.read()}")
        outcome = json.loads(line)
        if "refusal" in outcome:
            raise RefusedError(**outcome["refusal"])
        return outcome["value"]

    def refused(self, function: str, *given: Any) -> tuple[str, str]:
        """Call a function that must fail; return the name and the message of its error."""
        with pytest.raises(RefusedError) as refusal:
            self.call(function, *given)
        return refusal.value.name, refusal.value.message


@contextmanager
def library(script: str, variables: Mapping[str, str] | None = None) -> Iterator[Library]:
    """A script that runs, with more in its environment; skipped where there is no Node."""
    node = _found("node")
    _install(_found("npm"))
    with (
        TemporaryFile("w+") as log,
        subprocess.Popen(
            [node, HERE / script],
            env={**os.environ, **(variables or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        ) as process,
    ):
        yield Library(process, log)


@contextmanager
def service(script: str, variables: Mapping[str, str]) -> Iterator[int]:
    """A service in a process of its own; yields the port, which is the first that it prints."""
    node = _found("node")
    _install(_found("npm"))
    with (
        TemporaryFile("w+") as log,
        subprocess.Popen(
            [node, HERE / script],
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            log.seek(0)
            raise RuntimeError(f"{script} ended: {log.read()}")
        try:
            yield int(line)
        finally:
            process.kill()


def module(text: str, variables: Mapping[str, str]) -> str:
    """Run a module in JavaScript that may import the libraries; return what it prints."""
    node = _found("node")
    _install(_found("npm"))
    return subprocess.check_output(
        [node, "--input-type=module", "--eval", text],
        cwd=HERE,
        env={**os.environ, **variables},
        text=True,
        timeout=PATIENCE_SECONDS,
    )


def bundle(script: str, target: Path) -> None:
    """Write a script for browsers, with the libraries that it imports; a few tenths of a second."""
    esbuild = str(packages() / "esbuild" / "bin" / "esbuild")
    options = ["--bundle", "--format=esm", "--log-level=warning", f"--outfile={target}"]
    command = [_found("node"), esbuild, str(HERE / script), *options]
    subprocess.run(command, check=True, timeout=PATIENCE_SECONDS)


def packages() -> Path:
    """Where the libraries are, installed if need be."""
    _install(_found("npm"))
    return HERE / "node_modules"


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not there: JavaScript clients need Node 20.19 or later, and npm")
    return path


def _install(npm: str) -> None:
    """Install what package-lock.json names, unless another test run has done that already."""
    wanted = sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = HERE / "node_modules" / ".installed"
    with FileLock(HERE / ".node_modules.lock"):
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"npm ci: {done.stderr}")
        (stamp.parent / ".gitignore").write_text("*\n", encoding="ascii")
        stamp.write_text(wanted, encoding="ascii")
