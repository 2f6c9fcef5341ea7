"""Threads that a test begins; those of earlier tests may run on beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterable

PATIENCE_SECONDS = 60.0  # only what hangs takes as long

Threads = frozenset[threading.Thread]


def running_threads() -> Threads:
    """Return all that run now."""
    return frozenset(threading.enumerate())


def begun_since(before: Threads, name: str) -> Threads:
    """Return those of a name that have begun since, and still run."""
    return frozenset(thread for thread in running_threads() - before if thread.name == name)


def unending(threads: Iterable[threading.Thread]) -> list[str]:
    """Wait for threads to end; return the names of those that do not."""
    waited = list(threads)
    for thread in waited:
        thread.join(PATIENCE_SECONDS)
    return [thread.name for thread in waited if thread.is_alive()]
