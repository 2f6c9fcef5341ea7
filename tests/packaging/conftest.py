"""The wheel's tests come first: they are the longest piece of the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hand them to a worker before everything else; a file runs on one worker."""
    items.sort(key=lambda item: not item.path.is_relative_to(HERE))
