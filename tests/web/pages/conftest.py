"""Chromium for the pages. Fast tests spare the import of what drives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from cognito_emulator.web.server import Server
from tests.clients.node import packages
from tests.web.hosting import Hosting

if TYPE_CHECKING:
    from selenium import webdriver

    from tests.web.pages.browser import Browser


@pytest.fixture(scope="module")
def axe() -> str:
    return (packages() / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    from tests.chromium import chromium  # noqa: PLC0415 - see above

    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.fixture
def opened(chrome: webdriver.Chrome, axe: str) -> Iterator[Any]:
    """Open a browser at a new pool."""
    from tests.web.pages.browser import APP, Browser, follow_the_browser  # noqa: PLC0415 - see above

    def opened(
        version: int,
        settings: Settings | None = None,
        kind: Callable[..., Hosting] = Hosting,
        **made: Any,
    ) -> Browser:
        emulator = Emulator(settings)
        hosting = kind(emulator, version=version, CallbackURLs=[APP], **made)
        if version > 1:
            follow_the_browser(hosting)
        server = running.enter_context(Server(emulator, host="localhost", port=0))
        return Browser(chrome, hosting, server.url, axe)

    with ExitStack() as running:
        yield opened
