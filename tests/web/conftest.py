"""The Flask application and its test client, and the server."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.web import siblings
from cognito_emulator.web.server import Server
from tests.web.client import WebClient
from tests.web.echo import Echo


@pytest.fixture
def web(emulator: Emulator) -> WebClient:
    """A client of the emulator's web application, at http://localhost."""
    return WebClient(emulator)


@pytest.fixture
def server(emulator: Emulator) -> Iterator[Server]:
    """A server for the emulator, running."""
    with Server(emulator, port=0) as running:
        yield running


@pytest.fixture(scope="module")
def running_echo() -> Iterator[Echo]:
    """A server of HTTP alone, for a module."""
    echo = Echo()
    yield echo
    echo.close()


@pytest.fixture
def echo(running_echo: Echo) -> Echo:
    """A server of HTTP alone that has seen nothing yet."""
    running_echo.forget()
    return running_echo


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files are: the address of a socket is short, and that of a test is not."""
    del tmp_path  # which is made in the usual place first
    with tempfile.TemporaryDirectory() as name:
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)
        siblings.leave()
