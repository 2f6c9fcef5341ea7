"""Faults as tests wish for them: calls that are refused, or kept waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.faults import Fault

if TYPE_CHECKING:
    from cognito_emulator.engine import Engine

__all__ = ["Fault", "add", "forget", "waiting"]


def add(engine: Engine, fault: Fault) -> Fault:
    """Have a fault wait for calls; return it as it waits.

    Args:
        engine: whose calls it strikes.
        fault: with ``times=None`` it strikes one call; with a probability too, any number.

    Raises:
        ValueError: it cannot be; the sentence names what is wrong, and what there is.

    """
    return engine.pending_faults.add(fault)


def waiting(engine: Engine) -> list[Fault]:
    """Return the faults that still wait, oldest first."""
    return [each.fault for each in engine.pending_faults.waiting]


def forget(engine: Engine) -> int:
    """Take all faults back; return how many there were."""
    return engine.pending_faults.clear()
