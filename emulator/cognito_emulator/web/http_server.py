"""HTTP/1.1 for WSGI, a thread for each connection; `http_request` reads what comes.

Decision 0001 says why this one. It reads no clock and needs no timer, so that a test which moves
the process's time disturbs nothing.
"""

from __future__ import annotations

import errno
import selectors
import socket
import sys
import threading
from datetime import UTC, datetime
from http import HTTPStatus
from io import BufferedReader, BytesIO
from socketserver import StreamRequestHandler, TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from cognito_emulator.clock import Clock
from cognito_emulator.logs import logger
from cognito_emulator.web.any_server import KEPT_BYTES, Answer, called, refusal, unreadable
from cognito_emulator.web.http_request import (
    MAX_BODY_BYTES,
    TLS,
    PlainError,
    Reader,
    Request,
    RequestError,
    TlsError,
)
from cognito_emulator.web.tls import HandshakeError
from cognito_emulator.wire import failure

try:
    import resource
except ImportError:  # on Windows
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from cognito_emulator.web.listening import Listening
    from cognito_emulator.web.tls.certificates import Certificates
    from cognito_emulator.web.tls.encrypted import Encrypted

    OnRefusal = Callable[[RequestError, str, str], object]

#: How many connections are open at most, each with its thread and its file.
MAX_CONNECTIONS = 1000
_DRAINING_POLLS = 100  # ten seconds
_POLL_SECONDS = 0.1  # how long stopping from another thread takes at most
# Of those that take no file of their own.
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)
_LINGER_SECONDS = 2.0
_PIECE = 64 * 1024
_MOST_WARNINGS = 100  # what clients cause has an end, too
_AT_ONCE = getattr(socket, "MSG_DONTWAIT", 0)  # Windows has none: there a send may take its time
_SHORT_OF = {
    errno.EMFILE: "The process has no file left",
    errno.ENFILE: "The machine has no file left",
    errno.ENOBUFS: "The machine has no memory left",
    errno.ENOMEM: "The machine has no memory left",
}

_log = logger(__name__)


class HttpServer(ThreadingMixIn, TCPServer):
    """Serves a WSGI application on sockets that listen already, all of them in one thread.

    Connections are bounded in number. Where there are too many, or the process is out of files,
    the one that has waited longest for its client gives way: one that is idle, that sends a request
    without end, or that does not read its answer. So a client can hold no more than its turn, and
    no time is taken. Where none waits, clients do, in the queue of the socket. A TLS handshake is
    part of a connection's work, in its thread: who does not finish one waits like the others.

    Args:
        application: what answers.
        listening: the sockets, and the server's name; closed in the end.
        clock: dates the answers, by the process's own time: SDKs set their clocks by it.
        max_connections: how many are open at once; by default `MAX_CONNECTIONS`, or three quarters
            of the files that the process may open: imports and triggers need some, too.
        on_refusal: is told of each request that cannot be read, before its answer leaves: why, and
            its method and path without the query, as far as they are known.
        certificates: for HTTPS; without them it is HTTP.

    Attributes:
        several: whether other processes serve the same sockets. Then, when it stops, requests that
            are being answered are answered first.

    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        application: WSGIApplication,
        listening: Listening,
        clock: Clock,
        max_connections: int | None = None,
        *,
        on_refusal: OnRefusal = lambda _refusal, _method, _path: None,
        certificates: Certificates | None = None,
    ) -> None:
        super().__init__((listening.host, listening.port), _Connection, bind_and_activate=False)
        self.socket.close()  # it has made one, and binds none
        self._listening = listening
        for each in listening.sockets:  # another process may be faster to accept
            each.setblocking(False)
        self.several = False
        self.application = application
        self.clock = clock
        self.max_connections = max_connections or connections_for_files()
        self.certificates = certificates
        self._open: set[socket.socket] = set()
        # What waits for its client, the longest first, and how it is ended.
        self._waiting: dict[socket.socket, int] = {}
        self._closed = threading.Condition()
        self._stopping = self._draining = False
        self.on_refusal = on_refusal
        self._warnings: set[str] = set()

    def run(self) -> None:
        """Serve until stopped, or until an exception comes by."""
        try:
            with _Selector() as selector:
                for each in self._listening.sockets:
                    selector.register(each, selectors.EVENT_READ, each)
                while not self._stopping:
                    for ready, _ in selector.select(_POLL_SECONDS):
                        self._take(ready.data)
        finally:
            self._stopping = True
            if self.several:
                self._drain()
            with self._closed:
                connections = list(self._open)
            for connection in connections:
                _hang_up(connection, socket.SHUT_RDWR)
            self._listening.close()

    def _drain(self) -> None:
        """Wait until requests are answered that are being answered, but not for ever."""
        self._listening.close()
        with self._closed:
            self._draining = True
            for connection, how in self._waiting.items():
                _hang_up(connection, how)
            for _ in range(_DRAINING_POLLS):
                if not self._open:
                    return
                self._closed.wait(_POLL_SECONDS)

    def stop(self) -> None:
        """Have :meth:`run` end, in a moment; from any other thread."""
        self._stopping = True

    def _take(self, listening: socket.socket) -> None:
        """Accept a connection, and have it served; later, if there is no room for one now."""
        if len(self._open) >= self.max_connections:
            self._make_room(f"{self.max_connections} connections are open")
            return
        try:
            connection, client = listening.accept()
            connection.setblocking(True)
        except OSError as error:  # or the client has left, or another process was faster
            if error.errno in _SHORT_OF:
                self._make_room(_SHORT_OF[error.errno])
            return
        self.process_request(connection, client)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Serve a connection in a thread of its own."""
        with self._closed:
            self._open.add(request)
        while not self._stopping:
            try:
                super().process_request(request, client_address)
            except (RuntimeError, MemoryError) as failure:  # RuntimeError: can't start new thread
                _let_through(failure)
                self._make_room("The process can start no thread")
            else:
                return
        self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as inherited
        """Close a connection."""
        super().shutdown_request(request)
        with self._closed:
            self._open.discard(request)
            self._waiting.pop(request, None)
            self._closed.notify_all()

    def waits(self, connection: socket.socket, how: int = socket.SHUT_RD) -> None:
        """Note that a connection can do nothing until its client does something.

        Args:
            connection: the one.
            how: what has to be shut down to end it. Where that is reading alone, a request that
                has come and an answer that is going are not lost.

        """
        with self._closed:
            self._waiting.pop(connection, None)
            self._waiting[connection] = how
            if self._draining:
                _hang_up(connection, how)

    def works(self, connection: socket.socket) -> None:
        """Note that a connection has a request to answer."""
        with self._closed:
            self._waiting.pop(connection, None)

    def tell_once(self, sentence: str) -> None:
        """Log what whoever runs the server has to know, and no client can tell; the first time."""
        if sentence not in self._warnings and len(self._warnings) < _MOST_WARNINGS:
            self._warnings.add(sentence)
            _log.warning("%s", sentence)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002
        """Log what went wrong with a connection, unless it is only that the client left."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            _log.exception("A connection broke:")

    def _make_room(self, reason: str) -> None:
        """Close a connection that only waits, and wait until any is closed, or a moment."""
        self.tell_once(
            f"{reason}. New connections wait until others end, and those that have waited longest "
            "for their client are closed. This is said once."
        )
        with self._closed:
            if (longest := next(iter(self._waiting), None)) is not None:
                _hang_up(longest, self._waiting.pop(longest))
            self._closed.wait(_POLL_SECONDS)


def connections_for_files() -> int:
    """Return how many connections there may be, so that files are left for others."""
    if resource is None:
        return MAX_CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(1, min(MAX_CONNECTIONS, files * 3 // 4))


def _let_through(failure: BaseException) -> None:
    """Raise what came by while a thread was started, such as a signal's exception.

    It strikes where the new thread is waited for, and may leave that lock as nobody expects it:
    then a RuntimeError about the lock hides it.
    """
    hidden = failure.__context__
    if hidden is not None and not isinstance(hidden, Exception):
        raise hidden from None


def _hang_up(connection: socket.socket, how: int) -> None:
    """End a connection that a thread may be reading or writing."""
    try:
        connection.shutdown(how)
    except OSError:  # the client was faster
        return


class _Connection(StreamRequestHandler):
    """The requests of one connection, one after the other."""

    disable_nagle_algorithm = True
    server: HttpServer
    rfile: BufferedReader
    _encrypted: Encrypted | None = None

    def handle(self) -> None:
        """Answer until one of the two has had enough."""
        self._persistent = True
        if self.server.certificates is not None and not self._secured(self.server.certificates):
            return
        self.server.waits(self.connection)
        self._reader = Reader(self.rfile)
        while self._persistent and self._answer_one():
            pass
        if self._encrypted is not None:
            self._write_raw(self._encrypted.farewell())
        if not self._persistent:
            self._leave()

    def _secured(self, certificates: Certificates) -> bool:
        """Come to terms with the client by TLS; False if the two do not.

        There is nothing yet that could be lost, so all of the connection can be ended.
        """
        self.server.waits(self.connection, socket.SHUT_RDWR)
        first = self.connection.recv(_PIECE)
        if first[:1] != TLS:
            if first:
                self._reader = Reader(self.rfile)
                self._refuse(PlainError())
                self._leave()
            return False
        encrypted = certificates.over(self.connection, self._write_raw)
        try:
            encrypted.handshake(first)
        except HandshakeError as failed:
            if failed.advice:
                self.server.tell_once(failed.advice)
            return False
        plain, self.rfile = self.rfile, BufferedReader(encrypted)
        plain.close()
        self._encrypted = encrypted
        return True

    def _answer_one(self) -> bool:
        """Answer a request; False if the client had none."""
        try:
            request = self._reader.request()
            if request is None:
                return False
            self._persistent = request.persistent
            self._answer(request, self._body(request))
        except RequestError as why:
            self._refuse(why)
        return True

    def _body(self, request: Request) -> bytes:
        length = request.length()
        if request.expects_continue and length:
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return self._reader.body(length, KEPT_BYTES)

    def _answer(self, request: Request, body: bytes) -> None:
        """Have the application answer, and send what it says."""
        self.server.works(self.connection)
        try:
            answer = called(self.server.application, self._environment(request, body))
        except Exception as bug:  # noqa: BLE001 - whatever it is, the client gets an answer
            self._persistent = False
            answer = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, failure(bug))
        self._send(answer, old=request.version == "HTTP/1.0")

    def _refuse(self, why: RequestError) -> None:
        """Say why, and end the connection: what comes next on it cannot be told apart."""
        self._persistent = False
        if isinstance(why, TlsError | PlainError):
            self.server.tell_once(str(why))
        self.server.on_refusal(why, self._reader.method, self._reader.path)
        self._send(unreadable(why))

    def _send(self, answer: Answer, *, old: bool = False) -> None:
        """Send an answer in one piece."""
        now = int(self.server.clock.of_process())
        fields = [*answer.headers, ("Date", _date(now))]
        body = answer.body
        if answer.status.startswith(_WITHOUT_BODY):
            fields = [field for field in fields if field[0].lower() != "content-length"]
            body = b""
        elif not any(name.lower() == "content-length" for name, _ in fields):
            fields.append(("Content-Length", str(len(body))))
        if not self._persistent:
            fields.append(("Connection", "close"))
        elif old:  # where staying open is the exception
            fields.append(("Connection", "keep-alive"))
        lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in fields)]
        head = "\r\n".join((*lines, "", "")).encode("latin-1", "replace")
        self._write(head if self._reader.method == "HEAD" else head + body)

    def _write(self, data: bytes) -> None:
        """Send data, sealed if it has to be."""
        self._write_raw(data if self._encrypted is None else self._encrypted.sealed(data))

    def _write_raw(self, data: bytes) -> None:
        """Send data as it is; what the client does not take at once, as it takes it."""
        self.server.waits(self.connection)
        try:
            sent = self.connection.send(data, _AT_ONCE)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            self.server.waits(self.connection, socket.SHUT_RDWR)
            self.connection.sendall(memoryview(data)[sent:])

    def _leave(self) -> None:
        """Close so that the client can read its answer, whatever it still sends (9.6)."""
        left = MAX_BODY_BYTES
        try:
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER_SECONDS)
            while left > 0 and (piece := self.connection.recv(_PIECE)):
                left -= len(piece)
        except OSError:  # it was faster, or sends nothing and does not close
            return

    def _environment(self, request: Request, body: bytes) -> WSGIEnvironment:
        """Return what an application is told of a request (PEP 3333)."""
        host, port = self.server.server_address[:2]
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(request.path.encode("latin-1")).decode("latin-1"),
            "QUERY_STRING": request.query,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": request.version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http" if self._encrypted is None else "https",
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": self.server.several,
            "wsgi.run_once": False,
        }
        for name, value in request.fields:
            if "_" in name:  # which would pass for a dash
                continue
            key = _OF_THEIR_OWN.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        environ["CONTENT_LENGTH"] = str(len(body))
        if request.host is not None:
            environ["HTTP_HOST"] = request.host
        return environ


# Headers that an application finds under names without HTTP_.
_OF_THEIR_OWN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
# Statuses of answers that end with their headers: section 6.3.
_WITHOUT_BODY = ("1", "204", "304")


def _date(now: int) -> str:
    """Return a moment as RFC 9110 writes it: as `email.utils` does, which is slow to load."""
    day, month, number, clock, year = datetime.fromtimestamp(now, UTC).ctime().split()
    return f"{day}, {int(number):02} {month} {year} {clock} GMT"
