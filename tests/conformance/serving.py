"""Starts `cognito-emulator serve` as a process of its own, as users do."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from tests.ports import reserved_port

HOST = "127.0.0.1"
START_SECONDS = 60.0


@contextmanager
def serving(
    command: Path,
    *options: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """A running emulator; its port.

    Raises:
        RuntimeError: it did not start; with what it printed.

    """
    with reserved_port() as port, TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [command, "serve", "--port", str(port), *options],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            if not answers(port, process):
                log.seek(0)
                message = f"the emulator did not start: {log.read()}"
                raise RuntimeError(message)
            yield port
        finally:
            process.terminate()
            process.wait()


class Running(Protocol):
    """A process, as `subprocess` has it."""

    def poll(self) -> int | None:
        """Return its status, if it has ended."""


def answers(port: int, process: Running) -> bool:
    """Wait until somebody listens on the port, for as long as the process lives."""
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
