"""The HTTP server of an emulator. It is bound at once; Flask is loaded when it is needed."""

from __future__ import annotations

import errno
import socket
import threading
from typing import TYPE_CHECKING

from cognito_emulator.hints import SERVER, elsewhere
from cognito_emulator.listeners import Listeners
from cognito_emulator.settings import DEFAULT_PORT
from cognito_emulator.web.exchange import Exchange, ReportingApplication
from cognito_emulator.web.front import Lazily, front
from cognito_emulator.web.guard import Guard
from cognito_emulator.web.http_server import HttpServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self
    from wsgiref.types import WSGIApplication

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.http_request import RequestError

_BACKLOG = 1024
_LAST_PORT = 65535


class CannotListen(OSError):  # noqa: N818 - named for what happened
    """The address cannot be bound; the message says why."""


class Server:
    """An HTTP server for one emulator. It listens when it is made; requests wait until it runs.

    As a context manager it runs in a background thread until the end::

        with Emulator(seed="users.yaml") as emulator, Server(emulator, port=0) as server:
            cognito = boto3.client("cognito-idp", endpoint_url=server.url, ...)

    Attributes:
        url: where it is reached, for example ``http://127.0.0.1:9329``.

    """

    def __init__(
        self, emulator: Emulator, host: str = "127.0.0.1", port: int = DEFAULT_PORT
    ) -> None:
        """Bind the address.

        Args:
            emulator: the emulator to serve.
            host: an address or a name of this machine.
            port: 0 for any free port.

        Raises:
            CannotListen: the port is in use, or this machine has no such address.
            ValueError: an origin or a host in the emulator's settings cannot be read.

        """
        self._emulator = emulator
        self._host = host
        self._guard = Guard(emulator.settings, host)
        self._socket = _listen(host, port)
        self.url: str = _url(self._socket)
        self._thread: threading.Thread | None = None
        self._http: HttpServer | None = None
        self._listeners: Listeners[Exchange] = Listeners()

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, SERVER)

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

    def on_request(self, listener: Callable[[Exchange], object]) -> Callable[[], None]:
        """Have ``listener`` called after each request that is not a call of an operation.

        These are requests for keys and discovery documents, for control and the health check, for
        unknown paths, and requests that cannot be read. Calls go to `Emulator.on_call`. The
        listener runs in the connection's thread, before the answer is sent. If it raises, the
        client is told of a bug in the emulator.

        Returns:
            A function that removes the listener.

        """
        return self._listeners.add(listener)

    def start(self) -> None:
        """Serve in a background thread, until :meth:`stop`.

        Raises:
            RuntimeError: the server already runs, or has been stopped.

        """
        http = self._http = self._prepared()
        self._thread = threading.Thread(target=http.run, name="cognito-emulator", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Serve in this thread, until KeyboardInterrupt or SystemExit.

        Raises:
            RuntimeError: the server already runs, or has been stopped.

        """
        self._http = self._prepared()
        self._http.run()

    def stop(self) -> None:
        """Stop listening and close all connections; stopping twice does no harm.

        It ends what :meth:`start` began. :meth:`run` has done the same when it returns.
        """
        if self._http is not None and self._thread is not None and self._thread.is_alive():
            self._http.stop()
            self._thread.join()
        self._socket.close()

    def _prepared(self) -> HttpServer:
        if self._http is not None:
            raise RuntimeError("The server already runs, or has been stopped.")
        application = front(self._emulator, self._guard, Lazily(self._domains), Lazily(self._pages))
        reporting = ReportingApplication(application, self._listeners)
        return HttpServer(
            reporting, self._socket, self._emulator.clock, on_refusal=self._report_refusal
        )

    def _report_refusal(self, refusal: RequestError) -> None:
        self._listeners.tell(Exchange(status=refusal.status, error=str(refusal)))

    def _domains(self) -> WSGIApplication:
        from cognito_emulator.web.hosting.app import (  # noqa: PLC0415 - loads Flask: 0.1 s
            create_domain_app,
        )

        return create_domain_app(self._emulator)

    def _pages(self) -> WSGIApplication:
        from cognito_emulator.web.app import create_app  # noqa: PLC0415 - loads Flask: 0.1 s

        return create_app(self._emulator, host=self._host)


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
        return "the port is in use. Stop its program, or choose another port (--port 0 finds one)."
    if isinstance(error, socket.gaierror):
        return "that name has no address."
    if error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address."
    if error.errno == errno.EACCES:
        return "ports below 1024 need special rights; choose another port (--port 0 finds one)."
    return error.strerror or str(error)


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - everywhere, so here too
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
