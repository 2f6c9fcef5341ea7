"""The ports of a server: one for HTTP and, where it is asked for, one for HTTPS beside it."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.web.http_server import HttpServer, connections_for_files
from cognito_emulator.web.listening import Listening, listen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from wsgiref.types import WSGIApplication

    from cognito_emulator.clock import Clock
    from cognito_emulator.settings import Settings, Tls
    from cognito_emulator.web.http_server import OnRefusal
    from cognito_emulator.web.tls.authority import Authority
    from cognito_emulator.web.tls.certificates import Certificates


class _Https(NamedTuple):
    """What HTTPS takes.

    Attributes:
        listening: its sockets.
        authority: signs its certificates.
        certificates: they.

    """

    listening: Listening
    authority: Authority
    certificates: Certificates


class Ports:
    """The ports of a server. They listen when they are made; requests wait until they are served.

    Attributes:
        url: where programs of this machine reach it, for example ``http://localhost:9329``.
        https_url: where they reach it by HTTPS; ``None`` without it.
        ca_file: the certificate of the authority that clients have to trust for that, as PEM.

    """

    def __init__(
        self,
        host: str,
        port: int,
        settings: Settings,
        *,
        tls: Tls | None = None,
        is_domain: Callable[[str], bool] = lambda _host: False,
    ) -> None:
        """Bind the address.

        Args:
            host: an address or a name of this machine, as `listen` takes it.
            port: of HTTP; 0 for any free port.
            settings: they have other names of the server, for its certificates.
            tls: how HTTPS is served; by default there is none.
            is_domain: whether a host, which no setting names, is the server's, too.

        Raises:
            CannotListen: a port is in use, or this machine has no such address.
            ValueError: a host in the settings cannot be read.
            AuthorityError: the certificate authority cannot be used.

        """
        # First HTTPS: who waits until HTTP answers finds both.
        self._https = None if tls is None else _secured(host, settings, tls, is_domain)
        https = self._https
        try:
            self._http = listen(host, port)
        except OSError:
            if https is not None:
                https.listening.close()
            raise
        self.url: str = self._http.url("http")
        self.https_url: str | None = https.listening.url("https") if https else None
        self.ca_file: Path | None = https.authority.file if https else None
        self._threads: list[threading.Thread] = []
        self._servers: list[HttpServer] = []

    @property
    def remarks(self) -> list[str]:
        """What whoever runs the server should know of where it listens."""
        return [each.remark for each, _ in self._listening() if each.remark is not None]

    def start(
        self,
        application: WSGIApplication,
        clock: Clock,
        on_refusal: OnRefusal = lambda _refusal, _method, _path: None,
    ) -> None:
        """Serve in a background thread for each port, until :meth:`stop`.

        Args:
            application: what answers.
            clock: dates the answers.
            on_refusal: as `HttpServer` takes it.

        Raises:
            RuntimeError: the server already runs, or has been stopped.

        """
        for server in self._prepared(application, clock, on_refusal):
            self._run_beside(server)

    def run(
        self,
        application: WSGIApplication,
        clock: Clock,
        on_refusal: OnRefusal = lambda _refusal, _method, _path: None,
        *,
        several: bool = False,
    ) -> None:
        """Serve HTTP in this thread, until an exception comes by; then nothing listens any more.

        Arguments and errors are those of :meth:`start`; ``several`` is as `HttpServer` takes it.
        """
        http, *others = self._prepared(application, clock, on_refusal, several=several)
        try:
            for other in others:
                self._run_beside(other)
            http.run()
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop listening and close all connections; stopping twice does no harm."""
        for server, thread in zip(reversed(self._servers), reversed(self._threads), strict=False):
            if thread.is_alive():
                server.stop()
                thread.join()
        for listening, _ in self._listening():
            listening.close()

    def _run_beside(self, server: HttpServer) -> None:
        thread = threading.Thread(target=server.run, name="cognito-emulator", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _prepared(
        self,
        application: WSGIApplication,
        clock: Clock,
        on_refusal: OnRefusal,
        *,
        several: bool = False,
    ) -> list[HttpServer]:
        if self._servers:
            raise RuntimeError("The server already runs, or has been stopped.")
        listening = self._listening()
        self._servers = [
            HttpServer(
                application,
                each,
                clock,
                max(1, connections_for_files() // len(listening)),
                on_refusal=on_refusal,
                certificates=certificates,
            )
            for each, certificates in listening
        ]
        for server in self._servers:
            server.several = several
        return self._servers

    def _listening(self) -> list[tuple[Listening, Certificates | None]]:
        """Return the sockets of each port, with the certificates of what is HTTPS."""
        https = self._https
        beside = [] if https is None else [(https.listening, https.certificates)]
        return [(self._http, None), *beside]


def _secured(host: str, settings: Settings, tls: Tls, is_domain: Callable[[str], bool]) -> _Https:
    """Bind the address of HTTPS, with certificates for it. TLS is loaded only here."""
    from cognito_emulator.web.tls.authority import kept_in, usual_folder  # noqa: PLC0415
    from cognito_emulator.web.tls.certificates import Certificates  # noqa: PLC0415
    from cognito_emulator.web.tls.names import Names  # noqa: PLC0415

    authority = kept_in(tls.folder or usual_folder(os.environ))
    names = Names(settings, host, tls.aws_regions, is_domain)
    certificates = Certificates(authority, names)
    listening = listen(host, tls.port_to_bind, option="--tls-port")
    return _Https(listening, authority, certificates)
