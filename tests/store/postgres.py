"""A PostgreSQL server of the tests' own, in a folder of its own; one for each process of tests."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest

from cognito_emulator.store.sql.connecting import SCHEMA
from tests.processes import children, those_in

_ROLE = "postgres"
# Pages as a whole would fill the log, which is written down by pages.
_FORGETFUL = (
    "-c synchronous_commit=off -c wal_writer_delay=10s -c full_page_writes=off -c autovacuum=off "
)
_OPTIONS = "-c listen_addresses='' -c max_connections=300 -c unix_socket_directories="


def installed() -> Path | None:
    """Return the folder of the newest server that is installed, if there is one."""
    if sys.platform == "win32":
        return None
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")  # where Debian has it
    return max(
        (each.parent for each in found), key=lambda each: int(each.parent.name), default=None
    )


class Server:
    """A server, which can be stopped and started.

    Args:
        programs: the folder of its programs.
        durable: whether commits wait for the disk; nobody keeps what tests write.

    """

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        self._programs = programs
        self._durability = "" if durable else "-c fsync=off "
        self._forgetfulness = ""
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._data = self.folder / "data"
        if os.geteuid() == 0:  # which it refuses to run as
            shutil.chown(self.folder, _ROLE)
        self._run("initdb", "-D", self._data, "-U", _ROLE, "-A", "trust", "-E", "UTF8", "-N")
        self._watcher = self._watched()
        atexit.register(self.remove)
        self.start()

    @property
    def _runs(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    @property
    def pid(self) -> int:
        """The id of its first process, while it runs."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._runs:
            return
        log = self.folder / "log"
        options = f"{self._durability}{self._forgetfulness}{_OPTIONS}{self.folder}"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: ``immediate`` is as if it had crashed."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    @contextmanager
    def forgetful(self) -> Iterator[None]:
        """Have it lose what was committed in the last ten seconds, when it crashes."""
        self._restart(_FORGETFUL)
        try:
            yield
        finally:
            self._restart("")

    def _restart(self, forgetfulness: str) -> None:
        if self._runs:
            self.stop("fast")
        self._forgetfulness = forgetfulness
        self.start()

    def write_down(self) -> None:
        """Have all that was committed survive a crash."""
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute("CHECKPOINT")

    def crash(self) -> None:
        """Stop it as if it had crashed, and start it."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """Have it gone as if by lack of memory: the other processes notice, and end."""
        os.kill(self.pid, signal.SIGKILL)
        while those_in(self._data):
            time.sleep(0.01)
        # They name a process that may not be gone for good, as nobody has asked how it ended.
        for left in (self._data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")):
            left.unlink()

    def drop_connections(self) -> None:
        """End all connections, as an administrator does."""
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Have all of its processes stand still."""
        processes = [self.pid, *children(self.pid)]
        for each in processes:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in processes:
                os.kill(each, signal.SIGCONT)

    @contextmanager
    def standby(self) -> Iterator[str]:
        """Have another server follow this one, and take no changes; give the folder of its socket.

        It is where this one is by the time that it is given.
        """
        folder = self.folder / "standby"
        data, sockets = folder / "data", folder / "sockets"
        self._run("mkdir", "-p", sockets)
        self._run("pg_basebackup", "-h", self.folder, "-U", _ROLE, "-D", data, "-R", "-c", "fast")
        options = f"{self._durability}{_OPTIONS}{sockets}"
        self._run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield str(sockets)
        finally:
            self._run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
            shutil.rmtree(folder)

    def promote_standby(self) -> None:
        """Have the standby take changes."""
        self._run("pg_ctl", "-D", self.folder / "standby" / "data", "-w", "promote")

    def remove(self) -> None:
        """Stop it, and delete all of it."""
        self._watcher.communicate()

    def _watched(self) -> subprocess.Popen[bytes]:
        """Return what removes it once its input ends: also when this process is killed."""
        stop = self._command("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        script = f"read _; {shlex.join(stop)}; rm -rf {shlex.quote(str(self.folder))}"
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            ["/bin/sh", "-c", script],
            stdin=subprocess.PIPE,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )

    def url(self, database: str = _ROLE) -> str:
        return f"postgresql://{_ROLE}@/{database}?host={self.folder}"

    def new_database(self, name: str) -> str:
        """Make a database; return its URL."""
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def emptied(self, database: str = _ROLE) -> str:
        """Return the URL of a database without any state."""
        with psycopg.connect(self.url(database), autocommit=True) as db:
            db.execute("SET client_min_messages = warning")
            db.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        return self.url(database)

    def _run(self, program: str, *words: object) -> None:
        command = self._command(program, *words)
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def _command(self, program: str, *words: object) -> list[str]:
        as_role = ["runuser", "-u", _ROLE, "--"] if os.geteuid() == 0 else []
        ours = self._programs / program
        return [*as_role, str(ours) if ours.exists() else program, *map(str, words)]


@cache
def server() -> Server:
    """Return the server of this process; what it stands for is skipped where there is none."""
    programs = installed()
    if programs is None:
        pytest.skip("There is no PostgreSQL: apt-get install postgresql")
    return Server(programs)
