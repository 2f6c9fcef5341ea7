"""What is acknowledged is kept, whenever the process is killed: the short form of `make kill`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import kill


@pytest.mark.slow
def test_nothing_that_was_acknowledged_is_missing(tmp_path: Path) -> None:
    assert kill.rounds(str(tmp_path / "killed.db"), 5, seed=7) > 5
