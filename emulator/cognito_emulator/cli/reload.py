"""``serve --reload``: seeds and functions as their files are now.

In memory the emulator goes back to its seeds. In a store that lasts, a seed that has changed takes
the place of what came of it, and all else stays.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.stamps import Stamp

_SECONDS = 0.5


def _told_to_apps(emulator: Emulator) -> dict[str, str]:
    """Return the ids and secrets that apps may have, by what they are in words.

    Of several pools or clients of one name it is the first one's.
    """
    found: dict[str, str] = {}
    for pool, clients, _ in emulator.seeded:
        found.setdefault(f"the id of the pool {pool.name}", pool.id)
        for client in clients:
            name = f"the client {client.name} of the pool {pool.name}"
            found.setdefault(f"the id of {name}", client.id)
            for secret in client.secrets:
                found.setdefault(f"the secret of {name}", secret.value)
    return found


class Reloader:
    """Looks every now and then whether a file has changed, for as long as it is entered.

    Looking costs a few microseconds for each file, and works in containers and on shared folders,
    where nobody tells of changes.
    """

    def __init__(self, emulator: Emulator, seconds: float = _SECONDS) -> None:
        """Prepare.

        Args:
            emulator: what takes up a file that has changed; what came of it is a warning.
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
        """Take up a file if it has changed; if that failed, not again for that change."""
        self._emulator.warn_of_changed_modules()
        changed = self._emulator.changed_files()
        if not changed or changed == self._tried:
            return
        self._tried = changed
        names = ", ".join(str(path) for path in changed)
        before = _told_to_apps(self._emulator)
        try:
            self._emulator.replant()
        except ValueError as error:  # of a seed, or of a file of functions
            self._emulator.warn(f"{names} changed, but everything stays as it was: {error}")
        else:
            self._emulator.warn(f"{names} changed: {self._became()}.")
            self._tell_of_others(before, _told_to_apps(self._emulator))

    def _became(self) -> str:
        if self._emulator.store.lasts:
            return "it was read again; what came of other seeds and of calls is as it was"
        return "the emulator is back at its seeds"

    def _tell_of_others(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Say what apps have in their settings, and is another by now."""
        others = [what for what, value in before.items() if after.get(what, value) != value]
        if others:
            self._emulator.warn(
                f"Other than before: {', '.join(others)}. Apps that have it in their settings need "
                "the new one; what stands in a seed as Id, ClientId or ClientSecret stays."
            )

    def _watch(self) -> None:
        while not self._over.wait(self._seconds):
            self.look()
