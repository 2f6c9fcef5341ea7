"""Ids that follow from a text, in a store that lasts: no run gives one that another has given.

A run begins a block of its own, which follows from the text and from how many there were before.
So the store is asked once in a run, and not for each id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.work.record import SEEDED_IDS, SeededIds

if TYPE_CHECKING:
    from cognito_emulator.ids import Ids
    from cognito_emulator.store import Store


def begin(ids: Ids, store: Store) -> None:
    """Begin the next block of ids, if they follow from a text and the store lasts."""
    if ids.text is None or not store.lasts:
        return
    with store.exclusively():
        tx = store.transaction()
        kept = tx.get(SEEDED_IDS, ids.text)
        block = kept.blocks if kept else 0
        tx.put(SEEDED_IDS, SeededIds(text=ids.text, blocks=block + 1))
        tx.commit()
    ids.restart(block)
