"""A client of all that HTTP clients find, without a socket."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from werkzeug.test import Client, EnvironBuilder, TestResponse

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import LOCALHOST
from cognito_emulator.web.front import front
from cognito_emulator.web.guard import Guard


class WebClient(Client):
    """A client of an emulator, at http://localhost.

    Attributes:
        environ_base: what the environment of every request has.

    """

    def __init__(
        self, emulator: Emulator, host: str = LOCALHOST, *, use_cookies: bool = True
    ) -> None:
        """Take the emulator, and the address on which it would listen."""
        application = front(emulator, Guard(emulator.settings, host))
        super().__init__(application, use_cookies=use_cookies)
        self.environ_base: dict[str, Any] = {"REMOTE_ADDR": "127.0.0.1"}

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Send a request to a path, or to a URL, which says the host, too."""
        (asked,) = args
        if isinstance(asked, EnvironBuilder):  # where a redirect leads
            return super().open(asked, **more)
        parts = urlsplit(asked)
        if parts.netloc:
            more["base_url"] = f"{parts.scheme}://{parts.netloc}"
            asked = urlunsplit(parts._replace(scheme="", netloc="")) or "/"
        base = {**self.environ_base, **more.pop("environ_base", {})}
        return super().open(asked, environ_base=base, **more)


class OneOfSeveral(WebClient):
    """A client of a process that is one of several."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Send a request as `WebClient` does."""
        return super().open(*args, environ_overrides={"wsgi.multiprocess": True}, **more)
