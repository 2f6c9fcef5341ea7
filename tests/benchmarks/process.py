"""A contestant's server as a process: started, timed, weighed and stopped."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
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

    def cpu_seconds(self) -> float:
        """How long the process and its children have computed, where Linux tells."""
        return cpu_seconds(self.process.pid)


@contextmanager
def serving(contestant: Contestant, patience: float = START_SECONDS) -> Iterator[Server]:
    """A running server of a contestant.

    Args:
        contestant: whose.
        patience: how many seconds it may take to start.

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
            if not _healthy(process, port, contestant.health, patience):
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


def _healthy(process: subprocess.Popen[bytes], port: int, path: str, patience: float) -> bool:
    end = time.perf_counter() + patience
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
    parents = {pid: parent for pid, (parent, _) in table.items()}
    return sum(table[pid][1] for pid in _family(root, parents) if pid in table)


def cpu_seconds(root: int) -> float:
    """The seconds that a process has computed, and all that it has started, on Linux."""
    stats = dict(_stats())
    family = _family(root, {pid: int(fields[1]) for pid, fields in stats.items()})
    # Of children that have ended as well, in user mode and in the system's.
    ticks = sum(int(each) for pid in family if pid in stats for each in stats[pid][11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(root: int, parents: Mapping[int, int]) -> list[int]:
    family = [root]
    for member in family:
        family += [pid for pid, parent in parents.items() if parent == member]
    return family


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    """Every process: its id, its parent's and its resident KiB."""
    page = resource.getpagesize() // 1024
    for pid, fields in _stats():
        yield pid, (int(fields[1]), int(fields[21]) * page)
    if not Path("/proc/self/stat").exists():
        command = ["ps", "-A", "-o", "pid=,ppid=,rss="]
        listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for line in listing.splitlines():
            pid, parent, kib = map(int, line.split())
            yield pid, (parent, kib)


def _stats() -> Iterator[tuple[int, list[str]]]:
    """Every process of Linux: its id, and what its `stat` says from the state on."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            yield int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
