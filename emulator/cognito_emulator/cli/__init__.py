"""The command line: ``cognito-emulator serve``, ``cognito-emulator exec``."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from cognito_emulator.cli import options
from cognito_emulator.cli.status import Wrong, of_signal
from cognito_emulator.cli.stop import Stop, stoppable

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: list[str] | None = None) -> int:
    """Run the command that ``arguments`` (by default the process's own) ask for.

    Returns:
        The exit status: 2 where something is wrong with what was asked for; else 0 of ``serve``,
        and of ``exec`` that of its command, as shells have it.

    """
    try:
        told = options.told(arguments, os.environ)
        return _exec(told) if told.command == "exec" else _serve(told)
    except Wrong as wrong:
        sys.stderr.write(f"cognito-emulator: {wrong}\n")
        return wrong.status


# A command is loaded only when it runs, so that --version and mistakes in the options are answered
# at once.


def _serve(told: Namespace) -> int:
    stoppable()
    try:
        from cognito_emulator.cli.serve import serve  # noqa: PLC0415

        return serve(told)
    except Stop:
        return 0


def _exec(told: Namespace) -> int:
    try:
        from cognito_emulator.cli.run import run  # noqa: PLC0415

        return run(told)
    except KeyboardInterrupt:  # before the command ran, which hears of it itself
        return of_signal(signal.SIGINT)
