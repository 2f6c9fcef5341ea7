"""Rows of tables."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from _pytest.mark import ParameterSet


def named(rows: Mapping[str, tuple[object, ...]]) -> list[ParameterSet]:
    """Rows of a table by their names."""
    return [pytest.param(*row, id=name) for name, row in rows.items()]
