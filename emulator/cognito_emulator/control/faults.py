"""Faults that tests set: calls that are refused, or that have to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.faults import Fault

if TYPE_CHECKING:
    from cognito_emulator.engine import Engine

__all__ = ["Fault", "add", "forget", "waiting"]


def add(engine: Engine, fault: Fault) -> Fault:
    """Let a fault wait for calls, and return it as it waits.

    Args:
        engine: the engine whose calls it strikes.
        fault: with ``times=None`` it strikes one call; if it also has a probability, any number.

    Raises:
        ValueError: such a fault cannot be; the message says what is wrong, and what there is.

    """
    return engine.pending_faults.add(fault)


def waiting(engine: Engine) -> list[Fault]:
    """Return the faults that still wait, oldest first."""
    return [each.fault for each in engine.pending_faults.waiting]


def forget(engine: Engine) -> int:
    """Forget all faults; return how many there were."""
    return engine.pending_faults.clear()
