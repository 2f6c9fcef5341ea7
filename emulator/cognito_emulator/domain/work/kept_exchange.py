"""Who exchanged all of a store last, where it lasts: other processes have to know of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.work.record import EXCHANGES, Exchange

if TYPE_CHECKING:
    from cognito_emulator.store import Reader, Store

_NONE = Exchange()


def latest(reader: Reader) -> Exchange:
    """Return the latest exchange of all state, or what stands for none."""
    return reader.get(EXCHANGES, EXCHANGES.name) or _NONE


def note(store: Store, by: str, *, resets: int = 0) -> int:
    """Note an exchange; part of the change of the store that makes it.

    Args:
        store: the store; one that does not last keeps nothing.
        by: the process that makes it.
        resets: how many resets it is: 1 or 0.

    Returns:
        How many resets there were by now.

    """
    if not store.lasts:
        return 0
    tx = store.transaction()
    before = latest(tx)
    tx.put(EXCHANGES, replace(before, by=by, resets=before.resets + resets))
    tx.commit()
    return before.resets + resets
