"""Runs `cognito-emulator` in processes of their own, without the time that imports take.

A process that has imported the command line forks for each run. What a run imports, and when, is
not seen here; `tests/architecture/test_loading.py` looks at that.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self

from tests import forking
from tests.conformance.serving import answers
from tests.ports import reserved_port

PATIENCE_SECONDS = 60.0  # only what hangs takes as long

File = int | IO[Any]


class Process:
    """A run of `cognito-emulator`; as a context manager it is ended in the end.

    Attributes:
        pid: its id.
        returncode: its status, as `subprocess` has it; ``None`` while it is not known.

    """

    def __init__(
        self,
        *arguments: str,
        files: Sequence[File],
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        before: str | None = None,
    ) -> None:
        """Start it.

        Args:
            arguments: of the command line.
            files: standard input, output and errors.
            env: all of its environment; by default, ours.
            cwd: where it runs; by default, here.
            before: a program in Python that its process runs first.

        """
        self.returncode: int | None = None
        request = [arguments, dict(env or os.environ), str(cwd or Path.cwd()), before]
        said = json.dumps(request).encode()
        numbers = [file if isinstance(file, int) else file.fileno() for file in files]
        self._report, theirs = socket.socketpair()
        with theirs:
            requests = _forking()
            head = len(said).to_bytes(forking.SIZE_BYTES, "big")
            socket.send_fds(requests, [head], [*numbers, theirs.fileno()])
            requests.sendall(said)
        self._lines = self._report.makefile("r")
        self.pid = int(self._lines.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.send_signal(signal.SIGKILL)
        self.wait()

    def poll(self) -> int | None:
        """Return its status, if it has ended."""
        ended = self.returncode is None and select.select([self._report], [], [], 0)[0]
        return self.wait() if ended else self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Send it SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Wait until it has ended; return its status.

        Raises:
            TimeoutError: it hangs; it is killed.

        """
        if self.returncode is None:
            self._report.settimeout(PATIENCE_SECONDS)
            try:
                self.returncode = int(self._lines.readline())
            except TimeoutError:
                os.kill(self.pid, signal.SIGKILL)
                raise
            self._lines.close()
            self._report.close()
        return self.returncode


def run(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, said: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `cognito-emulator` until it ends; return what it printed, and its status."""
    with TemporaryFile("w+") as given, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        given.write(said)
        given.seek(0)
        status = Process(*arguments, files=(given, out, err), env=env, cwd=cwd).wait()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(list(arguments), status, out.read(), err.read())


@contextmanager
def talking(
    *arguments: str, env: Mapping[str, str] | None = None, errors: File = 2
) -> Iterator[tuple[IO[str], Process]]:
    """Run `cognito-emulator`, and read what it prints meanwhile, its errors with ``STDOUT``."""
    reading, writing = os.pipe()
    with open(reading) as said, open(os.devnull) as nothing:  # noqa: PTH123 - a descriptor
        beside = writing if errors == subprocess.STDOUT else errors
        try:
            process = Process(*arguments, files=(nothing, writing, beside), env=env)
        finally:
            os.close(writing)
        with process:
            yield said, process


@contextmanager
def serving(
    *options: str,
    output: File | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator[tuple[int, Process]]:
    """Run a server that is ready; its port, and its process."""
    with (
        reserved_port() as port,
        TemporaryFile("w+") as log,
        open(os.devnull) as nothing,  # noqa: PTH123 - as a file
    ):
        told = log if output is None else output
        arguments = ("serve", "--port", str(port), *options)
        with Process(*arguments, files=(nothing, told, told), env=env, cwd=cwd) as process:
            if not answers(port, process):
                log.seek(0)
                raise RuntimeError(f"the emulator did not start: {log.read()}")
            yield port, process


@cache
def _forking() -> socket.socket:
    """Start the process that forks; it ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, forking.__file__, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
