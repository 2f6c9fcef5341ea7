"""The command line of ``cognito-emulator``: ``serve``, ``exec`` and the other commands."""

from __future__ import annotations

import errno
import os
import signal
import sys
from typing import TYPE_CHECKING

from cognito_emulator import printable
from cognito_emulator.cli import options as command_line
from cognito_emulator.cli.status import CommandLineError, of_signal
from cognito_emulator.cli.stop import Stop, stoppable
from cognito_emulator.loading import without_garbage_collection

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: list[str] | None = None) -> int:
    """Run the command that ``arguments`` (by default the process's own) ask for.

    Returns:
        The exit status: 2 where something is wrong with what was asked for; else 0 of ``serve``,
        ``idp``, ``tls`` and ``event``, and of ``exec`` that of its command, as shells have it.

    """
    try:
        options = command_line.read(arguments, os.environ)
        return _COMMANDS[options.command](options)
    except CommandLineError as error:
        _complain(f"cognito-emulator: {error}")
        return error.status
    except KeyboardInterrupt:  # serve and idp hear of it otherwise, and so does what exec runs
        return of_signal(signal.SIGINT)
    except Exception as error:
        if _is_of_a_store(error):
            _complain(f"cognito-emulator: The store cannot be used: {error}.")
        elif isinstance(error, OSError) and error.errno in _LIMITS:
            limit = _LIMITS[error.errno]
            _complain(f"cognito-emulator: The system gives no more: {error.strerror} ({limit}).")
        else:
            raise
        return 2


_LIMITS = {
    errno.EMFILE: "ulimit -n",
    errno.ENFILE: "of all processes together",
    errno.EAGAIN: "ulimit -u",  # where a process cannot be forked
    errno.ENOMEM: "its memory is full",
}
"""What a system refuses whatever was asked for, and which limit that is."""


def _is_of_a_store(error: Exception) -> bool:
    """Whether a store has gone, or turned out to be damaged, after it was opened."""
    from cognito_emulator.store import UnreachableError  # noqa: PLC0415 - late, as all commands

    return isinstance(error, UnreachableError)


def _complain(sentence: str) -> None:
    """Say on stderr what is wrong, if stderr can be written to."""
    try:
        sys.stderr.write(f"{printable.block(sentence)}\n")
    except (AttributeError, OSError):  # it is closed, or full
        return


# A command is loaded only when it runs, so that --version and mistakes in the options are answered
# at once.


def _serve(options: Namespace) -> int:
    stoppable()
    try:
        with without_garbage_collection():
            from cognito_emulator.cli.serve import serve  # noqa: PLC0415

        return serve(options)
    except Stop:
        return 0


def _exec(options: Namespace) -> int:
    with without_garbage_collection():
        from cognito_emulator.cli.run import run  # noqa: PLC0415

    return run(options)


def _tls(options: Namespace) -> int:
    from cognito_emulator.cli.tls import tls  # noqa: PLC0415

    return tls(options)


def _idp(options: Namespace) -> int:
    stoppable()
    try:
        from cognito_emulator.cli.idp import idp  # noqa: PLC0415

        return idp(options)
    except Stop:
        return 0


def _event(options: Namespace) -> int:
    with without_garbage_collection():
        from cognito_emulator.cli.event import event  # noqa: PLC0415

    return event(options)


def _import(options: Namespace) -> int:
    from cognito_emulator.cli.import_ import import_  # noqa: PLC0415

    return import_(options)


def _export(options: Namespace) -> int:
    from cognito_emulator.cli.export import export  # noqa: PLC0415

    return export(options)


def _pull(options: Namespace) -> int:
    from cognito_emulator.cli.pull import pull  # noqa: PLC0415

    return pull(options)


_COMMANDS = {
    "serve": _serve,
    "exec": _exec,
    "tls": _tls,
    "idp": _idp,
    "event": _event,
    "import": _import,
    "export": _export,
    "pull": _pull,
}
