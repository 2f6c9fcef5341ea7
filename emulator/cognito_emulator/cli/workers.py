"""``serve --workers``: forks of this process that serve the sockets which it has bound."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import traceback
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from cognito_emulator.cli.start import store_named
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.cli.stop import ENDINGS, Stop
from cognito_emulator.store.named import MEMORY

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    Work = Callable[[Callable[[], None]], object]


def check(options: Namespace) -> None:
    """Refuse what several workers cannot do.

    Raises:
        CommandLineError: why, and what to do.

    """
    number = options.workers
    if number == 1:
        return
    if not hasattr(os, "fork"):
        raise CommandLineError(
            f"--workers {number} needs a system whose processes can fork, which Windows cannot: "
            "leave it out. One process answers many connections at a time, too."
        )
    if store_named(options) == MEMORY:
        raise CommandLineError(
            f"--workers {number} does not go with --store {MEMORY}: each worker would have a state "
            "of its own. Add --state FILE, which they share, or a --store of PostgreSQL."
        )
    if options.seeded_ids is not None:
        raise CommandLineError(
            f"--workers {number} does not go with --seeded-ids: each worker would give the same "
            "ids. Leave one of them out."
        )


_LOOK_SECONDS = 0.2


class Workers:
    """Processes that do the same work; they end together.

    Each of them ends when it is told to, and when this process is gone in whatever way.
    """

    def __init__(self, number: int, work: Work) -> None:
        """Fork them, and wait until all are ready.

        Args:
            number: how many.
            work: what each does until it is told to end; it calls its argument when it is ready.

        Raises:
            CommandLineError: one has ended at once.

        """
        self._work = work
        self._pids: set[int] = set()
        self._ready, self._is_ready = os.pipe()
        self._parent, self._alive = os.pipe()  # nothing is written: it ends with this process
        try:
            for _ in range(number):
                self._begin()
            os.close(self._is_ready)
            for _ in range(number):
                self._wait_for_one_more()
        except BaseException:
            self.stop()
            raise

    def wait(self) -> NoReturn:
        """Wait until one has ended, which none should; then all others are told to end.

        Raises:
            CommandLineError: one has ended.

        """
        pid, status = os.wait()
        while pid not in self._pids:
            pid, status = os.wait()
        self._end(pid, status)

    def _end(self, pid: int, status: int) -> NoReturn:
        """Have all others end with one."""
        self._pids.discard(pid)
        self.stop()
        code = os.waitstatus_to_exitcode(status)
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
        sentence = f"A worker (process {pid}) ended {how}, so all others were stopped."
        raise CommandLineError(sentence, status=1)

    def stop(self) -> None:
        """Tell all to end, and wait until they have answered what they are answering."""
        for pid in self._pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
                os.kill(pid, signal.SIGCONT)  # one that somebody has stopped would never hear of it
        while self._pids:
            with suppress(ChildProcessError):
                os.waitpid(self._pids.pop(), 0)

    def _wait_for_one_more(self) -> None:
        """Wait until one more is ready: one that has ended never is, nor one that is stopped."""
        while not select.select([self._ready], [], [], _LOOK_SECONDS)[0]:
            for each in list(self._pids):
                pid, status = os.waitpid(each, os.WNOHANG)
                if pid:
                    self._end(pid, status)
        if not os.read(self._ready, 1):
            self.wait()

    def _begin(self) -> None:
        with _no_endings():  # which would end a worker that is not yet one
            pid = os.fork()
            if not pid:
                self._be_one()
            self._pids.add(pid)

    def _be_one(self) -> NoReturn:
        """Work, in the new process; nothing of the other one's is ended with it."""
        status = 1
        try:
            os.close(self._alive)
            os.close(self._ready)
            _wake_with_parent()
            threading.Thread(target=self._outlive_nobody, daemon=True).start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
            self._work(lambda: _tell(self._is_ready))
            status = 0
        except Stop:
            status = 0
        except BaseException:  # noqa: BLE001 - the process ends here
            traceback.print_exc()
        finally:
            with suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def _outlive_nobody(self) -> None:
        os.read(self._parent, 1)
        os.kill(os.getpid(), signal.SIGTERM)


_PR_SET_PDEATHSIG = 1


def _wake_with_parent() -> None:
    """Have Linux go on with this process, if somebody has stopped it, when its parent has gone.

    Else it would never hear of that, and keep the port.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - 15 ms that only workers cost

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGCONT)


def _tell(pipe: int) -> None:
    os.write(pipe, b"1")
    os.close(pipe)


@contextmanager
def _no_endings() -> Iterator[None]:
    """Have Ctrl-C and SIGTERM wait."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
