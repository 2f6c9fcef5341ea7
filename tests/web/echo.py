"""A server whose application tells what it was given."""

from __future__ import annotations

import re
import socket
import threading
from typing import Any, NamedTuple

from cognito_emulator.clock import Clock
from cognito_emulator.web.http_server import HttpServer
from cognito_emulator.web.listening import listen
from cognito_emulator.web.tls.certificates import Certificates

GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"

LARGE = 32 * 1024 * 1024


class Seen(NamedTuple):
    """What an application was given."""

    method: str = "GET"
    path: str = "/"
    query: str = ""
    host: str | None = "a"
    body: bytes = b""


class Echo:
    """A server, and what its application has seen.

    ``/large`` is answered with more than buffers hold, ``/busy`` once it is ``released``.
    """

    def __init__(
        self, max_connections: int | None = None, certificates: Certificates | None = None
    ) -> None:
        self.busy, self.released = threading.Event(), threading.Event()
        self.seen: list[Seen] = []
        self.environments: list[dict[str, Any]] = []
        listening = listen("127.0.0.1", 0)
        self.address = listening.sockets[0].getsockname()
        self.http = HttpServer(
            self._application, listening, Clock(), max_connections, certificates=certificates
        )
        self._thread = threading.Thread(target=self.http.run, daemon=True)
        self._thread.start()

    def _application(self, environ: Any, start_response: Any) -> list[bytes]:
        self.environments.append(environ)
        seen = Seen(
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            environ["QUERY_STRING"],
            environ.get("HTTP_HOST"),
            environ["wsgi.input"].read(),
        )
        self.seen.append(seen)
        status = seen.query if re.fullmatch("[1-5][0-9]{2}", seen.query) else "200"
        start_response(f"{status} x", [("Content-Type", "text/plain")])
        if seen.path == "/busy":
            self.busy.set()
            self.released.wait(60)
        return [b"content" if seen.path != "/large" else bytes(LARGE)]

    def exchange(self, request: bytes) -> bytes:
        """Send bytes and no more; return all that comes until the server hangs up."""
        with socket.create_connection(self.address, timeout=30) as plug:
            plug.sendall(request)
            plug.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: plug.recv(65536), b""))

    def forget(self) -> None:
        """Have seen nothing."""
        self.seen.clear()
        self.environments.clear()

    def close(self) -> None:
        """Stop."""
        self.http.stop()
        self._thread.join()


def statuses(received: bytes) -> list[int]:
    """Return the statuses of the answers that came over a connection."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)]
