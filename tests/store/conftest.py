"""Each test of a store is one of all stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cognito_emulator.store import Store
from tests.store.stores import STORES


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    made: Store = request.param()
    yield made
    made.close()
