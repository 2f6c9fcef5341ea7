"""The HTTP server: waitress, bound before anything slow is loaded."""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
from typing import TYPE_CHECKING

from cognito_emulator.settings import DEFAULT_PORT
from cognito_emulator.web.front import Lazily, front
from cognito_emulator.web.guard import Guard

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self
    from wsgiref.types import WSGIApplication

    from cognito_emulator.emulator import Emulator

THREADS = 10
_BACKLOG = 1024
_LAST_PORT = 65535


class CannotListen(OSError):  # noqa: N818 - named for what happened
    """The address cannot be bound; the message says why."""


class Server:
    """A server for one emulator. It listens once it exists; requests wait until it runs.

    Attributes:
        url: where it is reached, for example ``http://127.0.0.1:9329``.

    """

    def __init__(
        self, emulator: Emulator, host: str = "127.0.0.1", port: int = DEFAULT_PORT
    ) -> None:
        """Bind.

        Args:
            emulator: the one to serve.
            host: an address or a name of this machine.
            port: 0 for any free one.

        Raises:
            CannotListen: the port is taken, or the address is not this machine's.

        """
        self._emulator = emulator
        self._host = host
        self._socket = _listen(host, port)
        self.url = _url(self._socket)
        self._thread: threading.Thread | None = None
        self._loop: _Loop | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve in a background thread."""
        loop = self._loop = self._prepared()
        self._thread = threading.Thread(target=loop.run, name="cognito-emulator", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Serve in this thread, until :meth:`stop`, KeyboardInterrupt or SystemExit."""
        self._loop = self._prepared()
        self._loop.run()

    def stop(self) -> None:
        """Stop listening and drop all connections; again does no harm."""
        if self._loop is not None:
            self._loop.stop()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        self._socket.close()

    def _prepared(self) -> _Loop:
        if self._loop is not None:
            raise RuntimeError("The server runs already, or has been stopped.")
        guard = Guard(self._host, self._emulator.settings.public_url)
        return _Loop(front(self._emulator, guard, Lazily(self._pages)), self._socket)

    def _pages(self) -> WSGIApplication:
        from cognito_emulator.web.app import create_app  # noqa: PLC0415 - loads Flask: 0.1 s

        return create_app(self._emulator, host=self._host)


class _Loop:
    """Waitress around an application: what it is told, how it is stopped, how it says no."""

    def __init__(self, application: WSGIApplication, listening: socket.socket) -> None:
        from waitress import wasyncore  # type: ignore[import-untyped]  # noqa: PLC0415 - once bound
        from waitress.server import create_server  # type: ignore[import-untyped]  # noqa: PLC0415

        from cognito_emulator.web.channel import Channel  # noqa: PLC0415

        # It warns of each request that finds no idle thread.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._asyncore = wasyncore
        self._sockets: dict[int, object] = {}
        self._server = create_server(
            application,
            map=self._sockets,
            sockets=[listening],
            threads=THREADS,
            backlog=_BACKLOG,
            connection_limit=1000,
            asyncore_use_poll=True,
            ident=None,
            clear_untrusted_proxy_headers=False,  # nobody here looks at them
            max_request_body_size=32 * 1024 * 1024,  # the API's own limit is told by the API
            # Never: a test that moves the process's clock must not lose its connections.
            channel_timeout=10 * 365 * 86400,
        )
        self._server.channel_class = Channel

    def run(self) -> None:
        """Serve until stopped."""
        try:
            self._server.run()
        finally:
            self._server.task_dispatcher.shutdown(timeout=1)
            self._asyncore.close_all(self._sockets, ignore_all=True)

    def stop(self) -> None:
        """Have the loop close its sockets, which ends it; from any thread."""
        if self._sockets:
            self._server.trigger.pull_trigger(self._close)

    def _close(self) -> None:
        self._asyncore.close_all(self._sockets, ignore_all=True)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= _LAST_PORT:
        raise CannotListen(f"Cannot listen on port {port}: ports go from 0 to {_LAST_PORT}.")
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CannotListen(f"Cannot listen on {host}, port {port}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is taken. Stop who has it, or choose another one (--port 0 finds any)."
    if isinstance(error, socket.gaierror) or error.errno is None:
        return error.strerror or str(error)
    return os.strerror(error.errno)


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - everywhere, so here too
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
