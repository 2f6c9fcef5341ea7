"""The plugin itself: what pytest calls, and nothing else. Importing it costs next to nothing."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import pytest

from pytest_cognito_emulator.fixtures import (
    _cognito_server,
    cognito,
    cognito_clock,
    cognito_user,
    make_cognito_user,
)

__all__ = [
    "_cognito_server",
    "cognito",
    "cognito_clock",
    "cognito_user",
    "make_cognito_user",
    "pytest_addoption",
    "pytest_configure",
    "pytest_report_header",
]

_BACKENDS = ("freezegun", "time-machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini options."""
    parser.addini(
        "cognito_clock",
        "what moves the time of the test process for cognito_clock: "
        f"{' or '.join(_BACKENDS)} (default: {_BACKENDS[0]})",
        default=_BACKENDS[0],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse options that cannot be met, before any test runs."""
    _spare_the_emulator(config)
    backend = config.getini("cognito_clock")
    if backend not in _BACKENDS:
        raise pytest.UsageError(
            f"ini option cognito_clock is {backend!r}; it must be {' or '.join(_BACKENDS)}"
        )


def pytest_report_header(config: pytest.Config) -> str:
    """Say which emulator this is, and what moves its clock."""
    return f"cognito-emulator: {_version()}, clock: {config.getini('cognito_clock')}"


def _spare_the_emulator(config: pytest.Config) -> None:
    """Have the emulator imported as it was compiled at its installation.

    pytest rewrites the assertions of all that comes in one distribution with a plugin. The emulator
    has none, and where no bytecode may be written the rewriting costs 0.35 s in every session.
    pytest has no public way to say so; should the private one go, only time is lost.
    """
    hook = getattr(config.pluginmanager, "rewrite_hook", None)
    marked = getattr(hook, "_must_rewrite", None)
    if isinstance(marked, set):
        marked.discard("cognito_emulator")


def _version() -> str:
    try:
        return version("cognito-emulator")
    except PackageNotFoundError:  # run from its sources
        return "unknown version"
