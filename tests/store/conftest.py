"""Each test of a store is one of all stores."""

from __future__ import annotations

import pytest

from cognito_emulator.store import Store
from tests.store.stores import STORES


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Store:
    made: Store = request.param()
    return made
