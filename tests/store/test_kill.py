"""What is acknowledged is kept, whenever the process is killed: the short form of `make kill`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import kill, places


@pytest.mark.slow
@pytest.mark.parametrize(("store", "number"), [("sqlite", 5), ("postgresql", 3)])
def test_nothing_that_was_acknowledged_is_missing(store: str, number: int, tmp_path: Path) -> None:
    assert kill.rounds(places.empty(store, tmp_path), number, seed=7) > number
