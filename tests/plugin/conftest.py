"""Runs of pytest inside of tests, with the plugin loaded."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

import pytest

Run = Callable[..., pytest.RunResult]


def loading() -> list[str]:
    """The arguments that load the plugin; none where its distribution is installed."""
    installed = entry_points(group="pytest11", name="cognito_emulator")
    return [] if installed else ["-p", "pytest_cognito_emulator.plugin"]


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Run a module of tests in this process; whatever warns is an error."""

    def run_module(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess(*loading(), "-W", "error", *arguments)

    return run_module


@pytest.fixture
def run_apart(pytester: pytest.Pytester) -> Run:
    """Run a module of tests in a process of its own."""

    def run_module(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess(*loading(), *arguments)

    return run_module
