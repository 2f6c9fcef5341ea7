"""Waiting for a PostgreSQL server: for as long as it computes, but for none that hangs.

A statement says nothing while it waits for a lock, or goes through a million rows. Neither does one
of a server that hangs, and TCP does not notice, as the machine still takes bytes. So whoever has
waited for some time asks the server for another connection, and goes on waiting if it answers.
"""

from __future__ import annotations

import select
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg.errors import ConnectionTimeout
from psycopg.waiting import Ready

from cognito_emulator.store.base import UnreachableError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator, Mapping

Result = TypeVar("Result")

SILENCE = 10.0
"""Seconds without a word, after which the server is asked."""
_INTERVAL = 0.1  # seconds; how often the driver says that there was no word


class Patient(psycopg.Connection[tuple[Any, ...]]):
    """A connection that waits like this.

    Attributes:
        probe: raises UnreachableError if the server does not answer.

    """

    probe: Callable[[], None]

    def wait(self, gen: Generator[Any, Any, Result], *interval: Any, **more: Any) -> Result:  # noqa: ANN401 - as the driver has it
        """Wait as the driver does, and look after the server.

        Raises:
            UnreachableError: it hangs; the connection is closed.

        """
        return super().wait(self._looking_after(gen), *interval, **more)

    def _looking_after(self, gen: Generator[Any, Any, Result]) -> Generator[Any, Any, Result]:
        """Go through the driver's steps, and count those in which it heard nothing."""
        silent = 0.0
        try:
            step = next(gen)
            while True:
                ready = yield step
                if ready:
                    silent = 0.0
                    step = gen.send(ready)
                    continue
                silent += _INTERVAL
                if silent >= SILENCE:
                    silent = 0.0
                    self._look()
                gen.send(Ready.NONE)  # so that the driver notices a socket that was closed
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]

    @property
    def is_ending(self) -> bool:
        """Whether the server has said something unasked: that it ends the connection."""
        return _ready(self.pgconn.socket, is_full=False, seconds=0)

    def listen(self) -> None:
        """Send what is not sent yet, and wait for a word, where the driver's steps are not used.

        Raises:
            UnreachableError: the server hangs; the connection is closed.

        """
        while not _ready(self.pgconn.socket, is_full=bool(self.pgconn.flush()), seconds=SILENCE):
            self._look()
        self.pgconn.consume_input()

    def _look(self) -> None:
        try:
            self.probe()
        except UnreachableError:
            self.close()  # or it would be asked to roll back
            raise


def _ready(socket: int, *, is_full: bool, seconds: float) -> bool:
    """Say within that time whether something can be read, or what is unsent be sent."""
    if sys.platform == "win32":
        return any(select.select([socket], [socket] if is_full else [], [], seconds))
    waiting = select.poll()
    waiting.register(socket, select.POLLIN | (select.POLLOUT if is_full else 0))
    return bool(waiting.poll(seconds * 1000))


def acquire(lock: threading.Lock | threading.BoundedSemaphore, probe: Callable[[], None]) -> None:
    """Wait for other threads of this process, which may wait for the server.

    Raises:
        UnreachableError: it hangs.

    """
    while not lock.acquire(timeout=SILENCE):
        probe()


def probe(settings: Mapping[str, Any]) -> None:
    """Ask a server whether it is there.

    Raises:
        UnreachableError: it takes connections, and says nothing.

    """
    try:
        psycopg.connect(**settings).close()
    except ConnectionTimeout:
        raise UnreachableError(
            f"the server takes connections, but has said nothing for {SILENCE:.0f} seconds"
        ) from None
    except psycopg.OperationalError:
        return  # it says something; what was under way will hear of it
