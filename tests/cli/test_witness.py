"""The witness of signals, where somebody ends it; what it says is tested by `exec` itself."""

from __future__ import annotations

import subprocess
import sys

ENDED = """
import os, signal
from cognito_emulator.cli.witness import Witness

witness = Witness([signal.SIGUSR1])
os.kill(witness._pid, signal.SIGKILL)
os.waitpid(witness._pid, 0)
print(witness.has_heard(signal.SIGUSR1))
witness.close()
"""


def test_where_it_was_ended_a_signal_counts_as_one_that_was_for_us_alone() -> None:
    """So it is passed on: twice is better than never."""
    said = subprocess.check_output([sys.executable, "-c", ENDED], text=True)

    assert said == "False\n"
