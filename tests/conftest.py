"""What all tests share: an emulator with a pool, clients and users at hand."""

from __future__ import annotations

import pytest
from hypothesis import settings

from cognito_emulator.emulator import Emulator
from tests.contract import CheckedEmulator
from tests.support import Lab, StockKeys

# No example may fail for the time it took, and every run tries the same ones: never flaky.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def stock_keys() -> StockKeys:
    """One pair of signing keys for all pools of all tests: making keys takes tenths of a second."""
    return StockKeys()


@pytest.fixture
def emulator(stock_keys: StockKeys) -> Emulator:
    """An empty emulator, whose every answer is held against the service model."""
    return CheckedEmulator(keys=stock_keys)


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """An emulator with one pool and one client that may use every flow."""
    return Lab(emulator)
