"""What Linux tells of processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def those_in(folder: Path) -> list[int]:
    """Return the processes whose working directory is a folder, of all that may be asked."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if link.readlink() == folder:
                found.append(int(link.parent.name))
    return found


def connected(port: int, pids: Iterable[int]) -> set[int]:
    """Return those processes that have connections to a TCP port of theirs."""
    local = f":{port:04X}"
    established = "01"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    inodes = {row[9] for row in rows if row[1].endswith(local) and row[3] == established}
    sockets = {f"socket:[{inode}]" for inode in inodes}
    return {pid for pid in pids if not sockets.isdisjoint(_files(pid))}


def _files(pid: int) -> Iterator[str]:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            yield str(link.readlink())
