"""States that are remembered by a name, so that who asks by HTTP can go back to them.

Where the store lasts they are in it: all its processes share them, and they outlast a restart. Else
they are the process's, and cost nothing, as they share their records with the store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from cognito_emulator.engine import Snapshot
from cognito_emulator.nearest import nearest
from cognito_emulator.store import Archived

if TYPE_CHECKING:
    from cognito_emulator.engine import Engine
    from cognito_emulator.store import Archive
    from cognito_emulator.store import Snapshot as StoredRecords

#: How many there are at most, of those that were given a name and of those that were not.
MOST = 100
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class _Shelf(Protocol):
    """Where snapshots are kept."""

    def all(self) -> list[Archived]:
        """Return what there is, oldest first: first what somebody named, then the others."""

    def put(self, name: str, *, named: bool, taken: float) -> None:
        """Remember the state, in place of an earlier snapshot of that name."""

    def delete(self, name: str) -> bool:
        """Delete a snapshot; say whether there was one."""

    def get(self, name: str) -> Snapshot | None:
        """Return a snapshot for `Engine.restore`."""


class Snapshots:
    """The snapshots of an engine, by their names.

    Whoever gives no name gets one; the oldest of those make room for the newest. What somebody
    named stays until it is deleted.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        archive = engine.store.archive
        self._shelf: _Shelf = _InMemory(engine) if archive is None else _InStore(archive)

    @property
    def all(self) -> list[Archived]:
        """All of them, oldest first: first those that somebody named, then the others."""
        return self._shelf.all()

    def take(self, name: str | None = None) -> str:
        """Remember the state; return the snapshot's name.

        Args:
            name: what to call it, in place of an earlier one of that name; by default it is a UUID.

        Raises:
            ValueError: it can be no name, or there are too many.

        """
        if name is not None and not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} can be no name of a snapshot: it has up to 64 letters, digits, dots,"
                " dashes and underscores."
            )
        now, found = self._engine.clock.now(), name or self._engine.new_uuid()
        with self._engine.store.exclusively():  # two that are taken at once are counted, too
            if name is not None:
                self._require_room(name)
            self._shelf.put(found, named=name is not None, taken=now)
            for each in [each for each in self._shelf.all() if not each.named][:-MOST]:
                self._shelf.delete(each.name)
        return found

    def restore(self, name: str) -> None:
        """Go back to a state, which is kept.

        Raises:
            ValueError: there is no snapshot of that name, or no release leads from it to this one.

        """
        with self._engine.store.exclusively():
            snapshot = self._shelf.get(name)
            if snapshot is None:
                raise ValueError(self._absent(name))
            self._engine.restore(snapshot)

    def forget(self, name: str) -> None:
        """Delete a snapshot; the state stays.

        Raises:
            ValueError: there is no snapshot of that name.

        """
        if not self._shelf.delete(name):
            raise ValueError(self._absent(name))

    def _require_room(self, name: str) -> None:
        given = self._named()
        if name not in given and len(given) >= MOST:
            raise ValueError(
                f"There are {MOST} snapshots with names: DELETE snapshots/NAME deletes one."
            )

    def _named(self) -> list[str]:
        return [each.name for each in self._shelf.all() if each.named]

    def _absent(self, name: str) -> str:
        given = self._named()
        near = f"; {nearest(name, given)}" if given else ""
        return f"There is no snapshot {name}; POST snapshots takes one{near}."


class _InStore:
    """Snapshots in a store that lasts: keys are among its records."""

    def __init__(self, archive: Archive) -> None:
        self.all = archive.all
        self.put = archive.put
        self.delete = archive.delete

    def get(self, name: str) -> Snapshot | None:
        found = next((each for each in self.all() if each.name == name), None)
        # The store alone looks at what it is given to go back to.
        return None if found is None else Snapshot(cast("StoredRecords", found), {})


class _Entry(NamedTuple):
    snapshot: Snapshot
    named: bool
    taken: float


@dataclass
class _InMemory:
    """Snapshots that are gone with the process; used with all commits kept out."""

    engine: Engine

    def __post_init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def all(self) -> list[Archived]:
        entries = sorted(self._entries.copy().items(), key=lambda item: not item[1].named)
        return [
            Archived(name, entry.named, entry.taken, _size(entry.snapshot))
            for name, entry in entries
        ]

    def put(self, name: str, *, named: bool, taken: float) -> None:
        self._entries.pop(name, None)  # the newest is the last
        self._entries[name] = _Entry(self.engine.snapshot(), named, taken)

    def delete(self, name: str) -> bool:
        return self._entries.pop(name, None) is not None

    def get(self, name: str) -> Snapshot | None:
        entry = self._entries.get(name)
        return entry.snapshot if entry else None


def _size(snapshot: Snapshot) -> int:
    return sum(map(len, snapshot.records.records.values()))
