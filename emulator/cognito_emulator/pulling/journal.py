"""What was read already, in a file, so that a pull that was cut short goes on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_MODE = 0o600
_VERSION = 1
_ABOUT = "about"
# Of who puts a link there, nothing is written elsewhere; Windows has no such thing.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class JournalError(ValueError):
    """A file that is no journal of this pull; the message says what to do."""


class Journal:
    """The steps of a pull with what came of each; without a file, nothing is kept.

    It has what the seed will have, and no more: of people who are made anonymous it has the
    invented ones. Only its owner can read it. A step is a line; the last one may have been cut
    short, and is forgotten.
    """

    def __init__(self, path: Path | None, about: Mapping[str, str]) -> None:
        """Read what there is.

        Args:
            path: of the file.
            about: what is pulled, and how: a journal of something else is of no use.

        Raises:
            JournalError: the file is of something else.
            OSError: it cannot be read or written.

        """
        self._path = path
        self._known: dict[str, Any] = {}
        if path is None:
            return
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, _MODE)
        with os.fdopen(descriptor, "r+b") as file:
            whole, newline, _cut = file.read().rpartition(b"\n")
            first = ["about", {"journal": f"{_VERSION}", **about}]
            lines = [
                self._read(*numbered) for numbered in enumerate(whole.split(b"\n"), 1) if whole
            ]
            if lines:
                self._require_same(lines[0], first)
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), _MODE)
            file.truncate(len(whole) + len(newline))
        self._known = dict(lines[1:])
        if not lines:
            self._append(first)

    def _read(self, number: int, line: bytes) -> tuple[str, Any]:
        try:
            key, value = json.loads(line)
        except (ValueError, TypeError, RecursionError):
            key, value = None, None
        if not isinstance(key, str):
            raise JournalError(
                f"{self._path}:{number}: This is no line of a journal of pull. Delete the file to"
                " begin anew."
            )
        return key, value

    def _require_same(self, found: tuple[str, Any], wanted: list[Any]) -> None:
        key, about = found
        if key != _ABOUT or not isinstance(about, dict):
            raise JournalError(f"{self._path} is no journal of this release's pull. Delete it.")
        other = [name for name, value in wanted[1].items() if about.get(name) != value]
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
            self._append([key, found])
            self._known[key] = found
        return self._known[key]

    def end(self) -> None:
        """Delete the file: all is in the seed."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _append(self, line: list[Any]) -> None:
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
