"""``serve --reload``: back to the seeds, as their files and those of functions are now."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.stamps import Stamp

_SECONDS = 0.5


class Reloader:
    """Looks every now and then whether a file has changed, for as long as it is entered.

    Looking costs a few microseconds for each file, and works in containers and on shared folders,
    where nobody tells of changes.
    """

    def __init__(self, emulator: Emulator, seconds: float = _SECONDS) -> None:
        """Prepare.

        Args:
            emulator: what is reset when a file has changed; what came of it is a warning.
            seconds: between two looks.

        """
        self._emulator = emulator
        self._seconds = seconds
        self._tried: dict[Path, Stamp] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="cognito-reload", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def look(self) -> None:
        """Reset the emulator if a file has changed; if that failed, not again for that change."""
        self._emulator.warn_of_changed_modules()
        changed = self._emulator.changed_files()
        if not changed or changed == self._tried:
            return
        self._tried = changed
        names = ", ".join(str(path) for path in changed)
        try:
            self._emulator.reset()
        except ValueError as error:  # of a seed, or of a file of functions
            self._emulator.warn(f"{names} changed, but everything stays as it was: {error}")
        else:
            self._emulator.warn(f"{names} changed: the emulator is back at its seeds.")

    def _watch(self) -> None:
        while not self._over.wait(self._seconds):
            self.look()
