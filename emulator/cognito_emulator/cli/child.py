"""A command that somebody else shall believe to be run by themselves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.cli.status import CANNOT_RUN, NOT_FOUND, CommandLineError, of_signal

if TYPE_CHECKING:
    from types import FrameType


def found(words: list[str]) -> list[str]:
    """Return a command with its program's path in place of its name.

    Windows itself would not find what npm and its like are there: scripts, ``npm.cmd``.

    Raises:
        CommandLineError: there is no such program, or it is not executable.

    """
    name, *arguments = words
    if path := shutil.which(name):
        return [path, *arguments]
    if shutil.which(name, os.F_OK):
        raise CommandLineError(f"{name} is not executable.", CANNOT_RUN)
    raise CommandLineError(f"There is no command {name}.", NOT_FOUND)


def status_of(command: list[str], variables: Mapping[str, str]) -> int:
    """Run a command on our own terminal until it ends, whatever becomes of us meanwhile.

    Returns:
        Its exit status; 128 and the number of the signal, if one ended it.

    Raises:
        CommandLineError: it cannot be run.

    """
    child = _Child()
    child.hear_signals()
    try:
        # The command gets every file that we were given, as if nobody stood between: make's
        # jobserver, for one. Python's own are not inherited in any case.
        process = subprocess.Popen(command, env=variables, close_fds=False)  # noqa: S603 - the task
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandLineError(f"{command[0]} cannot be run: {reason}.", CANNOT_RUN) from None
    child.has_begun(process)
    status = process.wait()
    return of_signal(-status) if status < 0 else status


class _Child:
    """The command, as signals see it.

    What the terminal sends, Ctrl-C and the like, reaches the command without us, and it alone says
    what becomes of it. What is sent to us alone is passed on.
    """

    _FROM_TERMINAL = ("SIGINT", "SIGQUIT")
    _TO_US = ("SIGTERM", "SIGHUP")

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def hear_signals(self) -> None:
        """Handle signals from now on, by functions: what we ignored, the command would ignore.

        For the same reason what is ignored already stays so: whoever started us (nohup, a shell
        that puts jobs into the background) wants it of the command.
        """
        for names, handler in ((self._FROM_TERMINAL, self._leave), (self._TO_US, self._pass_on)):
            for name in names:
                number = getattr(signal, name, None)  # Windows has few of them
                if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, handler)

    def has_begun(self, process: subprocess.Popen[bytes]) -> None:
        """Pass on what comes, and what has come while the command was being started."""
        self._process = process
        for number in self._early:
            process.send_signal(number)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        """Do nothing."""

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        if self._process is None:
            self._early.append(number)
        else:
            self._process.send_signal(number)
