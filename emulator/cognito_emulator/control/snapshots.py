"""States that are remembered by a name, so that who asks by HTTP can go back to them."""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING

from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.engine import Engine, Snapshot

#: How many there are at most, of those that were given a name and of those that were not.
MOST = 100
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Snapshots:
    """The snapshots of an engine, by their names. They are gone with the process.

    Whoever gives no name gets one; the oldest of those make room for the newest. What somebody
    named stays until it is deleted.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._named: dict[str, Snapshot] = {}
        self._others: dict[str, Snapshot] = {}
        self._lock = Lock()

    @property
    def names(self) -> list[str]:
        """All names, oldest first: first those that somebody gave, then the others."""
        with self._lock:
            return [*self._named, *self._others]

    def take(self, name: str | None = None) -> str:
        """Remember the state; return the snapshot's name.

        Args:
            name: what to call it, in place of an earlier one of that name; by default it is a UUID.

        Raises:
            ValueError: it can be no name, or there are too many.

        """
        if name is not None:
            return self._take_named(name)
        snapshot, name = self._engine.snapshot(), self._engine.new_uuid()
        with self._lock:
            self._others[name] = snapshot
            while len(self._others) > MOST:
                del self._others[next(iter(self._others))]
        return name

    def restore(self, name: str) -> None:
        """Go back to a state, which is kept.

        Raises:
            ValueError: there is no snapshot of that name.

        """
        with self._lock:
            snapshot = self._named.get(name) or self._others.get(name)
        if snapshot is None:
            raise ValueError(self._absent(name))
        self._engine.restore(snapshot)

    def forget(self, name: str) -> None:
        """Delete a snapshot; the state stays.

        Raises:
            ValueError: there is no snapshot of that name.

        """
        with self._lock:
            found = self._named.pop(name, None) or self._others.pop(name, None)
        if found is None:
            raise ValueError(self._absent(name))

    def _take_named(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} can be no name of a snapshot: it has up to 64 letters, digits, dots,"
                " dashes and underscores."
            )
        snapshot = self._engine.snapshot()
        with self._lock:
            if name not in self._named and len(self._named) >= MOST:
                raise ValueError(
                    f"There are {MOST} snapshots with names: DELETE snapshots/NAME deletes one."
                )
            self._named.pop(name, None)  # the newest is the last
            self._named[name] = snapshot
        return name

    def _absent(self, name: str) -> str:
        given = list(self._named)
        near = f"; {nearest(name, given)}" if given else ""
        return f"There is no snapshot {name}; POST snapshots takes one{near}."
