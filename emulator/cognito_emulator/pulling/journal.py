"""What was read already, in a file, so that a pull that was cut short goes on where it was."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any
from weakref import finalize

_MODE = 0o600
_VERSION = 2
_ABOUT = "about"
_DIGEST_BYTES = 8
# Of who puts a link there, nothing is written elsewhere; of who puts a pipe, nobody waits for its
# other end. Windows has neither.
_AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class JournalError(ValueError):
    """A file that is no journal of this pull; the message says what to do."""


class Journal:
    """The steps of a pull with what came of each; without a file, nothing is kept.

    It has what the seed will have, and no more: of people who are made anonymous it has the
    invented ones. Only its owner can read it, from its first byte on, and one pull at a time writes
    it: the file stays open and locked. A step is a line, with a digest that tells whether somebody
    has edited it; the last one may have been cut short, and is forgotten.
    """

    def __init__(self, path: Path | None, about: Mapping[str, str]) -> None:
        """Read what there is.

        Args:
            path: of the file.
            about: what is pulled, and how: a journal of something else is of no use.

        Raises:
            JournalError: the file is of something else, or of a pull that is under way.
            OSError: it cannot be read or written.

        """
        self._path = path
        self._known: dict[str, Any] = {}
        if path is None:
            return
        self._descriptor = _opened(path)
        self._close = finalize(self, os.close, self._descriptor)
        try:
            _hold(path, self._descriptor)
            self._read({"journal": f"{_VERSION}", **about})
        except BaseException:
            self._close()
            raise

    def _read(self, about: Mapping[str, str]) -> None:
        with open(self._descriptor, "rb", closefd=False) as file:
            whole, newline, _cut = file.read().rpartition(b"\n")
        lines = whole.split(b"\n") if whole else []
        if lines:
            self._require_same(self._parsed(1, lines[0]), about)
        self._known = dict(self._step(*numbered) for numbered in enumerate(lines[1:], 2))
        if hasattr(os, "fchmod"):
            os.fchmod(self._descriptor, _MODE)
        os.ftruncate(self._descriptor, len(whole) + len(newline))
        if not lines:
            self._append([_ABOUT, about])

    def _step(self, number: int, line: bytes) -> tuple[str, Any]:
        match self._parsed(number, line):
            case [str(key), value, digest] if digest == _digest(key, value):
                return key, value
        raise self._no_line(number)

    def _parsed(self, number: int, line: bytes) -> object:
        try:
            found: object = json.loads(line)
        except (ValueError, RecursionError):
            raise self._no_line(number) from None
        return found

    def _no_line(self, number: int) -> JournalError:
        return JournalError(
            f"{self._path}:{number}: This is no line of a journal of pull. Delete the file to begin"
            " anew."
        )

    def _require_same(self, line: object, wanted: Mapping[str, str]) -> None:
        match line:
            case ["about", dict(about)]:
                other = [name for name, value in wanted.items() if about.get(name) != value]
            case _:
                raise JournalError(f"{self._path} is no journal of this release's pull. Delete it.")
        if "journal" in other:
            raise JournalError(
                f"{self._path} is of another release. Go on with that one, or delete it to begin"
                " anew."
            )
        if other:
            raise JournalError(
                f"{self._path} is of another pull ({', '.join(other)}). Go on with that one, or"
                " delete it to begin anew."
            )

    @property
    def resumed(self) -> int:
        """How many steps are there."""
        return len(self._known)

    def step(self, key: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - any JSON
        """Return what came of a step, which is done now unless it was done before.

        Raises:
            OSError: it cannot be written down.

        """
        if key not in self._known:
            found = json.loads(json.dumps(work()))
            self._append([key, found, _digest(key, found)])
            self._known[key] = found
        return self._known[key]

    def end(self) -> None:
        """Delete the file: all is in the seed."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._close()

    def _append(self, line: list[Any]) -> None:
        if self._path is not None:
            text = json.dumps(line).encode() + b"\n"
            while text:
                text = text[os.write(self._descriptor, text) :]


def _opened(path: Path) -> int:
    """Open a file, which is made if it is not there.

    Raises:
        JournalError: it is a pipe or a device.
        OSError: it cannot be opened.

    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _AS_IT_IS, _MODE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise JournalError(f"{path} is no file of a disk. Delete it.")
    return descriptor


def _hold(path: Path, descriptor: int) -> None:
    """Keep other pulls from a file for as long as it is open, where the system has such locks.

    Raises:
        JournalError: another one has it, or has just ended and deleted it.

    """
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - Windows has no such module

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_free = path.exists() and os.path.samestat(path.stat(), os.fstat(descriptor))
    except BlockingIOError:
        is_free = False
    except OSError:  # a file system without locks
        return
    if not is_free:
        raise JournalError(f"Another pull is writing {path}. Wait for its end.")


def _digest(key: str, value: object) -> str:
    """Return what tells whether a step is as it was written."""
    return blake2b(json.dumps([key, value]).encode(), digest_size=_DIGEST_BYTES).hexdigest()
