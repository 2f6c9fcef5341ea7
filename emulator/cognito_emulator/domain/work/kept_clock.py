"""The clock in a store that lasts: moved or frozen, it is so at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.work.record import CLOCKS, ClockSetting

if TYPE_CHECKING:
    from cognito_emulator.clock import Clock
    from cognito_emulator.store import Store


def keep(clock: Clock, store: Store) -> None:
    """Set a clock as the store has it, and write each of its changes down; if the store lasts."""
    if not store.lasts:
        return
    kept = store.get(CLOCKS, CLOCKS.name)
    if kept is not None:
        clock.set_back((kept.offset, kept.frozen_at))
    clock.on_change(lambda: _write(clock, store))


def _write(clock: Clock, store: Store) -> None:
    offset, frozen_at = clock.setting()
    with store.exclusively():
        tx = store.transaction()
        tx.put(CLOCKS, ClockSetting(offset=offset, frozen_at=frozen_at))
        tx.commit()
