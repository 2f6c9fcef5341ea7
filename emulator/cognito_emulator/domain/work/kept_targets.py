"""Functions that are attached for all processes of a store that lasts: records of where they are.

Only functions elsewhere are: who may write into the store has no process run code.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cognito_emulator.domain.work.record import ATTACHED_TARGETS, AttachedTarget
from cognito_emulator.lambdas import (
    Attached,
    TargetError,
    UnreachableError,
    remote_function,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cognito_emulator.lambdas import AttachedTo, Function, Invocation
    from cognito_emulator.store import Store

_MOST_READ = 100


class KeptTargets:
    """The functions that a store keeps, by the triggers that they are attached to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._function = lru_cache(_MOST_READ)(_function)
        self._read: tuple[object, Mapping[AttachedTo, Attached | None]] = (None, {})

    def attached(self) -> Mapping[AttachedTo, Attached | None]:
        """Return them, as the store was when a transaction was begun last, or later.

        A call asks for one trigger after the other; they are read once for all of them.
        """
        moment = self._store.moment
        read_at, attached = self._read
        if read_at != moment:
            attached = self._all()
            self._read = moment, attached
        return attached

    def _all(self) -> Mapping[AttachedTo, Attached | None]:
        return {
            (each.trigger, each.pool_id): self._attached(each)
            for each in self._store.known.all(ATTACHED_TARGETS, "all", "all")
        }

    def target(self, place: AttachedTo) -> str | None:
        """Return where the function is that is attached to that; ``None`` if none is."""
        kept = self._store.get(ATTACHED_TARGETS, place)
        return kept.target if kept else None

    def put(self, place: AttachedTo, target: str, version: str | None) -> None:
        """Attach a function, in place of any other.

        Raises:
            TargetError: the target leads to no function elsewhere.

        """
        remote_function(target)
        trigger, pool_id = place
        kept = AttachedTarget(trigger=trigger, pool_id=pool_id, version=version, target=target)
        with self._store.exclusively():
            tx = self._store.transaction()
            tx.put(ATTACHED_TARGETS, kept)
            tx.commit()

    def remove(self, place: AttachedTo) -> bool:
        """Undo :meth:`put`; say whether there was a function."""
        with self._store.exclusively():
            tx = self._store.transaction()
            found = tx.get(ATTACHED_TARGETS, place)
            tx.delete(ATTACHED_TARGETS, place)
            tx.commit()
        return found is not None

    def _attached(self, kept: AttachedTarget) -> Attached | None:
        function = self._function(kept.target)
        return None if function is None else Attached(function, kept.version, kept.target)


def of(store: Store) -> KeptTargets | None:
    """Return the functions that a store keeps; one that does not last keeps none."""
    return KeptTargets(store) if store.lasts else None


def _function(target: str) -> Function | None:
    """Return the function of a target; of one that somebody wrote there by other means, none."""
    try:
        return remote_function(target)
    except TargetError as error:
        why = str(error)

        def nowhere(_invocation: Invocation) -> None:
            raise UnreachableError(why)

        return nowhere
