"""The server of an emulator: HTTP, and HTTPS beside it. It is bound at once.

Flask is loaded when it is needed, and TLS if it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from cognito_emulator.domain.pools.record import DOMAINS
from cognito_emulator.hints import SERVER, elsewhere
from cognito_emulator.listeners import Listeners
from cognito_emulator.logs import logger
from cognito_emulator.settings import DEFAULT_PORT, LOCALHOST, Tls
from cognito_emulator.web.exchange import Exchange, ReportingApplication
from cognito_emulator.web.front import front
from cognito_emulator.web.guard import Guard
from cognito_emulator.web.ports import Ports

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self
    from wsgiref.types import WSGIApplication

    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.http_request import RequestError

_log = logger(__name__)


class Server:
    """An HTTP server for one emulator. It listens when it is made; requests wait until it runs.

    As a context manager it runs in a background thread until the end::

        with Emulator(seed="users.yaml") as emulator, Server(emulator, port=0) as server:
            cognito = boto3.client("cognito-idp", endpoint_url=server.url, ...)

    Attributes:
        url: where it is reached, for example ``http://localhost:9329``.
        https_url: where it is reached by HTTPS; ``None`` without it.
        ca_file: the certificate of the authority that clients have to trust for that, as PEM.

    """

    def __init__(
        self,
        emulator: Emulator,
        host: str = LOCALHOST,
        port: int = DEFAULT_PORT,
        *,
        tls: Tls | None = None,
    ) -> None:
        """Bind the address.

        Args:
            emulator: the emulator to serve.
            host: an address or a name of this machine. ``localhost`` has two addresses, of IPv4
                and IPv6, and both are bound, as far as they are there.
            port: 0 for any free port.
            tls: how to serve HTTPS beside HTTP; by default there is none.

        Raises:
            CannotListen: the port is in use, or this machine has no such address.
            ValueError: an origin or a host in the emulator's settings cannot be read.
            AuthorityError: the certificate authority cannot be used.

        """
        self._emulator = emulator
        self._guard = Guard(emulator.settings, host)
        self._ports = Ports(host, port, emulator.settings, tls=tls, is_domain=self._is_domain)
        self.url: str = self._ports.url
        self.https_url: str | None = self._ports.https_url
        self.ca_file: Path | None = self._ports.ca_file
        if self.ca_file is not None:  # a provider may be another pool, or a stand-in beside it
            emulator.network.trust(self.ca_file)
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
        self._ports.start(self._application(), self._emulator.clock, self._report_refusal)

    def run(self, *, several: bool = False) -> None:
        """Serve in this thread, until KeyboardInterrupt or SystemExit.

        Args:
            several: whether this process is one of several that were forked after the server was
                made, all of which run it.

        Raises:
            RuntimeError: the server already runs, or has been stopped.

        """
        self._ports.run(
            self._application(), self._emulator.clock, self._report_refusal, several=several
        )

    def stop(self) -> None:
        """Stop listening and close all connections; stopping twice does no harm.

        It ends what :meth:`start` began. :meth:`run` has done the same when it returns.
        """
        self._ports.stop()

    def _application(self) -> WSGIApplication:
        for remark in self._ports.remarks:
            _log.warning("%s", remark)
        return ReportingApplication(front(self._emulator, self._guard), self._listeners)

    def _is_domain(self, host: str) -> bool:
        """Tell whether a host is the custom domain of a pool."""

        def is_custom(ctx: Context) -> bool:
            domain = ctx.tx.get(DOMAINS, host)
            return domain is not None and domain.is_custom

        return self._emulator.run_inside(is_custom)

    def _report_refusal(self, refusal: RequestError, method: str, path: str) -> None:
        text = unquote_to_bytes(path.encode("latin-1")).decode("utf-8", "replace")
        self._listeners.tell(
            Exchange(method=method, path=text, status=refusal.status, error=str(refusal))
        )
