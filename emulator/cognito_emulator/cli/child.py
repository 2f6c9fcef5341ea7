"""Runs a command as if the caller of `exec` had started it directly."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.cli.status import CANNOT_RUN, NOT_FOUND, CommandLineError, of_signal
from cognito_emulator.cli.witness import Witness

if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Self


def found(words: list[str]) -> list[str]:
    """Return a command with its program's path in place of the program's name.

    On Windows npm and similar programs are scripts (``npm.cmd``), which Windows itself does not
    find by name.

    Raises:
        CommandLineError: there is no such program, or it is not executable.

    """
    name, *arguments = words
    if path := shutil.which(name):
        return [path, *arguments]
    if shutil.which(name, os.F_OK):
        raise CommandLineError(f"{name} is not executable.", CANNOT_RUN)
    raise CommandLineError(f"There is no command {name}.", NOT_FOUND)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Wait until a process has ended, handle signals meanwhile, and return its status.

    A signal may come to any of our threads, but Python handles it in the main one. So the main
    thread must not wait in ``wait``, which only a signal to that very thread would interrupt.
    """
    if not hasattr(signal, "SIGCHLD"):
        return process.wait()
    waking, woken = socket.socketpair()
    waking.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # without a handler it wakes nobody
    before = signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
    try:
        while (status := process.poll()) is None:
            woken.recv(4096)
    finally:
        signal.set_wakeup_fd(before)
        waking.close()
        woken.close()
    return status


class Child:
    """A command, and the signals that we pass on to it.

    A signal to the whole process group, such as a terminal's Ctrl-C, reaches the command without
    us, and the command alone decides what it does. A signal that was sent to us alone is passed on.

    Make it, as a context manager, before any thread starts.
    """

    # Windows has few of them.
    _SIGNALS = tuple(
        getattr(signal, name)
        for name in ("SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
        if hasattr(signal, name)
    )

    def __init__(self) -> None:
        self._witness = Witness(self._SIGNALS) if hasattr(os, "fork") else None
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: deque[int] = deque()
        self._busy = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._witness:
            self._witness.close()

    def run(self, command: list[str], variables: Mapping[str, str]) -> int:
        """Run a command on our own terminal until it ends, whatever signals we get meanwhile.

        Returns:
            Its exit status; if a signal ended it, 128 plus the number of the signal.

        Raises:
            CommandLineError: it cannot be run.

        """
        self._hear_signals()
        try:
            # The command inherits every file that we were given, such as make's jobserver. Files
            # that Python itself has opened are never inherited.
            process = subprocess.Popen(command, env=variables, close_fds=False)  # noqa: S603 - the task
        except OSError as error:
            reason = error.strerror or str(error)
            raise CommandLineError(f"{command[0]} cannot be run: {reason}.", CANNOT_RUN) from None
        for _ in range(len(self._waiting)):  # they came before the command started
            process.send_signal(self._waiting.popleft())
        self._process, self._busy = process, False
        self._see_to_waiting()
        status = _ended(process)
        return of_signal(-status) if status < 0 else status

    def _hear_signals(self) -> None:
        """Handle signals from now on, by functions: if we ignored one, the command would, too.

        For the same reason a signal that is ignored already stays ignored: whoever started us
        (nohup, a shell that puts jobs into the background) wants the command to ignore it.
        """
        for number in self._SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._hear)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._waiting.append(number)
        self._see_to_waiting()

    def _see_to_waiting(self) -> None:
        """Pass signals on, one after the other, also one that comes while another is passed on."""
        while self._waiting and self._process and not self._busy:
            self._busy = True
            number = self._waiting.popleft()
            if not self._has_got(self._process, number):
                self._process.send_signal(number)
            self._busy = False

    def _has_got(self, process: subprocess.Popen[bytes], number: int) -> bool:
        """Whether a signal has reached the command without us."""
        if self._witness is None:
            return number == signal.SIGINT  # a console's Ctrl-C; Windows has no other
        try:
            of_our_group = os.getpgid(process.pid) == os.getpgrp()
        except ProcessLookupError:  # it has ended
            return True
        return self._witness.has_heard(number) and of_our_group
