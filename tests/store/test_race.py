"""Clients race on several workers, and nothing is lost: the short form of `make race`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import places
from tests.store.race.games import GAMES
from tests.store.race.run import race


@pytest.mark.slow
@pytest.mark.parametrize("store", places.STORES)
def test_nothing_is_lost_and_nothing_is_good_twice(store: str, tmp_path: Path) -> None:
    found = race(places.empty(store, tmp_path), 0, tmp_path)
    assert found.answers > 8 * len(GAMES)
