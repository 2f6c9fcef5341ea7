"""The command line: ``cognito-emulator serve``, ``cognito-emulator exec``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cognito_emulator.cli import options
from cognito_emulator.cli.stop import Stop, stoppable
from cognito_emulator.cli.wrong import Wrong

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: list[str] | None = None) -> int:
    """Run the command that ``arguments`` (by default the process's own) ask for.

    Returns:
        The exit status: 0, or 2 where something is wrong with what was asked for.

    """
    try:
        return _serve(options.told(arguments, os.environ))
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
