"""A contestant's server as a process: started, timed, weighed and stopped."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from tests.benchmarks.contestants import Contestant, last_line
from tests.benchmarks.wire import HOST

START_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is running."""

    process: subprocess.Popen[bytes]
    port: int
    started_at: float
    cold_start: float

    def memory(self) -> float:
        """The resident memory of the process and its children, in MiB."""
        return _resident(self.process.pid) / 1024


@contextmanager
def serving(contestant: Contestant) -> Iterator[Server]:
    """A running server of a contestant.

    Raises:
        RuntimeError: it did not start; with its last words.

    """
    port = free_port()
    with TemporaryFile("w+") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            contestant.argv(port),
            env={**environment(), **contestant.environment(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            if not _healthy(process, port, contestant.health):
                log.seek(0)
                raise RuntimeError(f"it did not start: {last_line(log.read())}")
            yield Server(process, port, began, time.perf_counter() - began)
        finally:
            _stop(process)


def environment() -> dict[str, str]:
    """Our environment, without a wish to keep no bytecode: every start would compile anew."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _healthy(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    end = time.perf_counter() + START_SECONDS
    while process.poll() is None and time.perf_counter() < end:
        with suppress(OSError):
            if _status(port, path) == b"200":
                return True
        time.sleep(POLL_SECONDS)
    return False


def _status(port: int, path: str) -> bytes:
    """The status of a GET, with nothing that would need an import or a proxy."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n"
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(request.encode())
        return connection.recv(64)[9:12]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _resident(root: int) -> int:
    """The resident KiB of a process and of all that it has started, each page per process."""
    table = dict(_processes())
    family = [root]
    for member in family:
        family += [pid for pid, (parent, _) in table.items() if parent == member]
    return sum(table[pid][1] for pid in family if pid in table)


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    """Every process: its id, its parent's and its resident KiB."""
    page = resource.getpagesize() // 1024
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            yield int(stat.parent.name), (int(fields[1]), int(fields[21]) * page)
    if not Path("/proc/self/stat").exists():
        command = ["ps", "-A", "-o", "pid=,ppid=,rss="]
        listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for line in listing.splitlines():
            pid, parent, kib = map(int, line.split())
            yield pid, (parent, kib)
