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
    if store.get(CLOCKS, CLOCKS.name) is not None:
        follow(clock, store)
    clock.on_change(lambda setting: _write(clock, store, setting))


def follow(clock: Clock, store: Store) -> None:
    """Set a clock as a store that lasts has it: another process may have moved it."""
    kept = store.get(CLOCKS, CLOCKS.name)
    setting = (0.0, None) if kept is None else (kept.offset, kept.frozen_at)
    if setting != clock.setting():
        clock.follow(setting)


def _write(clock: Clock, store: Store, setting: tuple[float, float | None]) -> None:
    offset, frozen_at = setting
    with store.exclusively():
        tx = store.transaction()
        tx.put(CLOCKS, ClockSetting(offset=offset, frozen_at=frozen_at))
        tx.commit()
        clock.follow(setting)  # who followed in the meantime has shown the former one
