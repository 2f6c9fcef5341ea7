"""The folder in which the blocks of a page are run, one after the other."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from cognito_emulator import environment
from tests.conformance.serving import answers
from tests.docs.pages import DEFAULT_PORT, Block, Page
from tests.packaging.installation import outside
from tests.ports import reserved_port
from tests.prose import ROOT

PATIENCE_SECONDS = 240.0  # only what hangs takes as long
_OURS = Path(sys.executable).parent


class Stage:
    """A page's folder, its servers and what its last command printed."""

    def __init__(self, page: Page, folder: Path) -> None:
        """Copy what the page has from the repository.

        Args:
            page: whose blocks are played.
            folder: where; empty so far.

        """
        self._folder = folder
        self._reserved = ExitStack()
        self._plugins = page.plugins
        self._ports = {
            port: str(self._reserved.enter_context(reserved_port()))
            for port in sorted(page.ports | {DEFAULT_PORT})
        }
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        self._printed: str | None = None
        for name in page.files:
            _copy(ROOT / name, folder / Path(name).name)

    def play(self, block: Block) -> None:
        """Do what is said of a block.

        Raises:
            AssertionError: it came out otherwise.

        """
        text = self._with_free_ports(block.text)
        match block.kind:
            case "file":
                self._write(block.detail, text)
            case "run":
                self._run(text, fails=block.detail == "fails")
            case "output":
                self._compare(text)
            case "serve":
                self._serve(text, block.detail or DEFAULT_PORT)
            case _:
                pass  # a block that no test can run

    def port(self, said: str) -> str:
        """Return the free port that stands for one of the page's."""
        return self._ports[said]

    def end(self) -> None:
        """Stop the servers, and let others have their ports."""
        with self._reserved:
            for server in self._servers.values():
                _stop(server)

    def _with_free_ports(self, text: str) -> str:
        for port, free in self._ports.items():
            text = re.sub(rf"(?<![\w.]){port}(?!\w)", free, text)
        return text

    def _with_the_page_s_ports(self, text: str) -> str:
        for port, free in self._ports.items():
            text = text.replace(free, port)
        return text

    def _write(self, name: str, text: str) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _run(self, commands: str, *, fails: bool) -> None:
        with TemporaryFile("w+", encoding="utf-8") as log:
            process = self._started(["bash", "-e", "-c", commands], log)
            try:
                status = process.wait(timeout=PATIENCE_SECONDS)
            finally:
                _stop(process)
            self._printed = _content(log)
        assert bool(status) == fails, f"exit status {status} of\n{commands}\n{self._printed}"

    def _compare(self, expected: str) -> None:
        assert self._printed is not None, "no command has printed anything yet"
        printed = self._with_the_page_s_ports(self._printed).strip()
        told = self._with_the_page_s_ports(expected).strip()
        pattern = ".*".join(re.escape(part) for part in told.split("..."))
        same = re.fullmatch(pattern, printed, re.DOTALL)
        assert same, f"the page says\n{expected}\nprinted was\n{printed}"

    def _serve(self, command: str, port: str) -> None:
        if former := self._servers.pop(port, None):
            _stop(former)
        words = shlex.split(command.replace("\\\n", " "), comments=True)
        with TemporaryFile("w+", encoding="utf-8") as log:
            # Where the page names no port, the emulator takes the one that stands for its own.
            ours = {"COGNITO_EMULATOR_PORT": self._ports[DEFAULT_PORT]}
            server = self._started(["bash", "-c", f"exec {shlex.join(words)}"], log, ours)
            self._servers[port] = server
            assert answers(int(self._ports[port]), server), f"{command}\n{_content(log)}"

    def _started(
        self, command: list[str], log: IO[str], variables: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=self._folder,
            env={**_environment(self._plugins), **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@contextmanager
def stage(page: Page, folder: Path) -> Iterator[Stage]:
    """A stage whose servers are stopped in the end."""
    made = Stage(page, folder)
    try:
        yield made
    finally:
        made.end()


def _environment(plugins: tuple[str, ...]) -> dict[str, str]:
    """A shell's, in which our programs are installed; of pytest's plugins it has ours and these."""
    misleading = environment.MISLEADING
    kept = {
        name: value
        for name, value in outside().items()
        if not name.startswith(("COGNITO_", "AWS_")) and name not in misleading
    }
    return {
        **kept,
        "PATH": os.pathsep.join([str(_OURS), kept.get("PATH", os.defpath)]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_PLUGINS": ",".join(("pytest_cognito_emulator.plugin", *plugins)),
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def _content(log: IO[str]) -> str:
    log.seek(0)
    return log.read()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=PATIENCE_SECONDS)
