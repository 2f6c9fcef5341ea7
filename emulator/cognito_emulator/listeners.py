"""Who wants to hear of something."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Generic, TypeVar

News = TypeVar("News")


class Listeners(Generic[News]):
    """Those who are told, in the order in which they came; safe to share between threads.

    Attributes:
        present: they; replaced as a whole, so that whoever is telling is not disturbed.

    """

    __slots__ = ("_lock", "present")

    def __init__(self) -> None:
        self.present: tuple[partial[object], ...] = ()
        self._lock = Lock()

    def add(self, listener: Callable[[News], object]) -> Callable[[], None]:
        """Have ``listener`` told; return what takes it off again, as often as one likes."""
        place = partial(listener)  # who comes twice has two places, and leaves one of them
        with self._lock:
            self.present = (*self.present, place)

        def take_off() -> None:
            with self._lock:
                self.present = tuple(one for one in self.present if one is not place)

        return take_off

    def __contains__(self, listener: object) -> bool:
        """Whether somebody listens."""
        return any(place.func == listener for place in self.present)

    def tell(self, news: News) -> None:
        """Tell all; what one of them raises keeps it from the rest, and reaches the caller."""
        for listener in self.present:
            listener(news)
