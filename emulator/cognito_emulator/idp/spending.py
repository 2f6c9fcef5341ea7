"""What may be used once, and was: codes, which are sealed and kept nowhere."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import Protocol

MOST = 10_000
"""How many are remembered, the latest."""


class Spending(Protocol):
    """Remembers what was used."""

    def spend(self, text: str, until: float) -> bool:
        """Use a text; ``False`` if it was used before.

        Args:
            text: it.
            until: epoch seconds; from then on it is refused in any case.

        """
        ...


class SpendingInMemory:
    """Remembers it for as long as the process goes on."""

    def __init__(self) -> None:
        self._spent: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def spend(self, text: str, until: float) -> bool:  # noqa: ARG002 - the number is limited
        """Use a text; ``False`` if it was used before."""
        known = mark(text)
        with self._lock:
            if known in self._spent:
                return False
            self._spent[known] = None
            if len(self._spent) > MOST:
                self._spent.popitem(last=False)
            return True


def mark(text: str) -> str:
    """Return what is remembered of a text: 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
