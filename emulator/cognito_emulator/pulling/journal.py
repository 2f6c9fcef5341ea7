"""What was read already, in a file, so that a pull that was cut short goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

_MODE = 0o600


class JournalError(ValueError):
    """A file that is no journal of this pull; the message says what to do."""


class Journal:
    """The steps of a pull with what came of each; without a file, nothing is kept.

    It has what the seed will have, and no more: of people who are made anonymous it has the
    invented ones.
    """

    def __init__(self, path: Path | None, about: str) -> None:
        """Read what there is.

        Args:
            path: of the file; it is the owner's only.
            about: what is pulled, and how: a journal of something else is of no use.

        Raises:
            JournalError: the file is of something else.

        """
        self._path = path
        self._known: dict[str, Any] = {}
        if path is None:
            return
        if not path.exists():
            path.touch(_MODE)
            self._append(["about", about])
            return
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            try:
                key, value = json.loads(line)
            except ValueError:  # cut off in the middle of it
                break
            self._known[key] = value
            if number == 0 and (key, value) != ("about", about):
                raise JournalError(f"{path} is of another pull. Delete it to begin anew.")

    @property
    def resumed(self) -> int:
        """How many steps were there already."""
        return max(len(self._known) - 1, 0)

    def step(self, key: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - any JSON
        """Return what came of a step, which is done now unless it was done before."""
        if key not in self._known:
            found = json.loads(json.dumps(work()))
            self._known[key] = found
            self._append([key, found])
        return self._known[key]

    def end(self) -> None:
        """Delete the file: all is in the seed."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _append(self, line: list[Any]) -> None:
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
