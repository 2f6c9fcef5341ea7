"""The clock in a store that lasts: it stays set, and is one for all processes of the store."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cognito_emulator.domain.work.record import CLOCKS, ClockSetting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cognito_emulator.clock import Clock, Setting
    from cognito_emulator.store import Store

_OF_PROCESS: Setting = (0.0, None)


class KeptClock:
    """A clock that follows what a store has, and writes each of its changes down there.

    Args:
        clock: the process's. Where it is set and the store has no clock yet, it stays so.
        store: one that lasts.

    """

    def __init__(self, clock: Clock, store: Store) -> None:
        self._clock = clock
        self._store = store
        self._lock = threading.Lock()  # no store is asked under it
        self._known = 0  # counts the settings of this process: what it reads may be older
        self._seen: object = None
        if _kept(store) is None and clock.setting() != _OF_PROCESS:
            self._write(clock.setting())
        clock.keep_in(self.follow, self._write)
        self.follow()

    def now(self) -> float:
        """Return the present time in epoch seconds, as all processes have it."""
        self.follow()
        return self._clock.now()

    def follow(self) -> None:
        """Set the clock as the store has it: another process may have moved it."""
        known, happened = self._known, self._store.happened
        if happened == self._seen:
            return
        kept = _kept(self._store)
        with self._lock:
            if known == self._known:
                self._clock.follow(_OF_PROCESS if kept is None else (kept.offset, kept.frozen_at))
                self._seen = happened

    def _write(self, setting: Setting) -> None:
        self._show(setting)
        with self._store.exclusively():
            tx = self._store.transaction()
            tx.put(CLOCKS, ClockSetting(offset=setting[0], frozen_at=setting[1]))
            tx.commit()
        self._show(setting)  # who has read the former one in the meantime may have shown it

    def _show(self, setting: Setting) -> None:
        with self._lock:
            self._known += 1
            self._seen = None
            self._clock.follow(setting)


def of(clock: Clock, store: Store) -> KeptClock | None:
    """Return what keeps a clock in a store; nothing does in one that does not last."""
    return KeptClock(clock, store) if store.lasts else None


@contextmanager
def staying(store: Store) -> Iterator[None]:
    """Have a clock stay as it is set, while the records of its store are exchanged."""
    if not store.lasts:
        yield
        return
    with store.exclusively():
        kept = _kept(store)
        yield
        tx = store.transaction()
        if kept is None:
            tx.delete(CLOCKS, CLOCKS.name)
        else:
            tx.put(CLOCKS, kept)
        tx.commit()


def _kept(store: Store) -> ClockSetting | None:
    return store.get(CLOCKS, CLOCKS.name)
