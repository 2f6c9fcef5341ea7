"""Databases of a process that forks: no connection may be open in two processes at once.

SQLite forbids it, and a server would hear both on one connection. So each is closed before a fork,
and opened again on both sides.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """A database that can be left alone for the moment of a fork."""

    def let_go(self) -> None:
        """Close all connections, when nobody uses them; nobody can until it has come back."""

    def come_back(self) -> None:
        """Open them again, by the thread that let go."""


_open: WeakSet[Forkable] = WeakSet()
_left: list[Forkable] = []


def mind(database: Forkable) -> None:
    """Have a database let go before each fork of the process, and come back after it."""
    _open.add(database)


def _let_go() -> None:
    for each in list(_open):
        each.let_go()
        _left.append(each)


def _come_back() -> None:
    while _left:
        _left.pop().come_back()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(before=_let_go, after_in_parent=_come_back, after_in_child=_come_back)
