"""The clock in a store that lasts: it stays set, and is one for all processes of the store."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cognito_emulator.domain.work.record import CLOCKS, ClockSetting

if TYPE_CHECKING:
    from cognito_emulator.clock import Clock, Setting
    from cognito_emulator.store import Reader, Store

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
        self._shown = 0  # counts the settings of this process: what it reads may be older
        if _kept(store) is None and clock.setting() != _OF_PROCESS:
            self._write(clock.setting())
        clock.keep_in(store.exclusively, self.follow, self._write)
        self.follow()

    def now(self) -> float:
        """Return the time, set as the store was when a transaction was begun last, or later."""
        self._follow(self._store.known)
        return self._clock.now()

    def follow(self) -> None:
        """Set the clock as the store has it: another process may have moved it."""
        self._follow(self._store)

    def _follow(self, reader: Reader) -> None:
        shown, kept = self._shown, _kept(reader)
        setting = _OF_PROCESS if kept is None else (kept.offset, kept.frozen_at)
        if setting != self._clock.setting():
            with self._lock:
                if shown == self._shown:
                    self._clock.follow(setting)

    def _write(self, setting: Setting) -> None:
        self._show(setting)
        with self._store.exclusively():
            tx = self._store.transaction()
            tx.put(CLOCKS, ClockSetting(offset=setting[0], frozen_at=setting[1]))
            tx.commit()
        self._show(setting)  # who has read the former one in the meantime may have shown it

    def _show(self, setting: Setting) -> None:
        with self._lock:
            self._shown += 1
            self._clock.follow(setting)


def of(clock: Clock, store: Store) -> KeptClock | None:
    """Return what keeps a clock in a store; nothing does in one that does not last."""
    return KeptClock(clock, store) if store.lasts else None


def _kept(reader: Reader) -> ClockSetting | None:
    return reader.get(CLOCKS, CLOCKS.name)
