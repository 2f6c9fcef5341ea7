"""Runs of pytest inside of tests, with the plugin loaded."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

import pytest

from cognito_emulator.domain.work.keys import SigningKey
from pytest_cognito_emulator import Cognito

Run = Callable[..., pytest.RunResult]


OURS = ("-p", "pytest_cognito_emulator.plugin")


def sign_up(cognito: Cognito, username: str = "ada") -> None:
    """Sign up with an address at example.com."""
    cognito.call(
        "SignUp",
        ClientId=cognito.client_id,
        Username=username,
        Password="Correct-Horse-1",
        UserAttributes=[{"Name": "email", "Value": f"{username}@example.com"}],
    )


@pytest.fixture(scope="session")
def keys() -> list[SigningKey]:
    """Keys for two pools: making them takes tenths of a second."""
    return [SigningKey.generate() for _ in range(4)]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, keys: list[SigningKey]) -> Run:
    """Run a module of tests in this process; whatever warns is an error.

    No plugin is there but ours: pytest takes longer to look for others than most tests do.
    """
    made = cycle(keys)
    monkeypatch.setattr(SigningKey, "generate", lambda: next(made))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_module(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess(*OURS, "-W", "error", *arguments)

    return run_module


@pytest.fixture
def run_apart(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a module of tests in a process of its own, without plugins that are not asked for."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_module(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess(*OURS, *arguments)

    return run_module
