"""The app is as it is in production; its pool is answered by the emulator."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _emulated(cognito_intercept: object) -> None:
    """Have no test ask the real service."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the SDK not sleep before it tries again."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)
