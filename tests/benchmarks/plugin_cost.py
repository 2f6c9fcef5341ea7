"""What a test costs that takes `cognito_user` and its tokens, beside one that takes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory

from tests.benchmarks.contestants import last_line

TESTS = 300
ROUNDS = 3

# Times every test from its set-up to the end of its tear-down.
CONFTEST = """
import json, time
from pathlib import Path
import pytest

TIMES = []

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    began = time.perf_counter()
    answer = yield
    TIMES.append(time.perf_counter() - began)
    return answer

def pytest_sessionfinish():
    Path("times.json").write_text(json.dumps(TIMES))
"""

EMPTY = """
import pytest

@pytest.mark.parametrize("n", range({tests}))
def test_nothing(n):
    pass
"""

SIGNED_IN = """
import pytest

@pytest.mark.parametrize("n", range({tests}))
def test_tokens(n, cognito_user):
    take = getattr(cognito_user, "tokens", None) or cognito_user.sign_in
    assert take() if callable(take) else take
"""


@dataclass(frozen=True, slots=True)
class PluginCost:
    """Milliseconds, over those of an empty test."""

    tests: int
    first: float
    later: float


def plugin_cost() -> PluginCost:
    """Run both files a few times in turn; the medians of the rounds.

    Raises:
        RuntimeError: the tests failed; with the last line of pytest.

    """
    first, later = [], []
    for _ in range(ROUNDS):
        empty, signed_in = _times(EMPTY), _times(SIGNED_IN)
        base = fmean(empty[1:])
        first.append(signed_in[0] - base)
        later.append(fmean(signed_in[1:]) - base)
    return PluginCost(TESTS, median(first) * 1000, median(later) * 1000)


def _times(source: str) -> list[float]:
    with TemporaryDirectory() as folder:
        Path(folder, "conftest.py").write_text(CONFTEST)
        Path(folder, "test_cost.py").write_text(source.format(tests=TESTS))
        Path(folder, "pytest.ini").write_text("[pytest]\n")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(_complaint(done.stdout + done.stderr))
        times: list[float] = json.loads(Path(folder, "times.json").read_text())
        return times


def _complaint(output: str) -> str:
    errors = [line for line in output.splitlines() if line.startswith("E ")]
    return errors[0][1:].strip() if errors else last_line(output)
