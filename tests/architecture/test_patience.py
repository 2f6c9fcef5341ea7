"""No test depends on how busy the machine is."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
#: Seconds that only something that hangs reaches.
PATIENCE = 10
LIMIT = re.compile(r"\b(?:timeout=|\.wait\()\(?(\d+(?:\.\d+)?)\b")
#: Who tries again until a limit of its own, measures, or is about small limits.
OTHERWISE = ("benchmarks/", "conformance/serving.py")


def test_what_is_waited_for_has_time() -> None:
    hasty = [
        f"{path.relative_to(TESTS)}:{number}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        if "node_modules" not in path.parts
        and not path.relative_to(TESTS).as_posix().startswith(OTHERWISE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for limit in LIMIT.findall(line)
        if float(limit) < PATIENCE and "trigger_timeout" not in line
    ]

    assert hasty == []


def test_browsers_are_made_and_waited_for_in_one_place() -> None:
    """There it is decided what a busy machine may take, and what is never asked of it."""
    home = TESTS / "chromium.py"
    driving = re.compile(
        r"webdriver\.Chrome\(|WebDriverWait|expected_conditions|implicitly_wait|new_window"
        r"|switch_to\.window|(?:driver|browser)\.close\(\)|set_\w+_timeout"
    )
    elsewhere = [
        f"{path.relative_to(TESTS)}:{number}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        if "node_modules" not in path.parts and path not in (home, Path(__file__))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if driving.search(line)
    ]

    assert elsewhere == []
    assert driving.search(home.read_text(encoding="utf-8"))
