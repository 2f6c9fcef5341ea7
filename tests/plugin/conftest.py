"""Runs of pytest inside of tests, with the plugin loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from itertools import cycle

import pytest

from cognito_emulator.domain.work.keys import SigningKey
from pytest_cognito_emulator import Cognito, plugin

Run = Callable[..., pytest.RunResult]


OURS = ("-p", "pytest_cognito_emulator.plugin")
#: Plugins of pytest's own that no test here has anything to do with: setting up each takes time.
UNWANTED = (
    "cacheprovider",
    "doctest",
    "faulthandler",
    "junitxml",
    "legacypath",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "subtests",
)
WITHOUT = tuple(word for name in UNWANTED for word in ("-p", f"no:{name}"))


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

    No plugin is there but ours: pytest takes longer to look for others than most tests do. Ours is
    handed over, as ``-p`` would have pytest look through all that is installed.
    """
    made = cycle(keys)
    monkeypatch.setattr(SigningKey, "generate", lambda: next(made))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_module(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess(*WITHOUT, "-W", "error", *arguments, plugins=[plugin])

    return run_module


@pytest.fixture
def run_apart(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a module of tests in a process of its own, without plugins that are not asked for."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_module(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess(*OURS, *arguments)

    return run_module


#: What begins the report of a test that failed.
_HEAD = re.compile(r"_{3,} (?:ERROR at \w+ of )?(?P<test>\S+) _{3,}")


def unsaid(result: pytest.RunResult, expected: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what a run tells of those tests of which it does not say what it is to say.

    Args:
        result: of the run.
        expected: the line that is to stand in the report of each test; a pattern of `fnmatch`.

    """
    told: dict[str, list[str]] = {name: [] for name in expected}
    lines: list[str] = []
    for line in result.outlines:
        if head := _HEAD.fullmatch(line):
            lines = told.setdefault(head["test"], [])
        elif line.startswith("==="):
            lines = []  # no report of a test
        lines.append(line)
    return {
        name: told[name]
        for name, wanted in expected.items()
        if not any(fnmatchcase(line, wanted) for line in told[name])
    }
